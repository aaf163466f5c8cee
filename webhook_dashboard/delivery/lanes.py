"""Lanes: one queue per webhook, served in turn, so that a slow receiver costs only its own lane."""

from collections import deque
from dataclasses import dataclass, field

from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.storage.deliveries import ClaimedDelivery


@dataclass(frozen=True, slots=True)
class Work:
    """A delivery held by this engine, with the event it carries."""

    delivery: ClaimedDelivery
    event: EventToSend


@dataclass(slots=True)
class _Lane:
    waiting: deque[Work] = field(default_factory=deque[Work])
    in_flight: int = 0
    in_turn: bool = False


class Lanes:
    """Hands out work in turn over the webhooks that have some, within a cap per webhook and one in all."""

    def __init__(self, *, per_webhook: int, in_all: int) -> None:
        self._per_webhook = per_webhook
        self._in_all = in_all
        self._lanes: dict[int, _Lane] = {}
        self._turns: deque[int] = deque()
        self.in_flight = 0
        self.waiting = 0

    def add(self, work: Work) -> None:
        """Queue work in the lane of its webhook."""
        webhook_id = work.delivery.webhook_id
        lane = self._lanes.setdefault(webhook_id, _Lane())
        lane.waiting.append(work)
        self.waiting += 1
        self._take_turn(webhook_id, lane)

    def next(self) -> Work | None:
        """Take the next work that may start now, or None. Call `finished` when it is done."""
        if not self._turns or self.in_flight >= self._in_all:
            return None
        webhook_id = self._turns.popleft()
        lane = self._lanes[webhook_id]
        lane.in_turn = False
        work = lane.waiting.popleft()
        lane.in_flight += 1
        self.in_flight += 1
        self.waiting -= 1
        self._take_turn(webhook_id, lane)
        return work

    def finished(self, webhook_id: int) -> None:
        """Free the place that work of this webhook held."""
        lane = self._lanes[webhook_id]
        lane.in_flight -= 1
        self.in_flight -= 1
        if lane.waiting:
            self._take_turn(webhook_id, lane)
        elif not lane.in_flight:
            del self._lanes[webhook_id]

    def drain(self) -> list[Work]:
        """Take out all work that has not started."""
        left = [work for lane in self._lanes.values() for work in lane.waiting]
        self._lanes = {webhook_id: lane for webhook_id, lane in self._lanes.items() if lane.in_flight}
        for lane in self._lanes.values():
            lane.waiting.clear()
            lane.in_turn = False
        self._turns.clear()
        self.waiting = 0
        return left

    def _take_turn(self, webhook_id: int, lane: _Lane) -> None:
        if lane.waiting and not lane.in_turn and lane.in_flight < self._per_webhook:
            lane.in_turn = True
            self._turns.append(webhook_id)
