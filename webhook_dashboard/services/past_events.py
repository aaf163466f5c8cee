"""Sending events of the past to a webhook that was not there yet: asked for, counted first, paced (C36)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from webhook_dashboard.delivery.directory import Directory
from webhook_dashboard.domain.deliveries import Trigger
from webhook_dashboard.domain.errors import Conflict, InvalidInput, NotFound
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.matching import match
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.webhooks import Webhook
from webhook_dashboard.services.context import Context, Wake
from webhook_dashboard.services.people import Actor
from webhook_dashboard.storage import counting, deliveries
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import NewDelivery
from webhook_dashboard.storage.past_events import PastEvent, lock_and_find_known, read_past_events

MAX_EVENTS: Final = 10_000
MAX_DAYS: Final = 90
_WRITTEN_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class PastEvents:
    """Which events: those published in [since, until), at most `per_second` of them sent a second."""

    since: datetime
    until: datetime
    per_second: float = 10.0


@dataclass(frozen=True, slots=True)
class PastCount:
    """How many events would be sent, how many the filter stops, and how long sending takes.

    `is_cut`: there are more than MAX_EVENTS; only the oldest are sent.
    """

    sent: int
    filtered: int
    seconds: float
    is_cut: bool


class PastSender:
    """Verbs about events of the past. What a webhook got already is never sent again by these."""

    def __init__(self, context: Context, directory: Directory, wake: Wake) -> None:
        self._context = context
        self._directory = directory
        self._wake = wake

    async def count(self, webhook_id: int, wanted: PastEvents) -> PastCount:
        """Return what `send` would do; nothing is stored.

        Raises:
            InvalidInput: an unusable range or pace. NotFound: there is no such webhook.
        """
        _check(wanted)
        webhook = await self._find(webhook_id)

        def query(connection: Connection) -> PastCount:
            filtered = 0
            found = 0
            for _, is_taken in self._sorted(connection, webhook, wanted):
                found += is_taken
                filtered += not is_taken
                if found > MAX_EVENTS:
                    break
            sent = min(found, MAX_EVENTS)
            return PastCount(sent, filtered, sent / wanted.per_second, found > MAX_EVENTS)

        return await self._context.database.read(query)

    async def send(self, webhook_id: int, wanted: PastEvents, actor: Actor) -> int:
        """Store a delivery for each event, due one after another; returns how many.

        Raises:
            InvalidInput, NotFound. NotAllowed: needs operator. Conflict: the webhook is switched off.
        """
        actor.require(Role.OPERATOR)
        _check(wanted)
        webhook = await self._find(webhook_id)
        if not webhook.active:
            raise Conflict(f"{webhook.name} is switched off. Switch it on first.")

        def query(connection: Connection) -> list[PastEvent]:
            taken = (event for event, is_taken in self._sorted(connection, webhook, wanted) if is_taken)
            return [PastEvent(event.id, event.type, b"") for event in islice(taken, MAX_EVENTS)]

        found = await self._context.database.read(query)
        first, sent = self._context.clock(), 0
        for start in range(0, len(found), _WRITTEN_AT_ONCE):
            born = [
                NewDelivery(
                    self._context.new_id(),
                    event.id,
                    webhook_id,
                    event.type,
                    webhook.revision,
                    Trigger.PAST,
                    due_at=first + timedelta(seconds=(start + place) / wanted.per_second),
                )
                for place, event in enumerate(found[start : start + _WRITTEN_AT_ONCE])
            ]
            sent += await self._context.database.write(lambda connection, born=born: _store(connection, born))
        await self._context.database.write(
            lambda connection: self._context.note(
                connection,
                actor,
                "webhook.past_events_sent",
                encode_id(WEBHOOK, webhook_id),
                count=sent,
            )
        )
        self._wake()
        return sent

    async def _find(self, webhook_id: int) -> Webhook:
        await self._context.database.write(self._directory.refresh)  # it may have been saved a moment ago
        webhook = self._directory.find(webhook_id)
        if webhook is None:
            raise NotFound("There is no such webhook.")
        return webhook

    def _sorted(
        self, connection: Connection, webhook: Webhook, wanted: PastEvents
    ) -> Iterator[tuple[PastEvent, bool]]:
        """Yield the events that the webhook subscribes to, and whether its filter lets them through."""
        for event in read_past_events(connection, webhook.id, wanted.since, wanted.until):
            if webhook.subscribes(event.type):
                yield event, bool(match([webhook], event.type, event.data)[0])


def _check(wanted: PastEvents) -> None:
    if not wanted.since < wanted.until:
        raise InvalidInput("since", "since: choose a time before the end of the range.")
    if wanted.until - wanted.since > timedelta(days=MAX_DAYS):
        raise InvalidInput("since", f"since: at most {MAX_DAYS} days can be sent at once.")
    if not 0.1 <= wanted.per_second <= 1_000:
        raise InvalidInput("per_second", "per_second: expected 0.1 to 1,000.")


def _store(connection: Connection, born: list[NewDelivery]) -> int:
    # Looked at again, behind a lock: somebody else may have asked for the same meanwhile.
    known = lock_and_find_known(connection, born[0].webhook_id, [new.event_id for new in born])
    born = [new for new in born if new.event_id not in known]
    deliveries.insert_deliveries(connection, born, owner=None, lease_until=None)
    counting.add_born(connection, [(new.id, new.webhook_id) for new in born])
    return len(born)
