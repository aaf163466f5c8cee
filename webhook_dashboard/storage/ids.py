"""Makes time-ordered ids (layout in domain/ids.py)."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from webhook_dashboard.domain.ids import NODE_BITS, SEQUENCE_BITS, first_id_at

_SEQUENCE_LIMIT: Final = 1 << SEQUENCE_BITS


class IdSource:
    """Hands out ids that never repeat and never go back within a process; `node` keeps processes apart.

    When the wall clock jumps back, or over 4,096 ids are asked for in a millisecond, the source runs
    ahead of the clock rather than repeat itself.
    """

    def __init__(self, node: int, now: Callable[[], datetime]) -> None:
        self._node = node % (1 << NODE_BITS)
        self._now = now
        self._lock = threading.Lock()
        self._millisecond = 0
        self._sequence = 0

    def __call__(self) -> int:
        """Return the next id."""
        current = first_id_at(self._now()) >> (NODE_BITS + SEQUENCE_BITS)
        with self._lock:
            if current > self._millisecond:
                self._millisecond, self._sequence = current, 0
            else:
                self._sequence += 1
                if self._sequence == _SEQUENCE_LIMIT:
                    self._millisecond, self._sequence = self._millisecond + 1, 0
            return (self._millisecond << NODE_BITS | self._node) << SEQUENCE_BITS | self._sequence
