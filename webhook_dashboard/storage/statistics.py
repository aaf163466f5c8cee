"""The counts of a period, in all and bar by bar, as the transactions of counting.py added them up."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, func, select

from webhook_dashboard.domain import histogram
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.periods import Window
from webhook_dashboard.storage.counting import ALL
from webhook_dashboard.storage.deliveries import WAITS_FOR_ITS_TIME
from webhook_dashboard.storage.tables import deliveries, statistics_hours, statistics_minutes

_FEW: Final = 20
MINUTES_KEPT: Final = timedelta(hours=73)
HOURS_KEPT: Final = timedelta(days=396)


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
