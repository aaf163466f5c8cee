"""The clock. Passed in everywhere, so that a test decides what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment as an aware UTC datetime."""


def utc_now() -> datetime:
    """The system's clock: the only place that reads it."""
    return datetime.now(UTC)
