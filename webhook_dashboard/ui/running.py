"""Work that a later one of its tab cancels: a test that is sent, an import that is examined. Per process."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

_tasks: dict[str, asyncio.Task[Any]] = {}


async def run(key: str, work: Coroutine[Any, Any, Result]) -> Result | None:
    """Return what the work returns; None when it was cancelled. An earlier one with this key is cancelled.

    Whatever the work raises is raised.
    """
    return await finish(key, begin(key, work))


def begin(key: str, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
    """Begin the work, to be waited for with `finish`; from now on it can be cancelled."""
    cancel(key)
    task = _tasks[key] = asyncio.ensure_future(work)
    return task


async def finish(key: str, task: asyncio.Task[Result]) -> Result | None:
    """Wait for what was begun; as `run`."""
    try:
        await asyncio.wait([task])
    finally:
        if not task.done():
            task.cancel()  # the tab itself has gone
        if _tasks.get(key) is task:
            del _tasks[key]
    return None if task.cancelled() else task.result()


def cancel(key: str) -> bool:
    """Cancel what runs with this key; says whether there was anything."""
    task = _tasks.get(key)
    return task is not None and task.cancel()
