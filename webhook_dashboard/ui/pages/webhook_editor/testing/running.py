"""The tests that are being sent, one for each tab, so that they can be cancelled. Per process."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

_tasks: dict[str, asyncio.Task[Any]] = {}


async def run(tab: str, work: Coroutine[Any, Any, Result]) -> Result | None:
    """Return what the work returns; None when it was cancelled. An earlier one of the tab is cancelled.

    Whatever the work raises is raised.
    """
    cancel(tab)
    task = asyncio.ensure_future(work)
    _tasks[tab] = task
    try:
        await asyncio.wait([task])
    finally:
        if not task.done():
            task.cancel()  # the tab itself has gone
        if _tasks.get(tab) is task:
            del _tasks[tab]
    return None if task.cancelled() else task.result()


def cancel(tab: str) -> bool:
    """Cancel what a tab is sending; says whether there was anything."""
    task = _tasks.get(tab)
    return task is not None and task.cancel()
