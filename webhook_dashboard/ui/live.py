"""Live updates: one hub per process tells every open tab that something changed, at most once a second.

What several tabs show alike is asked of the database once per change, whoever asks first.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from webhook_dashboard.storage.database import Connection, Database

Result = TypeVar("Result")

GAP_SECONDS: Final = 1.0
QUIET_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Shared:
    """An answer, the update it was asked in, and until when it may be given in later ones too."""

    version: int
    kept_until: float
    answer: asyncio.Task[Any]

    def serves(self, version: int, now: float) -> bool:
        if self.answer.done() and (self.answer.cancelled() or self.answer.exception() is not None):
            return False
        return self.version >= version or now < self.kept_until


class Hub:
    """Counts changes of the database. `gap_seconds` is the least time between two updates.

    A change after a quiet time is told at once. Without one, tabs are told every `quiet_seconds` anyway,
    since other processes may write and the time of day moves on.
    """

    def __init__(
        self, database: Database, *, gap_seconds: float = GAP_SECONDS, quiet_seconds: float = QUIET_SECONDS
    ) -> None:
        self._database = database
        self._gap_seconds = gap_seconds
        self._quiet_seconds = quiet_seconds if database.is_sqlite else gap_seconds
        self._version = 1
        self._condition = asyncio.Condition()
        self._changed = asyncio.Event()
        self._flagged = False
        self._shared: dict[Hashable, _Shared] = {}

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen for changes while the context is open."""
        loop = asyncio.get_running_loop()

        def flag() -> None:
            # Called by the writer thread after every commit: one wake-up of this loop per update is enough.
            if not self._flagged:
                self._flagged = True
                with contextlib.suppress(RuntimeError):  # the loop has closed
                    loop.call_soon_threadsafe(self._changed.set)

        self._database.on_commit(flag)
        task = asyncio.create_task(self._tell_forever())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def next(self, seen: int) -> int:
        """Wait until something changed since `seen` (0 for the first time); returns what is seen then."""
        async with self._condition:
            await self._condition.wait_for(lambda: self._version != seen)
            return self._version

    async def shared(
        self, key: Hashable, query: Callable[[Connection], Result], *, kept_seconds: float = 0.0
    ) -> Result:
        """Return the answer to a query, asked once per update for all tabs that name the same `key`.

        An answer that is dear to get may be kept for `kept_seconds`, whatever changes meanwhile.
        """
        now = asyncio.get_running_loop().time()
        known = self._shared.get(key)
        if known is None or not known.serves(self._version, now):
            answer = asyncio.create_task(self._database.read(query))
            known = self._shared[key] = _Shared(self._version, now + kept_seconds, answer)
        return await asyncio.shield(known.answer)

    def forget(self, key: Hashable) -> None:
        """Have whoever asks next get a new answer: what was just changed is not in the one that is kept."""
        self._shared.pop(key, None)

    async def _tell_forever(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._quiet_seconds):
                    await self._changed.wait()
            self._changed.clear()
            self._flagged = False
            async with self._condition:
                self._version += 1
                oldest, now = self._version - 2, asyncio.get_running_loop().time()
                self._shared = {
                    key: known for key, known in self._shared.items() if known.serves(oldest, now)
                }
                self._condition.notify_all()
            await asyncio.sleep(self._gap_seconds)
