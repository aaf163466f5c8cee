"""Deliveries that wait for their webhook: held, put off, probed, let go."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, case, func, select, update

from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.storage.columns import unindexed
from webhook_dashboard.storage.deliveries import WAITS_FOR_ITS_TIME, ClaimedDelivery
from webhook_dashboard.storage.installation import WEBHOOKS_VERSION, next_number
from webhook_dashboard.storage.tables import deliveries, webhooks

_UNOWNED: Final[dict[str, Any]] = {"owner": None, "lease_until": None}
_AT_ONCE: Final = 500
_BROUGHT_FORWARD_AT_ONCE: Final = 5_000
LONGEST_PUT_OFF: Final = timedelta(seconds=30)
"""How long what found no room waits at most before it is looked at again."""


def hold(connection: Connection, delivery_ids: Sequence[int], owner: str) -> None:
    """Set aside deliveries that `owner` has leased until their webhook is sent to again."""
    _set_aside(connection, delivery_ids, owner, {"status": int(Status.HELD), "next_at": None})


def cancel(connection: Connection, delivery_ids: Sequence[int], owner: str) -> list[tuple[int, datetime]]:
    """Cancel deliveries leased to `owner` whose webhook is gone; return webhook and birth of each."""
    query = (
        update(deliveries)
        .where(deliveries.c.id.in_(delivery_ids), deliveries.c.owner == owner)
        .values(status=int(Status.CANCELLED), next_at=None, **_UNOWNED)
        .returning(deliveries.c.webhook_id, deliveries.c.created_at)
    )
    return [(row.webhook_id, row.created_at) for row in connection.execute(query)]


def put_off(connection: Connection, delivery_ids: Sequence[int], owner: str, until: datetime) -> None:
    """Give back deliveries that `owner` has leased and has no room for, due at `until`."""
    waiting = case((deliveries.c.attempt_count > 0, int(Status.RETRYING)), else_=int(Status.PENDING))
    _set_aside(connection, delivery_ids, owner, {"status": waiting, "next_at": until})


def _set_aside(
    connection: Connection, delivery_ids: Sequence[int], owner: str, values: dict[str, Any]
) -> None:
    for start in range(0, len(delivery_ids), _AT_ONCE):
        some = delivery_ids[start : start + _AT_ONCE]
        query = update(deliveries).where(deliveries.c.id.in_(some), deliveries.c.owner == owner)
        connection.execute(query.values(**values, **_UNOWNED))


def bring_forward(connection: Connection, webhook_id: int, now: datetime) -> None:
    """Make due at once what `put_off` put off for a webhook, and what was born without room for it.

    Not what has a time of its own, retries and past events, which cannot be told from one that is not due
    yet: put off, they wait LONGEST_PUT_OFF at most.
    """
    soon = now + LONGEST_PUT_OFF
    put_off_ones = (
        select(deliveries.c.id)
        .where(
            WAITS_FOR_ITS_TIME,
            deliveries.c.status == int(Status.PENDING),
            deliveries.c.trigger == Trigger.FIRST.value,  # past events keep their pace
            deliveries.c.next_at > now,
            deliveries.c.next_at <= soon,
            unindexed(deliveries.c.webhook_id) == webhook_id,
        )
        .order_by(deliveries.c.next_at)
        .limit(_BROUGHT_FORWARD_AT_ONCE)
    )
    query = update(deliveries).where(
        deliveries.c.id.in_(put_off_ones), deliveries.c.status == int(Status.PENDING)
    )
    connection.execute(query.values(next_at=now))


def release_held(connection: Connection, webhook_id: int, now: datetime, limit: int) -> int:
    """Make held deliveries of a webhook due, the oldest first, at most `limit`; return how many."""
    oldest = (
        select(deliveries.c.id)
        .where(deliveries.c.webhook_id == webhook_id, deliveries.c.status == int(Status.HELD))
        .order_by(deliveries.c.id)
        .limit(limit)
    )
    query = update(deliveries).where(deliveries.c.id.in_(oldest), deliveries.c.status == int(Status.HELD))
    return connection.execute(query.values(status=int(Status.PENDING), next_at=now)).rowcount


def count_held(connection: Connection) -> dict[int, int]:
    """Return how many deliveries each webhook holds; those that hold none are left out."""
    query = (
        select(deliveries.c.webhook_id, func.count())
        .where(deliveries.c.status == int(Status.HELD))
        .group_by(deliveries.c.webhook_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def releasable(connection: Connection, limit: int = 50) -> list[int]:
    """Return webhooks that hold deliveries though they are active and neither paused nor broken."""
    held = select(deliveries.c.webhook_id).where(deliveries.c.status == int(Status.HELD)).distinct()
    query = select(webhooks.c.id).where(
        webhooks.c.id.in_(held),
        webhooks.c.active,
        webhooks.c.deleted_at.is_(None),
        webhooks.c.paused_at.is_(None),
        webhooks.c.breaker_opened_at.is_(None),
    )
    return list(connection.execute(query.limit(limit)).scalars())


def claim_probe(
    connection: Connection, webhook_id: int, *, owner: str, lease_until: datetime
) -> ClaimedDelivery | None:
    """Lease the oldest held delivery of a webhook, to find out whether its receiver is back."""
    oldest = (
        select(deliveries.c.id)
        .where(deliveries.c.webhook_id == webhook_id, deliveries.c.status == int(Status.HELD))
        .order_by(deliveries.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = connection.execute(oldest).scalar()
    if found is None:
        return None
    query = (
        update(deliveries)
        .where(deliveries.c.id == found)
        .values(status=int(Status.SENDING), owner=owner, lease_until=lease_until)
        .returning(deliveries)
    )
    row = connection.execute(query).one()
    return ClaimedDelivery(
        row.id, row.event_id, row.webhook_id, row.attempt_count, Trigger(row.trigger), row.created_at
    )


def take_probes(connection: Connection, now: datetime, intervals: dict[int, float]) -> list[int]:
    """Return the webhooks whose probe is due, and set when the next one is; one process gets each.

    `intervals` are the seconds between two probes of each webhook that is held.
    """
    taken: list[int] = []
    for webhook_id, seconds in intervals.items():
        next_at = now + timedelta(seconds=seconds)
        query = update(webhooks).where(webhooks.c.id == webhook_id, webhooks.c.probe_at <= now)
        if connection.execute(query.values(probe_at=next_at)).rowcount:
            taken.append(webhook_id)
    return taken


def open_breaker(connection: Connection, webhook_id: int, now: datetime, probe_at: datetime) -> None:
    """Note that a webhook's circuit breaker opened; one that is open already stays as it is."""
    query = update(webhooks).where(
        webhooks.c.id == webhook_id,
        webhooks.c.breaker_opened_at.is_(None),
        webhooks.c.paused_at.is_(None),
    )
    if connection.execute(query.values(breaker_opened_at=now, probe_at=probe_at)).rowcount:
        next_number(connection, WEBHOOKS_VERSION)


