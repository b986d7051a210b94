"""Compiles a stranger's files in a process of its own, which may be stopped when it takes too long."""

import multiprocessing
import resource
from collections.abc import Mapping
from multiprocessing.connection import Connection

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding

MEMORY = 1 << 30  # bytes
SECONDS = 5  #: of the processor, the start of the child not counted
PATIENCE = 60.0  #: seconds by the clock: a busy machine is slow, and that is no reason to refuse a route


def compile_in_child(files: Mapping[str, bytes], patience: float = PATIENCE) -> list[Finding]:
    """Return what the engine has against a route's files; empty if it can run them.

    It may take ``SECONDS`` of the processor, and *patience* seconds by the clock.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_compile, args=(dict(files), sender), daemon=True)
    child.start()
    sender.close()
    try:
        return list(receiver.recv()) if receiver.poll(patience) else [_gave_up()]
    except EOFError:
        return [_gave_up()]
    finally:
        child.kill()
        child.join()
        child.close()
        receiver.close()


def _compile(files: dict[str, bytes], sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from workflows.engine.definition import ProcessDefinition
    from workflows.routes.route import Route

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    try:
        ProcessDefinition.compile(Route(files))
        sender.send([])
    except InvalidRoute as refused:
        sender.send(list(refused.findings))


def _gave_up() -> Finding:
    problem = "De procesmotor kon deze diagrammen niet in korte tijd lezen."
    return Finding("error", "", "", "engine-gave-up", problem, "Maak de diagrammen kleiner en eenvoudiger.")
