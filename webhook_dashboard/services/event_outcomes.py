"""What became of an event at every webhook that there was when it came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from webhook_dashboard.domain.deliveries import SkipReason
from webhook_dashboard.domain.matching import Skip, derive_skip
from webhook_dashboard.storage import delivery_log, events, skips, webhook_revisions
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.events import StoredEvent

_MILLISECOND: Final = timedelta(milliseconds=1)
"""The time of an event is cut to it; a webhook saved within the same one was there."""


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """What one webhook made of an event: a delivery, or a skip and its sentence. A resend is one more."""

    webhook_id: int
    webhook_name: str
    delivery: DeliverySummary | None
    skip: Skip | None


@dataclass(frozen=True, slots=True)
class EventOutcomes:
    """An event, and what became of it, by webhook, the oldest first."""

    event: StoredEvent
    outcomes: tuple[EventOutcome, ...]


def find_outcomes(connection: Connection, public_id: str) -> EventOutcomes | None:
    """Return an event by its id, ours or its publisher's own, and what became of it; None: there is none.

    That a webhook was switched off or did not subscribe is derived from what it was then.
    """
    event = events.find_event(connection, public_id)
    if event is None:
        return None
    return EventOutcomes(event, tuple(sorted(_outcomes(connection, event), key=_position)))


def _outcomes(connection: Connection, event: StoredEvent) -> Iterator[EventOutcome]:
    sent = delivery_log.list_of_event(connection, event.id)
    for delivery in sent:
        yield EventOutcome(delivery.webhook_id, delivery.webhook_name, delivery, None)
    reached = {delivery.webhook_id for delivery in sent}
    stored = {skip.webhook_id: skip for skip in skips.list_skips(connection, event.id)}
    for past in webhook_revisions.revisions_at(connection, event.created_at + _MILLISECOND):
        if past.id in reached:
            continue
        skip = stored.get(past.id) or derive_skip(past.id, past.snapshot, event.type)
        yield EventOutcome(past.id, past.name, None, skip or _changed_meanwhile(past.id))


def _changed_meanwhile(webhook_id: int) -> Skip:
    return Skip(webhook_id, SkipReason.INACTIVE, "It was being changed at that moment.")


def _position(outcome: EventOutcome) -> tuple[int, int]:
    return outcome.webhook_id, outcome.delivery.id if outcome.delivery else 0
