"""The last events of a type, to try filters and templates on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from webhook_dashboard.domain.ids import EVENT, encode_id
from webhook_dashboard.storage.tables import events

MAX_SAMPLES: Final = 1_000
_SLICE: Final = 100
"""Events that are in memory at a time: each may be of 256 KiB."""

_COLUMNS: Final = select(
    events.c.id,
    events.c.client_id,
    events.c.entity_id,
    events.c.occurred_at,
    events.c.created_at,
    events.c.data,
)


@dataclass(frozen=True, slots=True)
class EventSample:
    """A stored event: the id that its publisher knows, what it is about, and its data as JSON."""

    public_id: str
    entity_id: str | None
    happened_at: datetime
    data: bytes


def read_samples(connection: Connection, event_type: str, limit: int) -> Iterator[EventSample]:
    """Yield the last events of a type, newest first, at most `limit`; what was only a test is left out."""
    newest_first = _COLUMNS.where(events.c.type == event_type, ~events.c.test).order_by(events.c.id.desc())
    following = newest_first
    while limit > 0:
        rows = connection.execute(following.limit(min(limit, _SLICE))).all()
        for row in rows:
            yield EventSample(
                public_id=row.client_id or encode_id(EVENT, row.id),
                entity_id=row.entity_id,
                happened_at=row.occurred_at or row.created_at,
                data=row.data,
            )
        if len(rows) < _SLICE:
            return
        limit -= _SLICE
        following = newest_first.where(events.c.id < rows[-1].id)
