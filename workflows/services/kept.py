"""What was made of a content, once per process: contents never change, so neither does what was made of them."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Keeps what was made last, *most* of it; who asks for what is being made waits for that."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, Future[T]] = {}
        self._lock = threading.Lock()

    def get(self, content: Hashable, make: Callable[[], T], keep: Callable[[T], bool] = lambda _: True) -> T:
        """Return what was made of *content*, made now if need be; what is not to *keep* is made anew the next time."""
        with self._lock:
            known = self._made.pop(content, None)
            future = self._made[content] = known or Future()  # what was asked for last goes last
            for former in list(self._made)[: -self._most]:
                del self._made[former]
        if known is not None:
            return known.result()
        try:
            made = make()
        except BaseException as problem:
            self._forget(content)
            future.set_exception(problem)
            raise
        if not keep(made):
            self._forget(content)
        future.set_result(made)
        return made

    def known(self, content: Hashable) -> T | None:
        """Return what was made of *content*; None where nothing was, or it is being made."""
        future = self._made.get(content)
        return future.result() if future is not None and future.done() and future.exception() is None else None

    def _forget(self, content: Hashable) -> None:
        with self._lock:
            self._made.pop(content, None)
