"""Counts of deliveries by minute and hour, written in the transaction of the results they count.

A delivery counts in the minute it was created in, whenever it finishes, so that the counts of a period
equal the rows of the log for that period. Latencies are those of the attempts that succeeded.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Connection,
    Executable,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    select,
    type_coerce,
    update,
)

from webhook_dashboard.domain import histogram
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import created_microseconds
from webhook_dashboard.domain.periods import Window
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.fast_rows import RowStatement
from webhook_dashboard.storage.tables import deliveries, statistics_hours, statistics_minutes

ALL: Final = 0
_FEW: Final = 20
_MINUTE: Final = 60_000_000
_HOUR: Final = 60 * _MINUTE
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
    minutes: dict[tuple[int, int], int] = {}
    for delivery_id, webhook_id in born:
        key = (created_microseconds(delivery_id) // _MINUTE, webhook_id)
        minutes[key] = minutes.get(key, 0) + 1
    if minutes:
        counts = {
            (datetime.fromtimestamp(minute * 60, UTC), webhook_id): Counts(created=created)
            for (minute, webhook_id), created in minutes.items()
        }
        add_counts(connection, counts)


def add_counts(connection: Connection, increments: Mapping[tuple[datetime, int], Counts]) -> None:
    """Add counts per (created_at, webhook_id), to minutes and hours, for the webhook and for all together."""
    minutes: dict[tuple[int, int], _Sum] = {}
    hours: dict[tuple[int, int], _Sum] = {}
    for (created_at, webhook_id), counts in increments.items():
        at, durations_ms = microseconds(created_at), counts.durations_ms
        more = counts, sum(durations_ms), histogram.tally(durations_ms) if durations_ms else 0
        for merged, step in ((minutes, _MINUTE), (hours, _HOUR)):
            for target in (webhook_id, ALL):
                merged.setdefault((at - at % step, target), _Sum()).add(*more)
    for table, merged in ((statistics_minutes, minutes), (statistics_hours, hours)):
        _upsert(connection, table, merged)


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
        .where(deliveries.c.status == int(Status.RETRYING))
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


def _upsert(connection: Connection, table: Table, merged: dict[tuple[int, int], _Sum]) -> None:
    """Add to each row, in one order for all processes; a changed row stays locked until the commit."""
    rows = [
        (*key, more.created, more.succeeded, more.failed, more.cancelled, more.duration_sum_ms)
        for key, more in sorted(merged.items())
    ]
    stored = _add_to[table.name](connection, rows, histogram.EMPTY)
    timed = [
        {"bucket": bucket, "webhook": webhook_id, "counted": histogram.add(latencies, tally)}
        for bucket, webhook_id, latencies in stored
        if (tally := merged[bucket, webhook_id].tally)
    ]
    if timed:
        connection.execute(_writing_latencies(table), timed)


# Statements of every result, built once: building them took longer than running them.


def _adding(table: Table) -> RowStatement:
    added = ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in _ADDED)
    return RowStatement(
        f"INSERT INTO {table.name} (bucket_at, webhook_id, {', '.join(_ADDED)}, latencies) "
        f"SELECT bucket_at, webhook_id, {', '.join(_ADDED)}, ? FROM given WHERE true "
        f"ON CONFLICT (bucket_at, webhook_id) DO UPDATE SET {added} "
        "RETURNING bucket_at, webhook_id, latencies",
        bucket_at="bigint",
        webhook_id="bigint",
        **_ADDED,
    )


_ADDED: Final = {
    "created": "integer",
    "succeeded": "integer",
    "failed": "integer",
    "cancelled": "integer",
    "duration_sum_ms": "double precision",
}
_add_to: Final = {table.name: _adding(table) for table in (statistics_minutes, statistics_hours)}


@cache
def _writing_latencies(table: Table) -> Executable:
    this_row = (type_coerce(table.c.bucket_at, BigInteger) == bindparam("bucket")) & (
        table.c.webhook_id == bindparam("webhook")
    )
    return update(table).where(this_row).values(latencies=bindparam("counted"))


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
