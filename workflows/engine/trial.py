"""Compiles a stranger's files in a process of its own, which may be stopped when it takes too long.

That process begins with nothing but this module: a copy of ours would first read the whole program again.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Mapping

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding

MEMORY = 1 << 30  # bytes
SECONDS = 5  #: of the processor, the start of the child not counted
PATIENCE = 60.0  #: seconds by the clock: a busy machine is slow, and that is no reason to refuse a route
GAVE_UP = "engine-gave-up"


def compile_in_child(files: Mapping[str, bytes], patience: float = PATIENCE) -> list[Finding]:
    """Return what the engine has against a route's files; empty if it can run them.

    It may take ``SECONDS`` of the processor, and *patience* seconds by the clock.
    """
    sent = json.dumps({path: data.decode("latin-1") for path, data in files.items()})
    command = [sys.executable, "-I", "-m", __name__]
    try:
        done = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=patience, check=True)  # noqa: S603  # ours
        return [Finding(**each) for each in json.loads(done.stdout)]
    except (subprocess.SubprocessError, ValueError):
        return [_gave_up()]


def _compile() -> None:
    """Read files from the standard input and write the findings to the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from workflows.engine.definition import ProcessDefinition
    from workflows.routes.route import Route

    files = {path: text.encode("latin-1") for path, text in json.load(sys.stdin).items()}
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    found: list[Finding] = []
    try:
        ProcessDefinition.compile(Route(files))
    except InvalidRoute as refused:
        found = list(refused.findings)
    json.dump([each.as_json() for each in found], sys.stdout)


def _gave_up() -> Finding:
    problem = "De procesmotor kon deze diagrammen niet in korte tijd lezen."
    return Finding("error", "", "", GAVE_UP, problem, "Maak de diagrammen kleiner en eenvoudiger.")


if __name__ == "__main__":
    _compile()
