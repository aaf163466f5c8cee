"""Writes the counts of a past that has none yet: for filling an empty database with a demonstration."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from webhook_dashboard.domain import histogram
from webhook_dashboard.storage.counting import ALL, Counts
from webhook_dashboard.storage.tables import statistics_hours, statistics_minutes


def insert_counts(
    connection: Connection, increments: Mapping[tuple[datetime, int], Counts], *, minutes_since: datetime
) -> None:
    """Store counts per (created_at, webhook_id) by the hour, and by the minute from `minutes_since` on.

    The same rows that `counting.add_counts` would make, each written once; there must be none yet.
    """
    by_minute: dict[tuple[datetime, int], Counts] = {}
    by_hour: dict[tuple[datetime, int], Counts] = {}
    for (created_at, webhook_id), counts in increments.items():
        minute = created_at.replace(second=0, microsecond=0)
        for target in (webhook_id, ALL):
            _add(by_hour.setdefault((minute.replace(minute=0), target), Counts()), counts)
            if created_at >= minutes_since:
                _add(by_minute.setdefault((minute, target), Counts()), counts)
    for table, merged in ((statistics_minutes, by_minute), (statistics_hours, by_hour)):
        if merged:
            connection.execute(insert(table), [_row(key, counts) for key, counts in merged.items()])


def _add(target: Counts, more: Counts) -> None:
    target.created += more.created
    target.succeeded += more.succeeded
    target.failed += more.failed
    target.cancelled += more.cancelled
    target.durations_ms.extend(more.durations_ms)


def _row(key: tuple[datetime, int], counts: Counts) -> dict[str, object]:
    return {
        "bucket_at": key[0],
        "webhook_id": key[1],
        "created": counts.created,
        "succeeded": counts.succeeded,
        "failed": counts.failed,
        "cancelled": counts.cancelled,
        "duration_sum_ms": sum(counts.durations_ms),
        "latencies": histogram.count_into(histogram.EMPTY, counts.durations_ms),
    }
