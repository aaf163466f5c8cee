"""Lanes within limits: rates, rooms, rules that change; on a clock that the test moves."""

from datetime import UTC, datetime

from webhook_dashboard.delivery.lanes import LaneRules, Lanes, Work
from webhook_dashboard.domain.deliveries import Trigger
from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.storage.deliveries import ClaimedDelivery

NOW = datetime(2026, 11, 20, tzinfo=UTC)
EVENT = EventToSend("evt_1", "order.created", NOW, b"{}")
SHOP, OTHER = 1, 2


class Played:
    """Lanes whose rules and time the test sets."""

    def __init__(self, *, in_all: int = 100, capacity: int = 1_000) -> None:
        self.now = 0.0
        self.rules = {SHOP: LaneRules(), OTHER: LaneRules()}
        self.lanes = Lanes(
            self.rules.__getitem__, in_all=in_all, capacity=capacity, monotonic=lambda: self.now
        )

    def add(self, webhook_id: int, count: int) -> None:
        for number in range(count):
            claimed = ClaimedDelivery(number, 1, webhook_id, 0, Trigger.FIRST, NOW)
            self.lanes.add(Work(claimed, EVENT))

    def start(self) -> list[int]:
        """Start all that may start; return whose work it is, in order."""
        started: list[int] = []
        while (work := self.lanes.next()) is not None:
            started.append(work.delivery.webhook_id)
        return started


def test_a_rate_limit_lets_one_go_at_each_moment_that_it_names() -> None:
    played = Played()
    played.rules[SHOP] = LaneRules(rate_limit=10)
    played.add(SHOP, 3)
    sent: list[float] = []
    while len(sent) < 3:
        sent += [played.now for _ in played.start()]
        seconds = played.lanes.next_ready_seconds()
        if seconds is not None:
            played.now = round(played.now + seconds, 6)
            played.lanes.let_on()
    assert sent == [0.0, 0.1, 0.2]


def test_a_lane_that_its_rate_holds_back_costs_the_others_nothing() -> None:
    played = Played()
    played.rules[SHOP] = LaneRules(rate_limit=1)
    played.add(SHOP, 5)
    played.add(OTHER, 3)
    assert played.start() == [SHOP, OTHER, OTHER, OTHER]
    assert played.lanes.next_ready_seconds() == 1.0
    played.now = 3.0
    assert played.lanes.next_ready_seconds() == 0.0


def test_without_a_limited_lane_there_is_nothing_to_wait_for() -> None:
    played = Played()
    assert played.lanes.next_ready_seconds() is None
    played.lanes.let_on()
    assert played.start() == []


def test_a_rate_that_is_taken_away_holds_back_no_more() -> None:
    played = Played()
    played.rules[SHOP] = LaneRules(rate_limit=1)
    played.add(SHOP, 4)
    assert played.start() == [SHOP]
    played.rules[SHOP] = LaneRules()
    played.lanes.let_on()
    assert played.start() == [SHOP] * 3


def test_a_limit_that_changes_counts_at_once_for_what_waits_for_the_old_one() -> None:
    played = Played()
    played.rules[SHOP] = LaneRules(rate_limit=0.01)
    played.rules[OTHER] = LaneRules(concurrency=1)
    played.add(SHOP, 3)
    played.add(OTHER, 3)
    assert played.start() == [SHOP, OTHER]
    played.lanes.note_changed_rules()
    assert played.start() == []  # these were changed in another way
    played.rules.update({SHOP: LaneRules(), OTHER: LaneRules(concurrency=2)})
    played.lanes.note_changed_rules()
    assert played.start() == [SHOP, OTHER, SHOP]
    assert played.lanes.next_ready_seconds() is None


def test_a_rate_is_kept_while_its_lane_is_empty() -> None:
    played = Played()
    played.rules[SHOP] = LaneRules(rate_limit=1)
    played.add(SHOP, 1)
    assert played.start() == [SHOP]
    played.lanes.finished(SHOP)
    played.add(SHOP, 1)
    assert played.start() == []


