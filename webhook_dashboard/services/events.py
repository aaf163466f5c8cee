"""Publishing: check for repeats, match, store, hand to the engine; hundreds of events in one transaction."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import orjson

from webhook_dashboard.delivery.directory import Directory
from webhook_dashboard.delivery.engine import Engine
from webhook_dashboard.delivery.lanes import Work
from webhook_dashboard.domain.deliveries import SkipReason, Trigger
from webhook_dashboard.domain.errors import Conflict, Unavailable
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.ids import (
    DELIVERY,
    EVENT,
    WEBHOOK,
    created_at,
    encode_id,
)
from webhook_dashboard.domain.matching import Skip, match
from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.domain.webhooks import Webhook
from webhook_dashboard.services.context import Context
from webhook_dashboard.storage import counting, deliveries, events, skips
from webhook_dashboard.storage.batches import Batch
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import ClaimedDelivery, NewDelivery
from webhook_dashboard.storage.events import FirstAnswer

REPEATED_FOR: Final = timedelta(hours=24)
# Results wait for the writer behind a transaction of this size; what waits when a process dies is sent twice.
_EVENTS_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class DeliveryRef:
    """A delivery that an event gave rise to."""

    id: str
    webhook_id: str


@dataclass(frozen=True, slots=True)
class SkipRef:
    """A webhook that subscribed to the event and did not get it, and why in a sentence."""

    webhook_id: str
    reason: SkipReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """The answer to a publish."""

    id: str
    deliveries: tuple[DeliveryRef, ...]
    skipped: tuple[SkipRef, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Events published together; `key` is the publisher's idempotency key for all of them, "" for none."""

    events: tuple[NewEvent, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """An answer, and the deliveries that the engine takes over once it is committed."""

    answer: tuple[PublishedEvent, ...]
    works: tuple[Work, ...] = ()
    waits: bool = False


@dataclass(slots=True)
class _Flush:
    """What one transaction gathers before it is written."""

    known: dict[str, FirstAnswer]
    now: datetime
    free: int
    room: dict[int, int] = field(default_factory=dict[int, int])
    skipped: list[tuple[int, int, str, Skip]] = field(default_factory=list[tuple[int, int, str, Skip]])
    numbered: list[tuple[int, NewEvent]] = field(default_factory=list[tuple[int, NewEvent]])
    leased: list[NewDelivery] = field(default_factory=list[NewDelivery])
    waiting: list[NewDelivery] = field(default_factory=list[NewDelivery])
    works: list[Work] = field(default_factory=list[Work])
    fresh: dict[str, FirstAnswer] = field(default_factory=dict[str, FirstAnswer])


class Publisher:
    """Takes events in. Whoever awaits `publish` is answered after the commit, never before."""

    def __init__(self, context: Context, directory: Directory, engine: Engine) -> None:
        self._context = context
        self._directory = directory
        self._engine = engine
        self._batch: Batch[Publication, Written] = Batch(
            context.database,
            self._write_many,
            after_commit=self._hand_over,
            weigh=lambda publication: len(publication.events),
            limit=_EVENTS_AT_ONCE,
        )
        self._closed = False

    async def publish(self, publication: Publication) -> tuple[PublishedEvent, ...]:
        """Store events and their deliveries; a repeat under the same key or event id gets the first answer.

        Raises:
            Conflict: the key was used for something else within 24 hours. Unavailable: nothing was stored.
        """
        return (await self.queue(publication)).answer

    def queue(self, publication: Publication) -> "asyncio.Future[Written]":
        """Like `publish`, for who has no task to wait in: the future raises Conflict or Unavailable.

        Raises:
            Unavailable: the process is stopping.
        """
        if self._closed:
            raise Unavailable("The process is stopping. Nothing was stored; send it again.")
        return self._batch.add(publication)

    @property
    def waiting(self) -> int:
        """How many publications wait for the database."""
        return len(self._batch)

    def close(self) -> None:
        """Refuse what comes from now on."""
        self._closed = True

    def _write_many(
        self, connection: Connection, publications: list[Publication]
    ) -> list[Written | BaseException]:
        now = self._context.clock()
        self._directory.refresh(connection)
        keys = {key for publication in publications for key in _keys(publication)}
        flush = _Flush(
            events.find_first_answers(connection, keys, now) if keys else {}, now, self._engine.free()
        )
        written = [self._write(publication, flush) for publication in publications]
        events.insert_events(connection, flush.numbered)
        until = self._engine.lease_until(now)
        deliveries.insert_deliveries(connection, flush.leased, owner=self._engine.owner, lease_until=until)
        deliveries.insert_deliveries(connection, flush.waiting, owner=None, lease_until=None)
        skips.insert_skips(connection, flush.skipped)
        events.insert_first_answers(connection, flush.fresh, now=now, expires_at=now + REPEATED_FOR)
        born = [(new.id, new.webhook_id) for new in (*flush.leased, *flush.waiting)]
        counting.add_born(connection, born)
        return written

    def _hand_over(self, written: list[Written]) -> None:
        works = [work for one in written for work in one.works]
        if works:
            self._engine.submit(works)
        if any(one.waits for one in written):
            self._engine.wake()

    def _write(self, publication: Publication, flush: _Flush) -> Written | BaseException:
        """Gather one publication; a conflict is returned, so that the others are not held up by it."""
        try:
            return self._repeated_or_new(publication, flush)
        except Conflict as conflict:
            return conflict

    def _repeated_or_new(self, publication: Publication, flush: _Flush) -> Written:
        fingerprint = _fingerprint(publication.events) if publication.key else b""
        first = flush.known.get(publication.key) if publication.key else None
        if first is not None:
            return Written(_repeat(first, fingerprint, "Idempotency-Key"))
        _refuse_conflicting_ids(publication.events, flush)  # before anything is gathered
        works, waiting = len(flush.works), len(flush.waiting)
        answer = tuple(
            self._repeat_of(event, flush) or self._match(event, flush) for event in publication.events
        )
        if publication.key:
            _remember(flush, publication.key, fingerprint, answer)
        return Written(answer, tuple(flush.works[works:]), len(flush.waiting) > waiting)

    def _repeat_of(self, event: NewEvent, flush: _Flush) -> PublishedEvent | None:
        first = flush.known.get(f"id:{event.client_id}") if event.client_id else None
        return None if first is None else _repeat(first, _fingerprint((event,)), "id")[0]

    def _match(self, event: NewEvent, flush: _Flush) -> PublishedEvent:
        event_id = self._context.new_id()
        flush.numbered.append((event_id, event))
        public_id = event.client_id or encode_id(EVENT, event_id)
        audience = self._directory.audience(event.type)
        to_send = EventToSend(public_id, event.type, event.occurred_at or created_at(event_id), event.data)
        taken, passed_by = match(audience.active, event.type, event.data)
        refs = tuple(self._bear(webhook, event_id, to_send, flush) for webhook in taken)
        flush.skipped.extend((self._context.new_id(), event_id, event.type, skip) for skip in passed_by)
        inactive = (
            Skip(webhook.id, SkipReason.INACTIVE, "It is switched off.") for webhook in audience.inactive
        )
        skipped = tuple(
            SkipRef(encode_id(WEBHOOK, skip.webhook_id), skip.reason, skip.detail)
            for skip in (*passed_by, *inactive)
        )
        published = PublishedEvent(public_id, refs, skipped)
        if event.client_id:
            _remember(flush, f"id:{event.client_id}", _fingerprint((event,)), (published,))
        return published

    def _bear(self, webhook: Webhook, event_id: int, event: EventToSend, flush: _Flush) -> DeliveryRef:
        delivery_id = self._context.new_id()
        new = NewDelivery(delivery_id, event_id, webhook.id, event.type, webhook.revision, held=webhook.held)
        if webhook.id not in flush.room:
            flush.room[webhook.id] = self._engine.room(webhook.id)
        if webhook.held:
            flush.waiting.append(new)
        elif flush.room[webhook.id] > 0 and flush.free > 0:
            flush.room[webhook.id] -= 1
            flush.free -= 1
            flush.leased.append(new)
            claimed = ClaimedDelivery(
                delivery_id, event_id, webhook.id, 0, Trigger.FIRST, created_at(delivery_id)
            )
            flush.works.append(Work(claimed, event))
        else:
            new.due_at = flush.now + timedelta(seconds=self._engine.delay_seconds(webhook.id))
            flush.waiting.append(new)
        return DeliveryRef(encode_id(DELIVERY, delivery_id), webhook.public_id)


def _keys(publication: Publication) -> list[str]:
    ids = [f"id:{event.client_id}" for event in publication.events if event.client_id]
    return [publication.key, *ids] if publication.key else ids


def _fingerprint(published: tuple[NewEvent, ...]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for event in published:
        parts = (event.type, event.client_id, event.entity_type, event.entity_id, event.occurred_at)
        digest.update(repr(parts).encode())
        digest.update(event.data)
    return digest.digest()


def _refuse_conflicting_ids(published: tuple[NewEvent, ...], flush: _Flush) -> None:
    """Raise Conflict when an id was used for another event, before or within the same publication."""
    seen: dict[str, bytes] = {}
    for event in published:
        if event.client_id is None:
            continue
        first = flush.known.get(f"id:{event.client_id}")
        fingerprint = _fingerprint((event,))
        known = seen.setdefault(event.client_id, fingerprint if first is None else first.fingerprint)
        if known != fingerprint:
            raise Conflict(_used_otherwise("id"))


def _remember(flush: _Flush, key: str, fingerprint: bytes, answer: tuple[PublishedEvent, ...]) -> None:
    first = FirstAnswer(fingerprint, orjson.dumps(answer))
    flush.fresh[key] = flush.known[key] = first


def _repeat(first: FirstAnswer, fingerprint: bytes, name: str) -> tuple[PublishedEvent, ...]:
    if first.fingerprint != fingerprint:
        raise Conflict(_used_otherwise(name))
    return tuple(
        PublishedEvent(
            answer["id"],
            tuple(DeliveryRef(**ref) for ref in answer["deliveries"]),
            tuple(
                SkipRef(skip["webhook_id"], SkipReason(skip["reason"]), skip["detail"])
                for skip in answer["skipped"]
            ),
        )
        for answer in orjson.loads(first.answer)
    )


def _used_otherwise(name: str) -> str:
    return f"{name}: it was used for another event within the last 24 hours. Use a new one."
