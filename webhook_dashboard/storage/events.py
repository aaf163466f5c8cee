"""Events, and the first answers that repeated publishes get again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.ids import EVENT, created_microseconds, encode_id, parse_id
from webhook_dashboard.storage.columns import microseconds
from webhook_dashboard.storage.fast_rows import RowInsert
from webhook_dashboard.storage.tables import events, idempotency

_KEYS_IN_ONE_STATEMENT: Final = 5_000


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as stored; `public_id` is the publisher's own id where one was given."""

    id: int
    public_id: str
    type: str
    entity_type: str | None
    entity_id: str | None
    occurred_at: datetime | None
    created_at: datetime
    data: bytes


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What the first publish under a key was answered, and a hash of what it said."""

    fingerprint: bytes
    answer: bytes


_insert_events: Final = RowInsert(
    events, "id", "client_id", "type", "entity_type", "entity_id", "occurred_at", "created_at", "data"
)


def insert_events(connection: Connection, numbered: Iterable[tuple[int, NewEvent]]) -> None:
    """Store events under the ids given."""
    rows = [
        (
            event_id,
            event.client_id,
            event.type,
            event.entity_type,
            event.entity_id,
            microseconds(event.occurred_at) if event.occurred_at else None,
            created_microseconds(event_id),
            event.data,
        )
        for event_id, event in numbered
    ]
    _insert_events(connection, rows)


def find_events(connection: Connection, event_ids: Iterable[int]) -> dict[int, StoredEvent]:
    """Return events by id."""
    query = select(events).where(events.c.id.in_(list(event_ids)))
    return {row.id: _stored(row) for row in connection.execute(query)}


def find_event(connection: Connection, public_id: str) -> StoredEvent | None:
    """Return the newest event with this id, ours or its publisher's own, or None."""
    named = select(events).where(events.c.client_id == public_id).order_by(events.c.id.desc()).limit(1)
    row = connection.execute(named).one_or_none()
    if row is not None:
        return _stored(row)
    try:
        number = parse_id(EVENT, public_id)
    except InvalidInput:
        return None
    return find_events(connection, [number]).get(number)


def _stored(row: Row[Any]) -> StoredEvent:
    return StoredEvent(
        id=row.id,
        public_id=row.client_id or encode_id(EVENT, row.id),
        type=row.type,
        entity_type=row.entity_type,
        entity_id=row.entity_id,
        occurred_at=row.occurred_at,
        created_at=row.created_at,
        data=row.data,
    )


def find_first_answers(connection: Connection, keys: Iterable[str], now: datetime) -> dict[str, FirstAnswer]:
    """Return the answers that are still to be repeated, by key."""
    return {
        row.key: FirstAnswer(row.fingerprint, row.answer)
        for some in _in_parts(keys)
        for row in connection.execute(
            select(idempotency).where(idempotency.c.key.in_(some), idempotency.c.expires_at > now)
        )
    }


def insert_first_answers(
    connection: Connection, answers: Mapping[str, FirstAnswer], *, now: datetime, expires_at: datetime
) -> None:
    """Keep answers under their keys, replacing any that have expired.

    Raises:
        IntegrityError: another process was first with one of the keys.
    """
    if not answers:
        return
    for some in _in_parts(answers):
        expired = idempotency.c.key.in_(some) & (idempotency.c.expires_at <= now)
        connection.execute(delete(idempotency).where(expired))
    rows = [
        {"key": key, "fingerprint": first.fingerprint, "answer": first.answer, "expires_at": expires_at}
        for key, first in answers.items()
    ]
    connection.execute(insert(idempotency), rows)


def delete_expired_answers(connection: Connection, now: datetime) -> int:
    """Forget answers that need not be repeated any more; return how many."""
    return connection.execute(delete(idempotency).where(idempotency.c.expires_at <= now)).rowcount


def _in_parts(keys: Iterable[str]) -> Iterator[list[str]]:
    """Databases limit the parameters of a statement; hundreds of batches of a thousand ids may meet here."""
    remaining = iter(keys)
    while some := list(islice(remaining, _KEYS_IN_ONE_STATEMENT)):
        yield some