def test_rules_that_let_nothing_start_hold_the_lane_until_they_change() -> None:
    played = Played()
    played.rules[SHOP] = LaneRules(concurrency=0)
    played.add(SHOP, 2)
    assert played.start() == []
    played.rules[SHOP] = LaneRules(concurrency=1)
    assert played.start() == []
    played.lanes.rules_changed(SHOP)
    assert played.start() == [SHOP]
    played.lanes.rules_changed(OTHER)
    assert played.start() == []


def test_rules_that_become_narrower_are_obeyed_by_what_has_its_turn() -> None:
    played = Played()
    played.add(SHOP, 2)
    played.rules[SHOP] = LaneRules(concurrency=0)
    assert played.start() == []


def test_a_lane_may_hold_half_of_the_memory_and_leaves_the_others_half_of_the_rest() -> None:
    played = Played(capacity=90)
    played.rules[SHOP] = LaneRules(concurrency=0)
    while played.lanes.room(SHOP):
        played.add(SHOP, 1)
    assert played.lanes.waiting_of(SHOP) == 45
    assert (played.lanes.free, played.lanes.room(OTHER)) == (45, 22)


def test_a_full_memory_has_no_room_for_anybody() -> None:
    played = Played(capacity=4)
    played.rules[SHOP] = LaneRules(concurrency=0)
    played.add(SHOP, 6)
    assert (played.lanes.free, played.lanes.room(SHOP), played.lanes.room(OTHER)) == (0, 0, 0)


def test_the_delay_grows_with_the_time_that_a_lane_stands_still() -> None:
    played = Played()
    played.add(SHOP, 2)
    played.start()
    delays = []
    for played.now in (0.5, 5.0, 500.0):
        delays.append(played.lanes.delay_seconds(SHOP))
    assert delays == [2.0, 7.0, 30.0]
    played.lanes.finished(SHOP)
    assert played.lanes.delay_seconds(SHOP) == 2.0
    assert played.lanes.delay_seconds(OTHER) == 2.0


def test_a_crowded_lane_is_named_once_when_it_has_emptied() -> None:
    played = Played(capacity=80)
    played.rules[SHOP] = LaneRules(concurrency=1)
    assert played.lanes.roomy_again() == []
    played.add(SHOP, 12)
    played.lanes.delay_seconds(SHOP)
    assert played.start() == [SHOP]
    assert played.lanes.roomy_again() == []
    played.lanes.finished(SHOP)
    played.start()
    assert played.lanes.roomy_again() == [SHOP]
    assert played.lanes.roomy_again() == []


def test_a_lane_has_no_room_while_others_have_all_of_it() -> None:
    """What is brought forward then would only be put off again."""
    played = Played(capacity=80)
    played.rules[OTHER] = LaneRules(concurrency=1)
    played.lanes.delay_seconds(SHOP)
    played.add(OTHER, 80)
    assert played.lanes.roomy_again() == []
    for _ in range(2):
        played.start()
        played.lanes.finished(OTHER)
    assert played.lanes.roomy_again() == [SHOP]


def test_lanes_may_become_crowded_while_it_is_looked_which_have_emptied() -> None:
    """The writer thread says so, the engine's loop looks."""

    class Crowding(Lanes):
        def waiting_of(self, webhook_id: int) -> int:
            self.delay_seconds(webhook_id + 10)
            return super().waiting_of(webhook_id)

    lanes = Crowding(lambda _: LaneRules(concurrency=0), in_all=1, capacity=80, monotonic=lambda: 0.0)
    for webhook_id in (SHOP, OTHER):
        lanes.add(Work(ClaimedDelivery(1, 1, webhook_id, 0, Trigger.FIRST, NOW), EVENT))
        lanes.delay_seconds(webhook_id)
    assert sorted(lanes.roomy_again()) == [SHOP, OTHER]
    assert sorted(lanes.roomy_again()) == [SHOP + 10, OTHER + 10]


def test_draining_forgets_what_a_rate_held_back() -> None:
    played = Played()
    played.rules[SHOP] = LaneRules(rate_limit=1)
    played.add(SHOP, 3)
    played.start()
    assert len(played.lanes.drain()) == 2
    assert played.lanes.next_ready_seconds() is None
