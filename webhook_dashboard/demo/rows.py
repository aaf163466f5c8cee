"""Turns the played history into rows: events, deliveries, attempts with what was sent, counts and health."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from webhook_dashboard.demo.past import PastDelivery, Simulation
from webhook_dashboard.demo.records import Records
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import EVENT, created_at, encode_id, first_id_at
from webhook_dashboard.domain.matching import Skip, match
from webhook_dashboard.domain.outcomes import Phases
from webhook_dashboard.domain.requests import EventToSend, build_request
from webhook_dashboard.domain.webhooks import Webhook
from webhook_dashboard.storage import attempts, deliveries, events, skips, webhook_health
from webhook_dashboard.storage.attempts import AttemptRecord
from webhook_dashboard.storage.counting import Counts
from webhook_dashboard.storage.deliveries import ClaimedDelivery, NewDelivery

_CHUNK: Final = 4_000


class PastIds:
    """Makes rising ids of moments that are past."""

    def __init__(self) -> None:
        self._last = 0

    def at(self, moment: datetime) -> int:
        """Return an id made at `moment`, higher than the one before."""
        self._last = max(first_id_at(moment), self._last + 1)
        return self._last


class HistoryRows:
    """Gathers the rows of all deliveries, then inserts them; `counts` is what they add up to."""

    def __init__(self, simulation: Simulation, by_key: dict[str, Webhook], ids: PastIds) -> None:
        self.counts: dict[tuple[datetime, int], Counts] = {}
        self._simulation = simulation
        self._by_key = by_key
        self._ids = ids
        self._events: list[tuple[int, NewEvent]] = []
        self._skips: list[tuple[int, int, str, Skip]] = []
        self._born: list[NewDelivery] = []
        self._attempts: list[AttemptRecord] = []

    def add(self, pasts: Sequence[PastDelivery], records: Records) -> None:
        """Add the deliveries of one event."""
        first = pasts[0]
        event_id = self._ids.at(first.created_at)
        event = self._draw(pasts, records, event_id)
        self._events.append((event_id, event))
        to_send = EventToSend(encode_id(EVENT, event_id), event.type, created_at(event_id), event.data)
        for past in pasts:
            webhook = self._by_key[past.receiver]
            is_held = past.status is Status.PENDING and past.next_at is not None
            new = NewDelivery(
                self._ids.at(past.created_at),
                event_id,
                webhook.id,
                event.type,
                webhook.revision,
                held=is_held,
            )
            self._born.append(new)
            self._attempts += [
                self._record(past, new, to_send, number) for number in range(1, len(past.tries) + 1)
            ]
            self._count(past, new)

    def _draw(self, pasts: Sequence[PastDelivery], records: Records, event_id: int) -> NewEvent:
        """Make an event that filters pass on to those who got it and to no other; note whom they skip."""
        event_type, at = pasts[0].event.type, pasts[0].created_at
        asked = [one for one in self._by_key.values() if one.active and one.subscribes(event_type)]
        asked = [one for one in asked if one.filter_for(event_type) is not None]
        if not asked:
            return records.make(event_type, at)
        receivers = {self._by_key[past.receiver].id for past in pasts}
        got = [webhook for webhook in asked if webhook.id in receivers]

        def fits(event: NewEvent) -> bool:
            return list(match(asked, event_type, event.data)[0]) == got

        event = records.make_fitting(event_type, at, fits)
        _, skipped = match(asked, event_type, event.data)
        self._skips += [(self._ids.at(at), event_id, event_type, skip) for skip in skipped]
        return event

    def insert(self, connection: Connection) -> None:
        """Write the rows, and the health of the webhooks that follows from the attempts."""
        for start in range(0, len(self._events), _CHUNK):
            events.insert_events(connection, self._events[start : start + _CHUNK])
        skips.insert_skips(connection, self._skips)
        for start in range(0, len(self._born), _CHUNK):
            deliveries.insert_deliveries(
                connection, self._born[start : start + _CHUNK], owner=None, lease_until=None
            )
        for start in range(0, len(self._attempts), _CHUNK):
            attempts.record_attempts(connection, self._attempts[start : start + _CHUNK])
        self._insert_health(connection)

    def _record(self, past: PastDelivery, new: NewDelivery, event: EventToSend, number: int) -> AttemptRecord:
        attempt = past.tries[number - 1]
        webhook = self._by_key[past.receiver]
        request = build_request(webhook, event, attempt.started_at)
        result = self._simulation.result(past.receiver, attempt)
        ended_at = attempt.started_at + timedelta(milliseconds=attempt.duration_ms)
        outcome = self._simulation.judge(past.receiver, result, ended_at)
        last = number == len(past.tries)
        following = past.tries[number].started_at if not last else past.next_at
        trigger = Trigger.FIRST if number == 1 else Trigger.RETRY
        created = created_at(new.id)
        return AttemptRecord(
            delivery=ClaimedDelivery(new.id, new.event_id, new.webhook_id, number - 1, trigger, created),
            status=past.status if last else Status.RETRYING,
            next_at=following,
            trigger=trigger,
            started_at=attempt.started_at,
            duration_ms=result.duration_ms,
            phases=_as_stored(result.phases),
            method=request.method,
            url=request.url,
            request_headers=request.stored_headers,
            response_code=result.response_code,
            error_kind=outcome.error_kind.value if outcome.error_kind else None,
            error_detail=result.error_detail,
            sentence=outcome.sentence,
            response_headers=result.response_headers,
            response_body=result.response_body,
            response_cut=False,
            request_body=request.stored_body,
            event_type=event.type,
        )

    def _count(self, past: PastDelivery, new: NewDelivery) -> None:
        minute = created_at(new.id).replace(second=0, microsecond=0)
        counts = self.counts.setdefault((minute, new.webhook_id), Counts())
        counts.created += 1
        if past.status is Status.SUCCEEDED:
            counts.succeeded += 1
            counts.durations_ms.append(past.tries[-1].duration_ms)
        elif past.status is Status.FAILED:
            counts.failed += 1

    def _insert_health(self, connection: Connection) -> None:
        health: dict[int, Health] = {}
        for record in sorted(self._attempts, key=lambda record: record.started_at):
            webhook_id = record.delivery.webhook_id
            health[webhook_id] = health.get(webhook_id, Health()).after(
                succeeded=record.status is Status.SUCCEEDED, at=record.started_at, sentence=record.sentence
            )
        for webhook_id, last in health.items():
            webhook_health.write_health(connection, webhook_id, last)


def _as_stored(phases: Phases) -> tuple[float | None, ...]:
    return phases.dns_ms, phases.connect_ms, phases.tls_ms, phases.wait_ms, phases.read_ms
