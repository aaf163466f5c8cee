"""Deliveries as the engine needs them: born, claimed under a lease, given back, opened again."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, text, update

from webhook_dashboard.domain.deliveries import OPEN_STATUSES, Status, Trigger
from webhook_dashboard.domain.ids import created_microseconds
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.fast_rows import Row, RowInsert
from webhook_dashboard.storage.tables import deliveries


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
