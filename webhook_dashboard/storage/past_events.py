"""Events of a time range that a webhook has not got, in slices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, exists, select

from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.storage.columns import unindexed
from webhook_dashboard.storage.tables import deliveries, events, webhooks

_SLICE: Final = 100


@dataclass(frozen=True, slots=True)
class PastEvent:
    """A stored event: its id, type and data as JSON."""

    id: int
    type: str
    data: bytes


def read_past_events(
    connection: Connection, webhook_id: int, since: datetime, until: datetime
) -> Iterator[PastEvent]:
    """Yield the events published in [since, until), oldest first, of which the webhook has no delivery."""
    has_one = exists().where(
        deliveries.c.event_id == events.c.id, unindexed(deliveries.c.webhook_id) == webhook_id
    )
    query = (
        select(events.c.id, events.c.type, events.c.data)
        .where(events.c.id < first_id_at(until), ~events.c.test, ~has_one)
        .order_by(events.c.id)
        .limit(_SLICE)
    )
    after = first_id_at(since) - 1
    while rows := connection.execute(query.where(events.c.id > after)).all():
        for row in rows:
            yield PastEvent(row.id, row.type, row.data)
        after = rows[-1].id


def lock_and_find_known(connection: Connection, webhook_id: int, event_ids: Sequence[int]) -> set[int]:
    """Return those of the events that a webhook has already; its row is locked until the transaction ends."""
    connection.execute(select(webhooks.c.id).where(webhooks.c.id == webhook_id).with_for_update())
    query = select(deliveries.c.event_id).where(
        deliveries.c.event_id.in_(event_ids), unindexed(deliveries.c.webhook_id) == webhook_id
    )
    return set(connection.execute(query).scalars())
