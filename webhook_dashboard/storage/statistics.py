"""Counts of deliveries by minute and hour, written in the transaction of the results they count.

A delivery counts in the minute it was created in, whenever it finishes, so that the counts of a period
equal the rows of the log for that period. Latencies are those of the attempts that succeeded.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, Select, delete, func, select

from webhook_dashboard.domain import histogram
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import created_microseconds
from webhook_dashboard.domain.periods import Window
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.deliveries import WAITS_FOR_ITS_TIME
from webhook_dashboard.storage.fast_rows import Row as FastRow
from webhook_dashboard.storage.fast_rows import RowStatement
from webhook_dashboard.storage.tables import deliveries, statistics_hours, statistics_minutes

ALL: Final = 0
_FEW: Final = 20
_MINUTE: Final = 60_000_000
_HOUR: Final = 60 * _MINUTE
_Place = tuple[int, int]
"""A minute since 1970, and a webhook."""
_Row = tuple[int, int, int]
"""0 for a minute or 1 for an hour, when it starts in microseconds since 1970, and a webhook."""
MINUTES_KEPT: Final = timedelta(hours=73)
HOURS_KEPT: Final = timedelta(days=396)


@dataclass(slots=True)
class Counts:
    """What to add to one minute of one webhook."""

    created: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    durations_ms: list[float] = field(default_factory=list[float])


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of a period. Latencies are in milliseconds, None when nothing succeeded."""

    total: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    average_ms: float | None = None
    p95_ms: float | None = None

    @property
    def waiting(self) -> int:
        """How many are pending, being sent, or waiting for a retry."""
        return max(self.total - self.succeeded - self.failed - self.cancelled, 0)

    @property
    def success_share(self) -> float | None:
        """Succeeded of all that are finished, 0 to 1; None when none is."""
        finished = self.succeeded + self.failed
        return self.succeeded / finished if finished else None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: what was created from `start_at` on, until the next bar."""

    start_at: datetime
    totals: Totals


def cancelled(lost: Iterable[tuple[int, datetime]]) -> dict[tuple[datetime, int], Counts]:
    """Return what to add for deliveries that were cancelled, each given as webhook and birth."""
    counts: dict[tuple[datetime, int], Counts] = {}
    for webhook_id, created_at in lost:
        minute = created_at.replace(second=0, microsecond=0)
        counts.setdefault((minute, webhook_id), Counts()).cancelled += 1
    return counts


@dataclass(slots=True)
class _Sum:
    """What to add to one row."""

    created: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    duration_sum_ms: float = 0.0
    tally: int = 0

    def add(self, counts: Counts, duration_sum_ms: float, tally: int) -> None:
        self.created += counts.created
        self.succeeded += counts.succeeded
        self.failed += counts.failed
        self.cancelled += counts.cancelled
        self.duration_sum_ms += duration_sum_ms
        self.tally += tally


def add_born(connection: Connection, born: Iterable[tuple[int, int]]) -> None:
    """Count deliveries that were just made, each given as its id and its webhook's."""
    # By number: a datetime for each delivery would cost more than all the rest of the counting.
    counts: dict[_Place, Counts] = {}
    for delivery_id, webhook_id in born:
        minute = created_microseconds(delivery_id) // _MINUTE
        counts.setdefault((minute, webhook_id), Counts()).created += 1
    _add(connection, counts)


def add_finished(connection: Connection, finished: Iterable[tuple[datetime, int, float | None]]) -> None:
    """Count deliveries that are finished, each given as its birth, its webhook, and how many milliseconds its
    success took; None says that it failed."""
    counts: dict[_Place, Counts] = {}
    for created_at, webhook_id, duration_ms in finished:
        minute = microseconds(created_at) // _MINUTE
        entry = counts.get((minute, webhook_id))
        if entry is None:
            entry = counts[minute, webhook_id] = Counts()
        if duration_ms is None:
            entry.failed += 1
        else:
            entry.succeeded += 1
            entry.durations_ms.append(duration_ms)
    _add(connection, counts)


