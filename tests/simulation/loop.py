"""An event loop in which waiting takes no time and chance plays no part.

What sleeps is woken in the order of its time, at once; what would go to a thread is done on the
spot. So a run depends on its seed alone.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


class StalledError(RuntimeError):
    """Nothing will ever happen again: everybody waits for somebody else."""


class _NoWait(selectors.DefaultSelector):
    """A selector that does not wait: it counts the seconds it should have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout == 0:
            return []
        if timeout is None:
            raise StalledError("nobody is going to wake anybody")
        self.passed += timeout
        return super().select(0)


class _OnTheSpot(ThreadPoolExecutor):
    """An executor that does the work in the thread that asks for it."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time is what its sleepers have slept."""

    def __init__(self) -> None:
        self._no_wait = _NoWait()
        super().__init__(self._no_wait)
        # What is due within this is due now. By default it is the machine's nanosecond, which is
        # lost in a float of half a year's seconds: then nothing is ever due.
        self._clock_resolution = 1e-6
        self.set_default_executor(_OnTheSpot(max_workers=1))
        self.set_exception_handler(_not_ours)

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._no_wait.passed


def _not_ours(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say nothing of tasks that a kill broke off; all else is said as usual."""
    if isinstance(context.get("exception"), Exception) or "exception" not in context:
        loop.default_exception_handler(context)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run something to its end in virtual time."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()
