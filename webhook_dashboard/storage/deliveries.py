"""Deliveries as the engine needs them: born, claimed under a lease, finished behind a fence."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Final

import orjson
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, text, update

from webhook_dashboard.domain.breaker import Effect
from webhook_dashboard.domain.deliveries import OPEN_STATUSES, Status, Trigger
from webhook_dashboard.domain.ids import created_microseconds
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.fast_rows import Row, RowInsert, RowStatement, as_json, run
from webhook_dashboard.storage.tables import attempts, deliveries


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
class NewDelivery:
    """A delivery to be stored: leased to `owner` at birth, or, without an owner, left for a claim.

    `held`: it waits for its webhook. `due_at` None is at once.
    """

    id: int
    event_id: int
    webhook_id: int
    event_type: str
    webhook_revision: int
    trigger: Trigger = Trigger.FIRST
    held: bool = False
    due_at: datetime | None = None
    resend_of: int | None = None


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
class ClaimedDelivery:
    """A delivery that this engine holds until its lease ends. `attempt_count` attempts were made before."""

    id: int
    event_id: int
    webhook_id: int
    attempt_count: int
    trigger: Trigger
    created_at: datetime


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


# As in the partial index, to the letter: SQLite reads the whole log when the numbers are parameters.
WAITS_FOR_ITS_TIME: Final = text(f"deliveries.status IN ({Status.PENDING:d}, {Status.RETRYING:d})")

# The statements of every delivery go past SQLAlchemy's compiler and processors (storage/fast_rows.py).
_insert_deliveries: Final = RowInsert(
    deliveries,
    "id",
    "event_id",
    "webhook_id",
    "event_type",
    "status",
    "trigger",
    "attempt_count",
    "webhook_revision",
    "created_at",
    "next_at",
    "lease_until",
    "owner",
    "resend_of",
)
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


def insert_deliveries(
    connection: Connection, born: Sequence[NewDelivery], *, owner: str | None, lease_until: datetime | None
) -> None:
    """Store new deliveries, leased to `owner` or, when it is None, due for whoever claims them, or held."""
    leased = owner is not None
    until = microseconds(lease_until) if lease_until else None
    rows: list[Row] = []
    for new in born:
        at = created_microseconds(new.id)
        due_at = microseconds(new.due_at) if new.due_at else at
        rows.append(
            (
                new.id,
                new.event_id,
                new.webhook_id,
                new.event_type,
                int(Status.SENDING if leased else Status.HELD if new.held else Status.PENDING),
                new.trigger.value,
                0,
                new.webhook_revision,
                at,
                None if leased or new.held else due_at,
                until,
                owner,
                new.resend_of,
            )
        )
    _insert_deliveries(connection, rows)


def claim_due(
    connection: Connection, now: datetime, *, owner: str, lease_until: datetime, limit: int
) -> list[ClaimedDelivery]:
    """Lease up to `limit` deliveries that are due, the longest due first.

    Safe under many processes: rows that another one is claiming are passed over (SKIP LOCKED).
    """
    due = (
        select(deliveries.c.id)
        .where(
            WAITS_FOR_ITS_TIME,
            deliveries.c.next_at <= now,
        )
        .order_by(deliveries.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.execute(due).scalars())
    if not ids:
        return []
    claim = (
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(status=int(Status.SENDING), owner=owner, lease_until=lease_until, next_at=None)
        .returning(
            deliveries.c.id,
            deliveries.c.event_id,
            deliveries.c.webhook_id,
            deliveries.c.attempt_count,
            deliveries.c.trigger,
            deliveries.c.created_at,
        )
    )
    return sorted(
        (
            ClaimedDelivery(
                row.id, row.event_id, row.webhook_id, row.attempt_count, Trigger(row.trigger), row.created_at
            )
            for row in connection.execute(claim)
        ),
        key=lambda claimed: claimed.id,
    )


def next_due_at(connection: Connection) -> datetime | None:
    """Return when the next waiting delivery is due, or None when none waits."""
    query = select(func.min(deliveries.c.next_at)).where(WAITS_FOR_ITS_TIME)
    return connection.execute(query).scalar()


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


def renew_leases(
    connection: Connection, owner: str, lease_until: datetime, delivery_ids: Set[int] | None = None
) -> int:
    """Prolong the leases that `owner` holds on these deliveries; return how many. None prolongs all."""
    mine = and_(deliveries.c.status == int(Status.SENDING), deliveries.c.owner == owner)
    if delivery_ids is not None:
        # The others are few, mostly none; naming all that are held would take thousands of parameters.
        others = set(connection.execute(select(deliveries.c.id).where(mine)).scalars()) - delivery_ids
        mine = and_(mine, deliveries.c.id.not_in(others))
    return connection.execute(update(deliveries).where(mine).values(lease_until=lease_until)).rowcount


def release(connection: Connection, delivery_ids: Iterable[int] | None, owner: str, now: datetime) -> int:
    """Give back deliveries that were claimed and not tried, due at once; return how many.

    None gives back all that `owner` holds.
    """
    held = deliveries.c.owner == owner
    if delivery_ids is not None:
        held = and_(held, deliveries.c.id.in_(list(delivery_ids)))
    return _put_back(connection, held, now)


def any_lease_ended(connection: Connection, now: datetime) -> bool:
    """Return whether there is something to rescue."""
    ended = (deliveries.c.status == int(Status.SENDING)) & (deliveries.c.lease_until <= now)
    return connection.execute(select(deliveries.c.id).where(ended).limit(1)).scalar() is not None


def rescue(connection: Connection, now: datetime, *, all_but: str | None = None) -> int:
    """Put back deliveries whose lease has ended, due at once; return how many.

    With `all_but`, those of every owner but this one, whatever their lease says: for the start of the
    only process that there can be (SQLite).
    """
    lost: ColumnElement[bool] = deliveries.c.lease_until <= now
    if all_but is not None:
        lost = or_(lost, deliveries.c.owner != all_but)
    return _put_back(connection, lost, now)


def _put_back(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    query = update(deliveries).where(deliveries.c.status == int(Status.SENDING), which)
    values = {"status": int(Status.PENDING), "owner": None, "lease_until": None, "next_at": now}
    return connection.execute(query.values(values)).rowcount


def cancel_open(connection: Connection, webhook_id: int) -> list[datetime]:
    """Cancel every delivery of a webhook that is not finished; return when each was created."""
    open_ones = [int(status) for status in OPEN_STATUSES]
    query = (
        update(deliveries)
        .where(deliveries.c.webhook_id == webhook_id, deliveries.c.status.in_(open_ones))
        .values(status=int(Status.CANCELLED), owner=None, lease_until=None, next_at=None)
        .returning(deliveries.c.created_at)
    )
    return list(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class Reopened:
    """A delivery that gets one more attempt, and where it stood before."""

    before: Status
    webhook_id: int
    created_at: datetime


def reopen(connection: Connection, delivery_id: int, now: datetime) -> Reopened | None:
    """Make a delivery due now; one that is being sent or has succeeded is left alone. None: there is none."""
    query = select(deliveries).where(deliveries.c.id == delivery_id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.status not in (Status.SENDING, Status.SUCCEEDED):
        values = {"status": int(Status.PENDING), "next_at": now, "trigger": Trigger.MANUAL.value}
        connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(values))
    return Reopened(Status(row.status), row.webhook_id, row.created_at)
