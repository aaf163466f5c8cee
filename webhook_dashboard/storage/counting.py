"""Counts deliveries by minute and hour, in the transaction of the results that are counted.

A delivery counts in the minute it was created in, whenever it finishes, so that the counts of a period
equal the rows of the log for that period. Latencies are those of the attempts that succeeded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from webhook_dashboard.domain import histogram
from webhook_dashboard.domain.ids import created_microseconds
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.fast_rows import Row, RowStatement

ALL: Final = 0
_MINUTE: Final = 60_000_000
_HOUR: Final = 60 * _MINUTE
_Place = tuple[int, int]
"""A minute since 1970, and a webhook."""
_Row = tuple[int, int, int]
"""0 for a minute or 1 for an hour, when it starts in microseconds since 1970, and a webhook."""


@dataclass(slots=True)
class Counts:
    """What to add to one minute of one webhook."""

    created: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    durations_ms: list[float] = field(default_factory=list[float])


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


def cancelled(lost: Iterable[tuple[int, datetime]]) -> dict[tuple[datetime, int], Counts]:
    """Return what to add for deliveries that were cancelled, each given as webhook and birth."""
    counts: dict[tuple[datetime, int], Counts] = {}
    for webhook_id, created_at in lost:
        minute = created_at.replace(second=0, microsecond=0)
        counts.setdefault((minute, webhook_id), Counts()).cancelled += 1
    return counts


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


def _run(statements: "_Both", connection: Connection, rows: Sequence[Row], *further: object) -> list[Row]:
    """Run over both tables at once where the database can, to spare it a question and an answer."""
    if connection.dialect.name == "postgresql":
        return statements.together(connection, rows, *further * 2)
    found: list[Row] = []
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