def add_counts(connection: Connection, increments: Mapping[tuple[datetime, int], Counts]) -> None:
    """Add counts per (created_at, webhook_id), to minutes and hours, for the webhook and for all together."""
    by_minute: dict[_Place, list[Counts]] = {}
    for (created_at, webhook_id), counts in increments.items():
        by_minute.setdefault((microseconds(created_at) // _MINUTE, webhook_id), []).append(counts)
    _add(connection, {place: _sum_of(several) for place, several in by_minute.items()})


def _sum_of(several: Sequence[Counts]) -> Counts:
    return Counts(
        sum(one.created for one in several),
        sum(one.succeeded for one in several),
        sum(one.failed for one in several),
        sum(one.cancelled for one in several),
        [duration_ms for one in several for duration_ms in one.durations_ms],
    )


def _add(connection: Connection, increments: Mapping[_Place, Counts]) -> None:
    sums: dict[_Row, _Sum] = {}
    for (minute, webhook_id), counts in increments.items():
        at, durations_ms = minute * _MINUTE, counts.durations_ms
        more = counts, sum(durations_ms), histogram.tally(durations_ms) if durations_ms else 0
        for hourly, start in ((0, at), (1, at - at % _HOUR)):
            for target in (webhook_id, ALL):
                sums.setdefault((hourly, start, target), _Sum()).add(*more)
    if sums:
        _upsert(connection, sums)


def read_totals(connection: Connection, window: Window, webhook_id: int = ALL) -> Totals:
    """Return the counts of a window."""
    return _totals(connection.execute(_rows(window.start, window.end, window, webhook_id)))


def read_totals_before(connection: Connection, window: Window, webhook_id: int = ALL) -> Totals:
    """Return the counts of the stretch before a window, for comparison."""
    return _totals(connection.execute(_rows(window.before, window.before_end, window, webhook_id)))


def read_bars(connection: Connection, window: Window, webhook_id: int = ALL) -> list[Bar]:
    """Return the bars of a window's chart, the empty ones too."""
    grouped: list[list[Row[Any]]] = [[] for _ in window.bars]
    for row in connection.execute(_rows(window.start, window.end, window, webhook_id)):
        grouped[max(bisect_right(window.bars, row.bucket_at) - 1, 0)].append(row)
    return [Bar(start_at, _totals(rows)) for start_at, rows in zip(window.bars, grouped, strict=True)]


def read_by_webhook(connection: Connection, window: Window) -> dict[int, Totals]:
    """Return the counts of a window for each webhook that had a delivery in it."""
    grouped: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(_rows(window.start, window.end, window, None)):
        grouped.setdefault(row.webhook_id, []).append(row)
    return {webhook_id: _totals(rows) for webhook_id, rows in grouped.items()}


def read_bars_by_webhook(connection: Connection, window: Window) -> dict[int, list[Bar]]:
    """Return the bars of a window for each webhook that had a delivery in it: the small charts of a table."""
    grouped: dict[int, list[list[Row[Any]]]] = {}
    for row in connection.execute(_rows(window.start, window.end, window, None)):
        bars = grouped.setdefault(row.webhook_id, [[] for _ in window.bars])
        bars[max(bisect_right(window.bars, row.bucket_at) - 1, 0)].append(row)
    return {
        webhook_id: [Bar(at, _totals(rows)) for at, rows in zip(window.bars, bars, strict=True)]
        for webhook_id, bars in grouped.items()
    }


def count_created_since(connection: Connection, since: datetime) -> int:
    """Return how many deliveries were created since then, from the minutes: the rate beside the Live dot."""
    query = select(func.coalesce(func.sum(statistics_minutes.c.created), 0)).where(
        statistics_minutes.c.webhook_id == ALL, statistics_minutes.c.bucket_at >= since
    )
    return int(connection.execute(query).scalar_one())


def read_retries(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many deliveries wait for a retry (counted up to 10,001), and when the next is due."""
    waiting = (
        select(deliveries.c.next_at)
        .where(WAITS_FOR_ITS_TIME, deliveries.c.status == int(Status.RETRYING))
        .order_by(deliveries.c.next_at)
        .limit(10_001)
        .subquery()
    )
    count, soonest = connection.execute(select(func.count(), func.min(waiting.c.next_at))).one()
    return count, soonest


def prune(connection: Connection, now: datetime) -> int:
    """Delete minutes and hours that are past keeping; return how many rows."""
    removed = 0
    for table, kept in ((statistics_minutes, MINUTES_KEPT), (statistics_hours, HOURS_KEPT)):
        removed += connection.execute(delete(table).where(table.c.bucket_at < now - kept)).rowcount
    return removed


def _upsert(connection: Connection, sums: Mapping[_Row, _Sum]) -> None:
    """Add to each row, in one order for all processes; a changed row stays locked until the commit."""
    ordered = sorted(sums.items())
    rows = [
        (*row, more.created, more.succeeded, more.failed, more.cancelled, more.duration_sum_ms)
        for row, more in ordered
    ]
    timed: list[tuple[int, int, int, bytes]] = []
    for hourly, bucket, webhook_id, latencies in _run(_adding, connection, rows, histogram.EMPTY):
        if tally := sums[hourly, bucket, webhook_id].tally:
            timed.append((hourly, bucket, webhook_id, histogram.add(latencies, tally)))
    _run(_timing, connection, timed)


def _run(
    statements: "_Both", connection: Connection, rows: Sequence[FastRow], *further: object
) -> list[FastRow]:
    """Run over both tables at once where the database can, to spare it a question and an answer."""
    if connection.dialect.name == "postgresql":
        return statements.together(connection, rows, *further * 2)
    found: list[FastRow] = []
    for statement, hourly in ((statements.minutes, 0), (statements.hours, 1)):
        found += statement(connection, [row for row in rows if row[0] == hourly], *further)
    return found


class _Both(NamedTuple):
    """A statement over rows of minutes (`hourly` 0) and of hours (1): for each table, and for both."""

    minutes: RowStatement
    hours: RowStatement
    together: RowStatement


def _adding_to(table: str, hourly: int) -> str:
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in _ADDED)
    return (
        f"INSERT INTO {table} (bucket_at, webhook_id, {', '.join(_ADDED)}, latencies) "
        f"SELECT bucket_at, webhook_id, {', '.join(_ADDED)}, ? FROM given WHERE hourly = {hourly} "
        f"ON CONFLICT (bucket_at, webhook_id) DO UPDATE SET {added} "
        f"RETURNING {hourly} AS hourly, bucket_at, webhook_id, latencies"
    )


def _timing_of(table: str, hourly: int) -> str:
    return (
        f"UPDATE {table} SET latencies = given.latencies FROM given WHERE given.hourly = {hourly} "
        f"AND {table}.bucket_at = given.bucket_at AND {table}.webhook_id = given.webhook_id"
    )


def _both(statement: Callable[[str, int], str], together: str, **columns: str) -> _Both:
    given = {"hourly": "integer", "bucket_at": "bigint", "webhook_id": "bigint", **columns}
    minutes, hours = statement("statistics_minutes", 0), statement("statistics_hours", 1)
    return _Both(
        RowStatement(minutes, **given),
        RowStatement(hours, **given),
        RowStatement(together.format(minutes=minutes, hours=hours), **given),
    )


_ADDED: Final = {
    "created": "integer",
    "succeeded": "integer",
    "failed": "integer",
    "cancelled": "integer",
    "duration_sum_ms": "double precision",
}
# Both are read, minutes first, to have them locked in this order: what nothing reads PostgreSQL runs last.
_adding: Final = _both(
    _adding_to,
    ", minutes AS ({minutes}), hours AS ({hours}) SELECT * FROM minutes UNION ALL SELECT * FROM hours",
    **_ADDED,
)
# Its rows are locked by then.
_timing: Final = _both(_timing_of, ", minutes AS ({minutes}) {hours}", latencies="bytea")


def _rows(start: datetime, end: datetime, window: Window, webhook_id: int | None) -> Select[Any]:
    table = statistics_minutes if window.period.days == 1 else statistics_hours
    query = select(table).where(table.c.bucket_at >= start, table.c.bucket_at < end)
    return query.where(
        table.c.webhook_id == webhook_id if webhook_id is not None else table.c.webhook_id != ALL
    )


def _totals(rows: Iterable[Row[Any]]) -> Totals:
    taken = list(rows)
    succeeded = sum(row.succeeded for row in taken)
    if not taken:
        return Totals()
    average_ms = sum(row.duration_sum_ms for row in taken) / succeeded if succeeded else None
    p95_ms = histogram.percentile(histogram.merge(row.latencies for row in taken), 0.95)
    if average_ms is not None and p95_ms is not None and succeeded < _FEW:
        # Of so few the 95th percentile is the largest: the estimate may not fall below the average.
        p95_ms = max(p95_ms, average_ms)
    return Totals(
        total=sum(row.created for row in taken),
        succeeded=succeeded,
        failed=sum(row.failed for row in taken),
        cancelled=sum(row.cancelled for row in taken),
        average_ms=average_ms,
        p95_ms=p95_ms,
    )
