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
    cancel(key)
    task = asyncio.ensure_future(work)
    _tasks[key] = task
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
