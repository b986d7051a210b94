"""Compiles a stranger's files in a process of its own, which may be stopped when it takes too long."""

import multiprocessing
import resource
from collections.abc import Mapping
from multiprocessing.connection import Connection

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding

MEMORY = 1 << 30  # bytes


def compile_in_child(files: Mapping[str, bytes], timeout: float = 5.0) -> list[Finding]:
    """Return what the engine has against a route's files; empty if it can run them.

    *timeout* is in seconds and includes the start of the child.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_compile, args=(dict(files), sender), daemon=True)
    child.start()
    sender.close()
    try:
        return list(receiver.recv()) if receiver.poll(timeout) else [_gave_up()]
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

    try:
        ProcessDefinition.compile(Route(files))
        sender.send([])
    except InvalidRoute as refused:
        sender.send(list(refused.findings))


def _gave_up() -> Finding:
    problem = "De procesmotor kon deze diagrammen niet in korte tijd lezen."
    return Finding("error", "", "", "engine-gave-up", problem, "Maak de diagrammen kleiner en eenvoudiger.")
