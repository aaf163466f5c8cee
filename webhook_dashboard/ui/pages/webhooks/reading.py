"""What the list of webhooks reads: one question to the database for all tabs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from webhook_dashboard.domain.catalogue.packs import find_built_in
from webhook_dashboard.domain.periods import Window, parse_period, window_at
from webhook_dashboard.services.catalogue import read_catalogue
from webhook_dashboard.storage import statistics
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_counts import PairCounts, count_by_webhook_and_type
from webhook_dashboard.storage.event_types import read_newest_ids
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.ui.live import Hub

PERIOD: Final = parse_period("30d")
MONTH_KEPT_SECONDS: Final = 5.0
"""So old may the figures be while deliveries pour in; names and states are of each update."""
TYPES_KEPT_SECONDS: Final = 5.0
PAST_KEPT_SECONDS: Final = 31 * 86_400.0
"""A day that is over is counted once for as long as a window holds it."""
TODAY_KEPT_SECONDS: Final = 10.0
SETTLING: Final = timedelta(minutes=5)
"""So long after midnight the day before is counted anew: what was made in it may be stored a moment later."""
UNLISTED: Final = "Unlisted"


@dataclass(frozen=True, slots=True)
class Month:
    """The deliveries of 30 days for each webhook that had any."""

    totals: Mapping[int, Totals]
    bars: Mapping[int, Sequence[Bar]]


@dataclass(frozen=True, slots=True)
class KnownType:
    """An event type of the catalogue, or one that was published."""

    key: str
    category: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the reader's zone, [start, end)."""

    start: datetime
    end: datetime

    def count(self, connection: Connection) -> PairCounts:
        """Count the deliveries of the day by webhook and event type."""
        return count_by_webhook_and_type(connection, self.start, self.end)


def read_month(connection: Connection, now: datetime, zone: tzinfo) -> Month:
    """Read the figures of the table."""
    window = window_at(PERIOD, now, zone)
    return Month(
        statistics.read_by_webhook(connection, window), statistics.read_bars_by_webhook(connection, window)
    )


def read_types(connection: Connection) -> list[KnownType]:
    """Read the catalogue in its order, categories together, then what was published without being in it."""
    entries = [entry.event_type for entry in read_catalogue(connection)]
    categories = {entry.category: number for number, entry in reversed(list(enumerate(entries)))}
    entries.sort(key=lambda entry: categories[entry.category])
    known = [KnownType(entry.key, entry.category) for entry in entries]
    listed = {entry.key for entry in entries}
    unlisted = [KnownType(key, category_of(key)) for key in read_newest_ids(connection) if key not in listed]
    return known + sorted(unlisted, key=lambda one: one.category)


def category_of(key: str) -> str:
    """The category of a type that is not offered: that of its pack, when there is one."""
    built_in = find_built_in(key)
    return UNLISTED if built_in is None else built_in[1].category


def split_days(window: Window, now: datetime) -> tuple[list[Day], list[Day]]:
    """Cut a window into the days that change no more and those that do, today at least."""
    # The end of today lies ahead, so that it is the same all day long.
    ends = (*window.bars[1:], window.bars[-1] + timedelta(days=2))
    days = [Day(start, end) for start, end in zip(window.bars, ends, strict=True)]
    still_open = 2 if len(days) > 1 and now - days[-1].start < SETTLING else 1
    return days[:-still_open], days[-still_open:]


async def count_days(hub: Hub, window: Window, now: datetime) -> list[PairCounts]:
    """Return the counts of each day of a window: one short read for each that is not known to any tab."""
    past, still_open = split_days(window, now)
    kept = [(day, PAST_KEPT_SECONDS) for day in past] + [(day, TODAY_KEPT_SECONDS) for day in still_open]
    return [await hub.shared(("pairs", day), day.count, kept_seconds=seconds) for day, seconds in kept]


def sum_days(days: Iterable[PairCounts]) -> PairCounts:
    """Return the counts of several days as one."""
    counts: Counter[tuple[int, str]] = Counter()
    for day in days:
        counts.update(day)
    return counts