def pause(
    connection: Connection, webhook_id: int, now: datetime, *, reason: str, probe_at: datetime | None
) -> None:
    """Have the deliveries of a webhook wait; `probe_at` None means until a person resumes it."""
    values = {"paused_at": now, "pause_reason": reason, "probe_at": probe_at}
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))
    next_number(connection, WEBHOOKS_VERSION)


def resume(connection: Connection, webhook_id: int) -> None:
    """End the pause of a webhook and close its breaker; its held deliveries are let go by `release_held`."""
    values = {"paused_at": None, "pause_reason": "", "breaker_opened_at": None, "probe_at": None}
    connection.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))
    next_number(connection, WEBHOOKS_VERSION)


def cancel_originals(connection: Connection, resent_ids: Sequence[int]) -> list[tuple[int, datetime]]:
    """Cancel the deliveries that these were sent in place of, as far as they wait for a retry.

    One of them may have been sent in place of another itself: that is cancelled, too. Returns webhook and
    birth of each.
    """
    cancelled: list[tuple[int, datetime]] = []
    while resent_ids:
        query = select(deliveries.c.resend_of).where(
            deliveries.c.id.in_(resent_ids), deliveries.c.resend_of.is_not(None)
        )
        resent_ids = list(connection.execute(query.distinct()).scalars())
        cancelled += _cancel_waiting(connection, resent_ids)
    return cancelled


def cancel_resent(connection: Connection, delivery_ids: Sequence[int]) -> list[tuple[int, datetime]]:
    """Cancel those of these deliveries that wait for a retry and were sent again with success meanwhile.

    The success may be that of a resend of a resend. Returns webhook and birth of each.
    """
    arrived: set[int] = set()
    stands_for = {delivery_id: delivery_id for delivery_id in delivery_ids}
    while stands_for:
        resent: dict[int, int] = {}
        for row in _resends_of(connection, list(stands_for)):
            first = stands_for[row.resend_of]
            if row.status == int(Status.SUCCEEDED):
                arrived.add(first)
            else:
                resent[row.id] = first
        stands_for = resent
    return _cancel_waiting(connection, list(arrived))


def _resends_of(connection: Connection, delivery_ids: Sequence[int]) -> Iterator[Row[Any, Any, Any]]:
    for start in range(0, len(delivery_ids), _AT_ONCE):
        some = delivery_ids[start : start + _AT_ONCE]
        query = select(deliveries.c.id, deliveries.c.resend_of, deliveries.c.status)
        yield from connection.execute(query.where(deliveries.c.resend_of.in_(some)))


def _cancel_waiting(connection: Connection, delivery_ids: Sequence[int]) -> list[tuple[int, datetime]]:
    if not delivery_ids:  # mostly: then nothing is written
        return []
    waiting = [int(Status.PENDING), int(Status.RETRYING), int(Status.HELD)]
    query = (
        update(deliveries)
        .where(deliveries.c.id.in_(delivery_ids), deliveries.c.status.in_(waiting))
        .values(status=int(Status.CANCELLED), next_at=None)
        .returning(deliveries.c.webhook_id, deliveries.c.created_at)
    )
    return [(row.webhook_id, row.created_at) for row in connection.execute(query)]
