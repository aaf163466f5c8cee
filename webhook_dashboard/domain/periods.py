"""The periods of the statistics: where each begins, and into which bars it is cut."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Period:
    """A choice of the reader: its word, the days it spans and the hours of one bar."""

    key: str
    label: str
    days: int
    bar_hours: int


PERIODS: Final = (Period("24h", "24 h", 1, 1), Period("7d", "7 d", 7, 6), Period("30d", "30 d", 30, 24))
DEFAULT_PERIOD: Final = PERIODS[0]


@dataclass(frozen=True, slots=True)
class Window:
    """A period at one moment: it holds what was created in [start, end), cut into bars that begin at `bars`.

    24 hours roll with the minute. Days are whole days of the reader's zone: 7 d is today and the six
    days before. `before` is where the equally long stretch that is compared with begins.
    """

    period: Period
    before: datetime
    start: datetime
    end: datetime
    bars: tuple[datetime, ...]


def parse_period(text: str) -> Period:
    """Return the period with this word.

    Raises:
        InvalidInput: there is no such period.
    """
    for period in PERIODS:
        if period.key == text:
            return period
    raise InvalidInput("period", f"period: expected 24h, 7d or 30d; got {text[:20]!r}.")


def window_at(period: Period, now: datetime, zone: tzinfo = UTC) -> Window:
    """Return what a period covers at `now`, with bars that begin at full hours or days of `zone`."""
    end = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if period.days == 1:
        start = end - timedelta(days=1)
        first_bar = start.astimezone(zone).replace(minute=0)
    else:
        midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        first_bar = midnight - timedelta(days=period.days - 1)
        start = first_bar.astimezone(UTC)
    before = start - timedelta(days=period.days)
    return Window(period, before, start, end, _bars(first_bar, end, period.bar_hours))


def _bars(first: datetime, end: datetime, hours: int) -> tuple[datetime, ...]:
    bars: list[datetime] = []
    wall = first
    while wall.astimezone(UTC) < end:
        bars.append(wall.astimezone(UTC))
        # Wall-clock steps keep day bars at midnight when the clocks change; hour bars step in real time.
        wall = (
            wall + timedelta(hours=hours)
            if hours >= 6
            else (wall.astimezone(UTC) + timedelta(hours=hours)).astimezone(wall.tzinfo)
        )
    return tuple(bars)
