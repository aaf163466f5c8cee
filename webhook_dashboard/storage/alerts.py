"""Alerts that are to be sent, or were: one row per message and recipient, written with the change of state.

A row is claimed by moving its `next_at` ahead: until then nobody else sends it, and after it somebody does,
should the process die meanwhile. Nothing is lost; a kill between the sending and its note sends it twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from webhook_dashboard.domain.alerts import NOTHING_TOLD, Alert, AlertKind, Channel, Told, alert_of
from webhook_dashboard.storage.tables import alerts

_ERROR_MAX_CHARACTERS: Final = 300
_FURTHER: Final = "further"


@dataclass(frozen=True, slots=True)
class NewAlert:
    """One message to one recipient. `target` is an e-mail address, or the host of the chat."""

    id: int
    alert: Alert
    channel: Channel
    target: str


@dataclass(frozen=True, slots=True)
class DueAlert:
    """A message that was claimed. `attempt_count` is how often it was tried before."""

    id: int
    alert: Alert
    channel: Channel
    target: str
    attempt_count: int


def insert_alerts(connection: Connection, new: Sequence[NewAlert]) -> None:
    """Store messages, due at once."""
    rows = [
        {
            "id": one.id,
            "webhook_id": one.alert.webhook_id,
            "kind": one.alert.kind.value,
            "created_at": one.alert.happened_at,
            "channel": one.channel.value,
            "target": one.target,
            "payload": one.alert.document() | {_FURTHER: 0},
            "attempt_count": 0,
            "next_at": one.alert.happened_at,
            "error": "",
        }
        for one in new
    ]
    if rows:
        connection.execute(insert(alerts), rows)


def read_told(connection: Connection, webhook_ids: Iterable[int]) -> dict[int, Told]:
    """Return what was reported of each of these webhooks; those of which nothing was are left out."""
    query = (
        select(alerts.c.webhook_id, alerts.c.kind, func.max(alerts.c.id).label("id"))
        .where(alerts.c.webhook_id.in_(list(webhook_ids)))
        .group_by(alerts.c.webhook_id, alerts.c.kind)
    )
    latest_ids = [row.id for row in connection.execute(query)]
    rows = connection.execute(select(alerts).where(alerts.c.id.in_(latest_ids)).order_by(alerts.c.id))
    found: dict[int, Told] = {}
    for row in rows:
        told = found.get(row.webhook_id, NOTHING_TOLD).then(AlertKind(row.kind), row.created_at)
        if told.latest is AlertKind.EXHAUSTED:
            told = replace(told, further=row.payload[_FURTHER])
        found[row.webhook_id] = told
    return found


def add_further(connection: Connection, webhook_id: int, count: int) -> None:
    """Count deliveries that were given up after the latest message of that kind, and are not reported."""
    mine = (alerts.c.webhook_id == webhook_id, alerts.c.kind == AlertKind.EXHAUSTED.value)
    latest_at = select(func.max(alerts.c.created_at)).where(*mine).scalar_subquery()
    rows = connection.execute(
        select(alerts.c.id, alerts.c.payload).where(*mine, alerts.c.created_at == latest_at)
    ).all()
    for row in rows:
        payload = row.payload | {_FURTHER: row.payload[_FURTHER] + count}
        connection.execute(update(alerts).where(alerts.c.id == row.id).values(payload=payload))


def has_due(connection: Connection, now: datetime) -> bool:
    """Return whether a message is to be sent."""
    return connection.execute(select(alerts.c.id).where(alerts.c.next_at <= now).limit(1)).first() is not None


def claim_due(connection: Connection, now: datetime, until: datetime, limit: int) -> list[DueAlert]:
    """Return messages to send now, oldest first; they are this process's own until `until`."""
    query = (
        select(alerts)
        .where(alerts.c.next_at <= now)
        .order_by(alerts.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    if ids:
        connection.execute(update(alerts).where(alerts.c.id.in_(ids)).values(next_at=until))
    return [_due(row) for row in rows]


def record_sent(connection: Connection, alert_id: int, now: datetime) -> None:
    """Note that a message was sent: nothing more is to be done."""
    _finish(connection, alert_id, {"sent_at": now, "next_at": None, "error": ""})


def record_failed(connection: Connection, alert_id: int, error: str, next_at: datetime | None) -> None:
    """Note why a message was not sent, and when it is tried again; None gives it up."""
    _finish(connection, alert_id, {"next_at": next_at, "error": error[:_ERROR_MAX_CHARACTERS]})


def delete_old_alerts(connection: Connection, before: datetime) -> int:
    """Forget messages from before a time that are done with; returns how many."""
    old = (alerts.c.created_at < before, alerts.c.next_at.is_(None))
    return connection.execute(delete(alerts).where(*old)).rowcount


def _finish(connection: Connection, alert_id: int, values: dict[str, Any]) -> None:
    counted = values | {"attempt_count": alerts.c.attempt_count + 1}
    connection.execute(update(alerts).where(alerts.c.id == alert_id).values(counted))


def _due(row: Any) -> DueAlert:
    alert = alert_of(row.kind, row.webhook_id, row.created_at, row.payload)
    return DueAlert(row.id, alert, Channel(row.channel), row.target, row.attempt_count)
