"""Attempts: stored with the state that their delivery has afterwards, behind the fence of its lease."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Final

import orjson
from sqlalchemy import Connection

from webhook_dashboard.domain.breaker import Effect
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.deliveries import ClaimedDelivery
from webhook_dashboard.storage.fast_rows import Row, RowInsert, RowStatement, as_json, run
from webhook_dashboard.storage.tables import attempts


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
class AttemptRecord:
    """One finished attempt and what follows from it for the delivery.

    `gone`: the receiver said that it is gone for good (410). `effect`: what this says of the receiver to
    its circuit breaker.
    """

    delivery: ClaimedDelivery
    status: Status
    next_at: datetime | None
    trigger: Trigger
    started_at: datetime
    duration_ms: float
    phases: tuple[float | None, ...]
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    response_code: int | None
    error_kind: str | None
    error_detail: str
    sentence: str
    response_headers: tuple[tuple[str, str], ...]
    response_body: bytes
    response_cut: bool
    request_body: bytes | None = None
    event_type: str = ""
    gone: bool = False
    effect: Effect = Effect.NEITHER

    @property
    def attempt_number(self) -> int:
        """The number of this attempt, from 1."""
        return self.delivery.attempt_count + 1

    def without_answer(self) -> "AttemptRecord":
        """Return the record with nothing in it that the receiver wrote."""
        detail = "the answer could not be stored"
        return replace(self, response_headers=(), response_body=b"", error_detail=detail)


_insert_attempts: Final = RowInsert(
    attempts,
    "delivery_id",
    "attempt_number",
    "trigger",
    "started_at",
    "duration_ms",
    "phases",
    "method",
    "url",
    "request_headers",
    "response_code",
    "error_kind",
    "error_detail",
    "sentence",
    "response_headers",
    "response_body",
    "response_cut",
    "request_body",
)
_FINISHED: Final = (
    "UPDATE deliveries SET status = given.status, next_at = given.next_at, "
    "attempt_count = given.attempt_count, response_code = given.response_code, "
    "error_kind = given.error_kind, duration_ms = given.duration_ms, "
    "last_attempt_at = given.last_attempt_at, "
    f"\"trigger\" = '{Trigger.RETRY.value}', owner = NULL, lease_until = NULL "
    "FROM given WHERE deliveries.id = given.id"
)
_STATE: Final = {
    "id": "bigint",
    "status": "smallint",
    "next_at": "bigint",
    "attempt_count": "integer",
    "response_code": "integer",
    "error_kind": "text",
    "duration_ms": "double precision",
    "last_attempt_at": "bigint",
}
_finish_deliveries: Final = RowStatement(_FINISHED, **_STATE)
# PostgreSQL looks at the fence in the statement that passes it; SQLite would return a row for each delivery.
# The CASE makes a join of it: as a filter the planner may begin with it, and compare the thousands that are
# leased while a receiver hangs with each of the rows given.
_finish_held_postgresql: Final = RowStatement(
    f", done AS ({_FINISHED} AND CASE WHEN given.id IS NOT NULL "
    f"THEN deliveries.status = {Status.SENDING:d} AND deliveries.owner = ? END "
    "AND deliveries.attempt_count = given.attempt_count - 1 "
    "RETURNING deliveries.id, deliveries.attempt_count) "
    "SELECT json_agg(json_build_array(id, attempt_count - 1))::text FROM done",
    **_STATE,
)
# One row comes back, however many are held: the drivers take their time over each.
_HELD_SQLITE: Final = (
    "SELECT json_group_array(json_array(id, attempt_count)) FROM deliveries "
    f"WHERE id IN (SELECT value FROM json_each(?)) AND status = {Status.SENDING:d} AND owner = ?"
)


def record_held(connection: Connection, records: Sequence[AttemptRecord], owner: str) -> list[AttemptRecord]:
    """Store the attempts whose delivery `owner` still holds at that very attempt, and the new state of these.

    Returns the records that were stored. One that is missing there was overtaken: its lease ended and
    another engine has the delivery, or a person cancelled it.
    """
    if not records:
        return []
    if connection.dialect.name == "postgresql":
        # By id: the order in which all processes lock deliveries.
        rows = sorted(map(_state_row, records), key=itemgetter(0))
        ((found,),) = _finish_held_postgresql(connection, rows, owner)
        held = _at_these_attempts(found, records)
        insert_attempts(connection, held)
    else:
        ids = as_json([record.delivery.id for record in records])
        ((found,),) = run(connection, _HELD_SQLITE, (ids, owner))
        held = _at_these_attempts(found, records)
        record_attempts(connection, held)
    return held


def _at_these_attempts(found: str | None, records: Sequence[AttemptRecord]) -> list[AttemptRecord]:
    held: dict[int, int] = dict(orjson.loads(found)) if found else {}
    return [record for record in records if held.get(record.delivery.id) == record.delivery.attempt_count]


def record_attempts(connection: Connection, records: Sequence[AttemptRecord]) -> None:
    """Store attempts and the new state of their deliveries, whoever holds them."""
    _finish_deliveries(connection, [_state_row(record) for record in records])
    _insert_attempts(connection, [_attempt_row(record) for record in records])


def insert_attempts(connection: Connection, records: Sequence[AttemptRecord]) -> None:
    """Store attempts only: the state of their deliveries is written elsewhere."""
    _insert_attempts(connection, [_attempt_row(record) for record in records])


def _state_row(record: AttemptRecord) -> Row:
    return (
        record.delivery.id,
        int(record.status),
        microseconds(record.next_at) if record.next_at else None,
        record.attempt_number,
        record.response_code,
        record.error_kind,
        record.duration_ms,
        microseconds(record.started_at),
    )


def _attempt_row(record: AttemptRecord) -> Row:
    return (
        record.delivery.id,
        record.attempt_number,
        record.trigger.value,
        microseconds(record.started_at),
        record.duration_ms,
        as_json(record.phases),
        record.method,
        record.url,
        as_json(record.request_headers),
        record.response_code,
        record.error_kind,
        record.error_detail,
        record.sentence,
        as_json(record.response_headers),
        record.response_body,
        record.response_cut,
        record.request_body,
    )
