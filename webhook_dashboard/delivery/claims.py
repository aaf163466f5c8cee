"""What the engine takes from the database: due deliveries it has room for, and probes of held webhooks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from webhook_dashboard.delivery.directory import Directory
from webhook_dashboard.delivery.dispatcher import may_send
from webhook_dashboard.delivery.lanes import Lanes, Work
from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.storage import counting, deliveries, holds
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import ClaimedDelivery
from webhook_dashboard.storage.events import find_events

PAUSED_PROBE_SECONDS: Final = 600.0
"""A webhook that was paused for its failures is tried this often; a breaker has an interval of its own."""
_RELEASED_AT_ONCE: Final = 2_000


@dataclass(slots=True)
class Claimed:
    """What one look at the database came to. `full`: there may be more that is due.

    `due_at`: when the next is, if there is no more now.
    """

    works: list[Work] = field(default_factory=list[Work])
    probes: list[Work] = field(default_factory=list[Work])
    due_at: datetime | None = None
    full: bool = False


class Claims:
    """Claims for one engine, in the writer thread, inside its transactions.

    Of what finds no room in the lane of a webhook, `put_off_per_second` are looked at again in a second,
    more only if they would wait longer than LONGEST_PUT_OFF: each look writes all that it looks at.
    """

    def __init__(self, directory: Directory, lanes: Lanes, owner: str, put_off_per_second: int) -> None:
        self._directory = directory
        self._lanes = lanes
        self._owner = owner
        self._put_off_per_second = put_off_per_second
        self._put_off_until: dict[int, datetime] = {}
        self._release_from_holds = True
        self._generation = -1
        self._roomy: set[int] = set()

    @property
    def is_behind(self) -> bool:
        """True when webhooks changed since the last claim: some may be sent to again."""
        return self._generation != self._directory.generation

    def look_for_released(self) -> None:
        """Have the next claim look whether held deliveries may go."""
        self._release_from_holds = True

    def bring_forward(self, webhook_ids: list[int]) -> None:
        """Have the next claim take what was put off for these webhooks: there is room for it now."""
        self._roomy.update(webhook_ids)

    def claim(self, connection: Connection, now: datetime, lease_until: datetime, limit: int) -> Claimed:
        """Lease what is due and let go what need not be held any more."""
        self._directory.refresh(connection)
        if self.is_behind:
            self._generation, self._release_from_holds = self._directory.generation, True
            self._lanes.note_changed_rules()
        if self._release_from_holds:
            self._release_from_holds = self._release(connection, now)
        while self._roomy:
            webhook_id = self._roomy.pop()
            self._put_off_until.pop(webhook_id, None)
            holds.bring_forward(connection, webhook_id, now)
        found = Claimed()
        found.probes = list(self._probes(connection, now, lease_until))
        leased = (
            deliveries.claim_due(connection, now, owner=self._owner, lease_until=lease_until, limit=limit)
            if limit
            else []
        )
        roomy = self._put_off_crowded(connection, leased, now)
        found.works = self._sort_out(connection, self._with_events(connection, roomy))
        found.full = len(leased) == limit
        if not found.full:
            found.due_at = deliveries.next_due_at(connection)
        return found

    def open_breaker(
        self, connection: Connection, webhook_id: int, now: datetime, probe_at: datetime
    ) -> None:
        """Have a webhook held, here at once and in other processes by the version that they look at."""
        holds.open_breaker(connection, webhook_id, now, probe_at)
        self._directory.refresh(connection)

    def set_aside(self, connection: Connection, works: list[Work]) -> None:
        """Hold deliveries that were leased and may not go out; cancel those whose webhook is gone."""
        kept: list[int] = []
        lost: list[int] = []
        for work in works:
            known = self._directory.find(work.delivery.webhook_id) is not None
            (kept if known else lost).append(work.delivery.id)
        holds.hold(connection, kept, self._owner)
        if any(
            (plan := self._directory.plan(work.delivery.webhook_id)) and may_send(plan, work)
            for work in works
        ):
            self._release_from_holds = True  # it was let go a moment before
        if lost:
            cancelled = holds.cancel(connection, lost, self._owner)
            counting.add_counts(connection, counting.cancelled(cancelled))

    def _release(self, connection: Connection, now: datetime) -> bool:
        """Let go of held deliveries, a slice at a time; returns whether there may be more."""
        for webhook_id in holds.releasable(connection):
            if holds.release_held(connection, webhook_id, now, _RELEASED_AT_ONCE):
                return True
        return False

    def _probes(self, connection: Connection, now: datetime, lease_until: datetime) -> Iterable[Work]:
        intervals = {
            webhook.id: PAUSED_PROBE_SECONDS if webhook.paused else webhook.profile.probe_interval
            for webhook in self._directory.held()
        }
        if not intervals:
            return []
        leased = [
            probe
            for webhook_id in holds.take_probes(connection, now, intervals)
            if (
                probe := holds.claim_probe(connection, webhook_id, owner=self._owner, lease_until=lease_until)
            )
        ]
        return [Work(work.delivery, work.event, probe=True) for work in self._with_events(connection, leased)]

    def _with_events(self, connection: Connection, leased: list[ClaimedDelivery]) -> list[Work]:
        events = find_events(connection, {delivery.event_id for delivery in leased}) if leased else {}
        return [
            Work(
                delivery,
                EventToSend(event.public_id, event.type, event.occurred_at or event.created_at, event.data),
            )
            for delivery in leased
            for event in (events[delivery.event_id],)
        ]

    def _put_off_crowded(
        self, connection: Connection, leased: list[ClaimedDelivery], now: datetime
    ) -> list[ClaimedDelivery]:
        """Return the deliveries that have room in their lane; the others come again in a while."""
        roomy: list[ClaimedDelivery] = []
        crowded: dict[int, list[int]] = {}
        room: dict[int, int] = {}
        for delivery in leased:
            webhook_id = delivery.webhook_id
            left = room.setdefault(webhook_id, self._lanes.room(webhook_id))
            room[webhook_id] = left - 1
            if left > 0:
                roomy.append(delivery)
            else:
                crowded.setdefault(webhook_id, []).append(delivery.id)
        for webhook_id, ids in crowded.items():
            holds.put_off(connection, ids, self._owner, self._next_look(webhook_id, len(ids), now))
        return roomy

    def _next_look(self, webhook_id: int, count: int, now: datetime) -> datetime:
        """Return when so many that found no room are looked at again: behind those put off before them."""
        soonest = now + timedelta(seconds=self._lanes.delay_seconds(webhook_id))
        behind = self._put_off_until.get(webhook_id, soonest)
        until = min(max(soonest, behind), now + holds.LONGEST_PUT_OFF)
        self._put_off_until[webhook_id] = until + timedelta(seconds=count / self._put_off_per_second)
        return until

    def _sort_out(self, connection: Connection, works: list[Work]) -> list[Work]:
        """Return what may be sent; hold or cancel the rest."""
        sendable: list[Work] = []
        aside: list[Work] = []
        for work in works:
            plan = self._directory.plan(work.delivery.webhook_id)
            (sendable if plan is not None and may_send(plan, work) else aside).append(work)
        if aside:
            self.set_aside(connection, aside)
        return sendable
