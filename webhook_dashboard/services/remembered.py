"""Answers remembered for a moment, so that a burst of requests asks the database once."""

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from webhook_dashboard.delivery.clock import Clock

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_LIMIT: Final = 10_000


class Remembered(Generic[Key, Value]):
    """Maps a key to a value for `seconds`; holds at most 10,000."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._kept = timedelta(seconds=seconds)
        self._entries: dict[Key, tuple[datetime, Value]] = {}

    def get(self, key: Key) -> tuple[bool, Value | None]:
        """Return (True, value) while it is remembered, else (False, None)."""
        entry = self._entries.get(key)
        if entry is None or self._clock() - entry[0] > self._kept:
            return False, None
        return True, entry[1]

    def is_ageing(self, key: Key) -> bool:
        """Return whether a value has been remembered for more than half of its time."""
        entry = self._entries.get(key)
        return entry is not None and 2 * (self._clock() - entry[0]) > self._kept

    def put(self, key: Key, value: Value) -> None:
        """Remember a value from now on."""
        if len(self._entries) >= _LIMIT:
            self._entries.clear()
        self._entries[key] = (self._clock(), value)

    def forget(self, key: Key) -> None:
        """Drop one value."""
        self._entries.pop(key, None)

    def clear(self) -> None:
        """Drop every value."""
        self._entries.clear()
