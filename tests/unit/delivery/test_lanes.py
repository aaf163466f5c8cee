"""Lanes: whose turn it is, and how much may be in flight."""

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from webhook_dashboard.delivery.lanes import LaneRules, Lanes, Work
from webhook_dashboard.domain.deliveries import Trigger
from webhook_dashboard.domain.requests import EventToSend
from webhook_dashboard.storage.deliveries import ClaimedDelivery

NOW = datetime(2026, 11, 20, tzinfo=UTC)
EVENT = EventToSend("evt_1", "order.created", NOW, b"{}")


def work(webhook_id: int, number: int = 1) -> Work:
    return Work(ClaimedDelivery(number, 1, webhook_id, 0, Trigger.FIRST, NOW), EVENT)


def make_lanes(rules: LaneRules, *, in_all: int = 100, capacity: int = 1_000, now: float = 0.0) -> Lanes:
    return Lanes(lambda _: rules, in_all=in_all, capacity=capacity, monotonic=lambda: now)


def lanes_with(counts: dict[int, int], *, per_webhook: int = 100, in_all: int = 100) -> Lanes:
    lanes = make_lanes(LaneRules(per_webhook), in_all=in_all)
    for webhook_id, count in counts.items():
        for number in range(count):
            lanes.add(work(webhook_id, number))
    return lanes


def take_all(lanes: Lanes) -> list[int]:
    """Start all that may start; the webhooks in the order their work was handed out."""
    taken: list[int] = []
    while (next_work := lanes.next()) is not None:
        taken.append(next_work.delivery.webhook_id)
    return taken


def test_webhooks_take_turns_however_much_one_has() -> None:
    assert take_all(lanes_with({1: 5, 2: 2, 3: 1})) == [1, 2, 3, 1, 2, 1, 1, 1]


def test_work_of_one_webhook_keeps_its_order() -> None:
    lanes = lanes_with({1: 4})
    numbers = [found.delivery.id for _ in range(4) if (found := lanes.next()) is not None]
    assert numbers == [0, 1, 2, 3]


def test_a_hanging_receiver_costs_only_its_own_lane() -> None:
    lanes = lanes_with({1: 50, 2: 3}, per_webhook=4)
    assert Counter(take_all(lanes)) == {1: 4, 2: 3}
    lanes.finished(2)
    lanes.add(work(2))
    assert take_all(lanes) == [2]  # webhook 1 has not answered: it gets nothing more


def test_a_place_that_becomes_free_is_filled_again() -> None:
    lanes = lanes_with({1: 3}, per_webhook=1)
    assert take_all(lanes) == [1]
    lanes.finished(1)
    assert take_all(lanes) == [1]


def test_all_together_stay_within_the_cap() -> None:
    lanes = lanes_with(dict.fromkeys(range(10), 5), in_all=7)
    assert len(take_all(lanes)) == 7
    lanes.finished(0)
    assert len(take_all(lanes)) == 1


def test_a_newcomer_does_not_wait_for_a_long_queue() -> None:
    lanes = lanes_with({1: 100}, in_all=1)
    assert take_all(lanes) == [1]
    lanes.add(work(2))
    lanes.finished(1)
    assert take_all(lanes) == [1]  # whose turn it was
    lanes.finished(1)
    assert take_all(lanes) == [2]


def test_what_has_not_started_can_be_taken_out_while_the_rest_finishes() -> None:
    lanes = lanes_with({1: 3, 2: 2, 3: 1}, per_webhook=1, in_all=2)
    assert take_all(lanes) == [1, 2]
    assert Counter(left.delivery.webhook_id for left in lanes.drain()) == {1: 2, 2: 1, 3: 1}
    assert (lanes.waiting, lanes.in_flight) == (0, 2)
    assert lanes.next() is None
    lanes.finished(1)
    lanes.finished(2)
    assert (lanes.in_flight, lanes.next()) == (0, None)


def test_a_lane_is_used_again_after_it_was_drained() -> None:
    lanes = lanes_with({1: 3}, per_webhook=1)
    take_all(lanes)
    lanes.drain()
    lanes.add(work(1))
    assert take_all(lanes) == []  # the one in flight holds the only place
    lanes.finished(1)
    assert take_all(lanes) == [1]


def test_a_few_that_hang_leave_places_for_others() -> None:
    lanes = lanes_with({1: 50, 2: 50}, in_all=16)
    hanging = Counter(take_all(lanes))
    assert hanging == {1: 6, 2: 5}  # beyond its first, a lane leaves as many places as it has
    lanes.add(work(3))
    assert take_all(lanes) == [3]
    lanes.finished(2)
    assert take_all(lanes) == [2]


def test_a_lane_that_left_places_takes_them_when_others_are_done() -> None:
    lanes = lanes_with({2: 4}, in_all=16)
    assert take_all(lanes) == [2] * 4
    for number in range(50):
        lanes.add(work(1, number))
    assert take_all(lanes) == [1] * 6
    for _ in range(4):
        lanes.finished(2)
    assert take_all(lanes) == [1] * 2


@settings(max_examples=50)
@given(
    st.lists(st.one_of(st.integers(1, 4), st.just(0)), max_size=60),
    st.integers(1, 3),
    st.integers(1, 5),
)
def test_caps_and_counts_hold_whatever_happens(steps: list[int], per_webhook: int, in_all: int) -> None:
    """A step is work for a webhook, or, when it is 0, the end of the oldest work in flight."""
    lanes = make_lanes(LaneRules(per_webhook), in_all=in_all)
    queued: Counter[int] = Counter()
    running: list[int] = []

    def check() -> None:
        started = take_all(lanes)
        queued.subtract(started)
        running.extend(started)
        assert (lanes.waiting, lanes.in_flight) == (queued.total(), len(running))
        assert len(running) <= in_all
        assert all(running.count(webhook_id) <= per_webhook for webhook_id in running)
        stuck = [webhook_id for webhook_id, count in queued.items() if count]
        # Beyond its first, a lane leaves the others as many places as it has itself.
        free = in_all - len(running)
        assert not free or all(running.count(one) >= min(per_webhook, free) for one in stuck)

    for step in steps:
        if step:
            lanes.add(work(step))
            queued[step] += 1
        elif running:
            lanes.finished(running.pop(0))
        check()
    while running:
        lanes.finished(running.pop(0))
        check()
    assert lanes.waiting == 0
