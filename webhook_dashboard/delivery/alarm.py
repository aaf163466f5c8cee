"""A timer that many may set: it goes off once, at the soonest of the moments asked for."""

import asyncio
from collections.abc import Callable


class Alarm:
    """Calls a function on the running loop; used on that loop only."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def set_in(self, seconds: float) -> None:
        """Go off in so many seconds, unless it does so sooner anyway."""
        loop = asyncio.get_running_loop()
        at = loop.time() + seconds
        if self._timer is not None:
            if self._at <= at:
                return
            self._timer.cancel()
        self._at, self._timer = at, loop.call_at(at, self._go_off)

    def cancel(self) -> None:
        """Do not go off."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_off(self) -> None:
        self._timer = None
        self._call()
