"""Lanes: one queue per webhook, served in turn, so that a slow receiver costs only its own lane."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.domain.token_bucket import TokenBucket
from webhook_dashboard.storage.deliveries import ClaimedDelivery

_STANDS_AFTER_SECONDS: Final = 1.0
_DELAY_SECONDS: Final = 2.0
_LONGEST_DELAY_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Work:
    """A delivery held by this engine, with the event it carries. A probe goes to a webhook that is held."""

    delivery: ClaimedDelivery
    event: EventToSend
    probe: bool = False


@dataclass(frozen=True, slots=True)
class LaneRules:
    """What a webhook allows: requests at a time, and requests a second, None for no limit."""

    concurrency: int = 16
    rate_limit: float | None = None


@dataclass(slots=True)
class _Lane:
    since: float
    """When work of it last finished; at first, when it began."""
    waiting: deque[Work] = field(default_factory=deque[Work])
    in_flight: int = 0
    in_turn: bool = False
    bucket: TokenBucket | None = None
    rate: float | None = None


class Lanes:
    """Hands out work in turn over the webhooks that have some, within the rules of each and a cap on all.

    `monotonic` gives seconds. A lane may hold as many works as there is room left for all others, so one
    that stands still leaves half of the memory free.
    """

    def __init__(
        self,
        rules_of: Callable[[int], LaneRules],
        *,
        in_all: int,
        capacity: int,
        monotonic: Callable[[], float],
    ) -> None:
        self._rules_of = rules_of
        self._in_all = in_all
        self._capacity = capacity
        self._monotonic = monotonic
        self._lanes: dict[int, _Lane] = {}
        self._turns: deque[int] = deque()
        self._limited: dict[int, float] = {}
        self._crowded: set[int] = set()
        self._yielding: list[int] = []
        self._have_rules_changed = False
        self.in_flight = 0
        self.waiting = 0

    @property
    def free(self) -> int:
        """How many more works may be held in all."""
        return max(self._capacity - self.waiting - self.in_flight, 0)

    def room(self, webhook_id: int) -> int:
        """Return how many more works the lane of a webhook may hold."""
        lane = self._lanes.get(webhook_id)
        return max(self.free - (0 if lane is None else len(lane.waiting)), 0) // 2

    def delay_seconds(self, webhook_id: int) -> float:
        """Return when there should be room again in a lane that is full, and note that it is crowded.

        One that moves has room in a moment; one that stands still, by how long it has stood.
        """
        self._crowded.add(webhook_id)
        lane = self._lanes.get(webhook_id)
        stood = 0.0 if lane is None else self._monotonic() - lane.since
        if stood < _STANDS_AFTER_SECONDS:
            return _DELAY_SECONDS
        return min(_DELAY_SECONDS + stood, _LONGEST_DELAY_SECONDS)

    def roomy_again(self) -> list[int]:
        """Return the webhooks whose lane was crowded, has emptied to a quarter and has room, once each."""
        if not self._crowded:
            return []
        share = self._capacity // 8
        crowded = tuple(self._crowded)  # another thread adds to it
        found = [one for one in crowded if self.waiting_of(one) <= share and self.room(one) > 0]
        self._crowded.difference_update(found)
        return found

    def waiting_of(self, webhook_id: int) -> int:
        """Return how many works wait in the lane of a webhook."""
        lane = self._lanes.get(webhook_id)
        return 0 if lane is None else len(lane.waiting)

    def add(self, work: Work) -> None:
        """Queue work in the lane of its webhook."""
        webhook_id = work.delivery.webhook_id
        lane = self._lanes.get(webhook_id)
        if lane is None:
            lane = self._lanes[webhook_id] = _Lane(self._monotonic())
        lane.waiting.append(work)
        self.waiting += 1
        self._take_turn(webhook_id, lane)

    def next(self) -> Work | None:
        """Take the next work that may start now, or None. Call `finished` when it is done."""
        if self._have_rules_changed:
            self._have_rules_changed = False
            self._begin_anew()
        while self._turns and self.in_flight < self._in_all:
            webhook_id = self._turns.popleft()
            lane = self._lanes[webhook_id]
            lane.in_turn = False
            rules = self._rules_of(webhook_id)
            if not lane.waiting or lane.in_flight >= rules.concurrency:
                continue
            if lane.in_flight and lane.in_flight >= self._in_all - self.in_flight:
                self._yielding.append(webhook_id)  # a few that hang must not take all places
                continue
            if self._must_wait(webhook_id, lane, rules.rate_limit):
                continue
            work = lane.waiting.popleft()
            lane.in_flight += 1
            self.in_flight += 1
            self.waiting -= 1
            self._take_turn(webhook_id, lane)
            return work
        return None

    def finished(self, webhook_id: int) -> None:
        """Free the place that work of this webhook held."""
        lane = self._lanes[webhook_id]
        lane.in_flight -= 1
        self.in_flight -= 1
        now = self._monotonic()
        lane.since = now
        if lane.waiting:
            self._take_turn(webhook_id, lane)
        elif not lane.in_flight and lane.bucket is None:
            del self._lanes[webhook_id]
        if self._yielding:
            yielding, self._yielding = self._yielding, []
            for one in yielding:
                if one in self._lanes:
                    self._take_turn(one, self._lanes[one])

    def next_ready_seconds(self) -> float | None:
        """Return in how many seconds a lane that only its rate limit holds back may go on; None: none is."""
        if not self._limited:
            return None
        return max(min(self._limited.values()) - self._monotonic(), 0.0)

    def let_on(self) -> None:
        """Give the lanes that a rate limit held back their turn again."""
        limited, self._limited = self._limited, {}
        for webhook_id in limited:
            self._take_turn(webhook_id, self._lanes[webhook_id])

    def note_changed_rules(self) -> None:
        """Have `next` ask for the rules of every lane again: webhooks were changed. From any thread."""
        self._have_rules_changed = True

    def rules_changed(self, webhook_id: int) -> None:
        """Give a lane its turn again that had none because its rules let nothing start."""
        lane = self._lanes.get(webhook_id)
        if lane is not None:
            self._take_turn(webhook_id, lane)

    def drain(self) -> list[Work]:
        """Take out all work that has not started."""
        left = [work for lane in self._lanes.values() for work in lane.waiting]
        self._lanes = {webhook_id: lane for webhook_id, lane in self._lanes.items() if lane.in_flight}
        for lane in self._lanes.values():
            lane.waiting.clear()
            lane.in_turn = False
        self._turns.clear()
        self._limited.clear()
        self._yielding.clear()
        self.waiting = 0
        return left

    def _begin_anew(self) -> None:
        """Give every lane its turn: a limit that held it back may be another one now, or gone."""
        self._limited.clear()
        for webhook_id, lane in self._lanes.items():
            self._take_turn(webhook_id, lane)

    def _must_wait(self, webhook_id: int, lane: _Lane, rate: float | None) -> bool:
        if lane.rate != rate:
            lane.rate, lane.bucket = rate, None if rate is None else TokenBucket(rate)
        if lane.bucket is None:
            return False
        now = self._monotonic()
        wait = lane.bucket.take(now)
        if wait > 0:
            self._limited[webhook_id] = now + wait
        return wait > 0

    def _take_turn(self, webhook_id: int, lane: _Lane) -> None:
        if not lane.waiting or lane.in_turn or webhook_id in self._limited:
            return
        if lane.in_flight < self._rules_of(webhook_id).concurrency:
            lane.in_turn = True
            self._turns.append(webhook_id)
