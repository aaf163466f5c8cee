"""When a receiver that is down is left alone, and how its recovery is found."""

import heapq
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.breaker import Breaker, BreakerRules, BreakerState, Effect, effect_of
from webhook_dashboard.domain.judging import JudgingRules, judge, parse_codes
from webhook_dashboard.domain.outcomes import NETWORK_KINDS, ErrorKind, Phases, SendResult

RULES = BreakerRules()
ANSWERED = SendResult(200, None, "", (), b"", False, 12.0, Phases())
BROKEN, FINE, NEITHER = Effect.BROKEN, Effect.ANSWERED, Effect.NEITHER


def after(*effects: Effect, rules: BreakerRules = RULES, now: float = 100.0) -> Breaker:
    breaker = Breaker.closed(rules)
    for effect in effects:
        breaker = breaker.after(effect, now)
    return breaker


def effect(code: int | None, kind: ErrorKind | None = None, success_codes: str = "200-299") -> Effect:
    result = replace(ANSWERED, response_code=code, error_kind=kind)
    return effect_of(result, judge(result, "h", JudgingRules(parse_codes(success_codes))))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (200, FINE),
        (302, FINE),
        (400, FINE),
        (404, FINE),
        (410, FINE),
        (429, BROKEN),
        (500, BROKEN),
        (503, BROKEN),
        (999, BROKEN),
        (None, BROKEN),
    ],
)
def test_too_many_and_server_errors_break_and_any_other_answer_does_not(
    code: int | None, expected: Effect
) -> None:
    assert effect(code) is expected


@pytest.mark.parametrize("kind", sorted(ErrorKind))
def test_network_errors_break_and_what_was_not_sent_says_nothing(kind: ErrorKind) -> None:
    assert effect(None, kind) is (BROKEN if kind in NETWORK_KINDS else NEITHER)


def test_what_the_webhook_counts_as_success_does_not_break() -> None:
    assert effect(500, success_codes="500") is FINE


def test_it_opens_after_five_in_a_row_and_an_answer_between_begins_anew() -> None:
    assert after(*[BROKEN] * 4).state is BreakerState.CLOSED
    assert after(*[BROKEN] * 4, FINE, *[BROKEN] * 4).state is BreakerState.CLOSED
    opened = after(*[BROKEN] * 5)
    assert (opened.state, opened.opened_at, opened.probe_at) == (BreakerState.OPEN, 100.0, 120.0)


def test_while_open_one_attempt_per_interval_may_start() -> None:
    breaker = after(*[BROKEN] * 5)
    assert not breaker.may_start(0, 119.9)
    assert breaker.may_start(0, 120.0)
    assert not breaker.may_start(16, 120.0)  # the cap holds for probes too
    breaker = breaker.started(121.0)
    assert (breaker.state, breaker.probe_at) == (BreakerState.HALF_OPEN, 141.0)
    assert not breaker.may_start(1, 121.0)


def test_a_probe_that_fails_leaves_it_open_until_the_next() -> None:
    breaker = after(*[BROKEN] * 5).started(120.0).after(BROKEN, 120.1)
    assert (breaker.state, breaker.opened_at, breaker.probe_at) == (BreakerState.OPEN, 100.0, 140.0)
    assert breaker.failures == 6


def test_a_probe_that_was_never_sent_or_never_heard_of_again_is_followed_by_another() -> None:
    probing = after(*[BROKEN] * 5).started(120.0)
    assert probing.may_start(1, 140.0)
    unsent = probing.after(NEITHER, 121.0)
    assert unsent.state is BreakerState.OPEN
    assert unsent.may_start(0, 140.0)


def test_an_answer_closes_it_and_the_backlog_begins_slowly() -> None:
    breaker = after(*[BROKEN] * 5).started(120.0).after(FINE, 120.1)
    assert (breaker.state, breaker.failures, breaker.allowed) == (BreakerState.CLOSED, 0, 2)
    assert (breaker.opened_at, breaker.probe_at) == (None, None)


def test_what_says_nothing_changes_nothing() -> None:
    breaker = after(BROKEN, BROKEN)
    assert breaker.after(NEITHER, 5.0) is breaker


def test_an_attempt_that_starts_while_closed_changes_nothing() -> None:
    breaker = after()
    assert breaker.started(5.0) is breaker
    assert breaker.after(FINE, 5.0) is breaker


def test_a_failure_halves_what_may_be_in_flight_and_an_answer_adds_one() -> None:
    rules = BreakerRules(open_after=None)
    assert [after(*[BROKEN] * count, rules=rules).allowed for count in range(6)] == [16, 8, 4, 2, 1, 1]
    breaker = after(BROKEN, BROKEN, FINE, FINE)
    assert breaker.allowed == 6
    assert breaker.may_start(5, 0.0)
    assert not breaker.may_start(6, 0.0)
    assert after(BROKEN, *[FINE] * 40).allowed == 16


def test_without_a_limit_it_never_opens() -> None:
    assert after(*[BROKEN] * 500, rules=BreakerRules(open_after=None)).state is BreakerState.CLOSED


def test_new_rules_keep_what_is_known() -> None:
    narrow = BreakerRules(concurrency=4)
    assert after().under(RULES).allowed == 16
    assert after().under(narrow).allowed == 4
    assert after().under(BreakerRules(concurrency=64)).allowed == 64
    assert after(BROKEN).under(BreakerRules(concurrency=64)).allowed == 8
    assert after(BROKEN).under(narrow).allowed == 4
    assert after(*[BROKEN] * 5).under(narrow).state is BreakerState.OPEN
    assert after(*[BROKEN] * 5).under(BreakerRules(open_after=None)).state is BreakerState.CLOSED


@given(st.lists(st.sampled_from(Effect), max_size=80), st.integers(1, 32))
def test_between_one_and_the_cap_may_be_in_flight_whatever_happens(effects: list[Effect], cap: int) -> None:
    breaker = Breaker.closed(BreakerRules(concurrency=cap))
    for now, what in enumerate(effects):
        if breaker.may_start(0, now):
            breaker = breaker.started(now)
        breaker = breaker.after(what, now)
        assert 1 <= breaker.allowed <= cap
        assert (breaker.probe_at is None) == (breaker.opened_at is None)


Receiver = Callable[[float], tuple[float, Effect]]
"""How a receiver takes an attempt that starts at a moment: for how many seconds, and with what effect."""


def started_by_a_lane(receiver: Receiver, *, queued: int, until: float) -> list[float]:
    """When the attempts of a lane start if every failed one is queued again, on simulated time."""
    breaker, now, starts = Breaker.closed(RULES), 0.0, list[float]()
    running: list[tuple[float, int, Effect]] = []
    while now < until:
        while queued and breaker.may_start(len(running), now):
            breaker = breaker.started(now)
            seconds, what = receiver(now)
            heapq.heappush(running, (now + seconds, len(starts), what))
            starts.append(now)
            queued -= 1
        next_probe = breaker.probe_at if queued and breaker.probe_at is not None else until
        if not running or next_probe < running[0][0]:
            now = next_probe
            continue
        now, _, what = heapq.heappop(running)
        breaker = breaker.after(what, now)
        queued += what is BROKEN
    return starts


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.05, 1.0, 10.0, 30.0, 59.0])
def test_a_receiver_that_is_down_sees_at_most_twenty_requests_in_the_first_minute(seconds: float) -> None:
    starts = started_by_a_lane(lambda _: (seconds, BROKEN), queued=10_000, until=60.0)
    assert 16 <= len(starts) <= 20


def test_a_receiver_that_fails_at_different_speeds_sees_no_more() -> None:
    speeds = [0.001, 3.0, 0.2, 30.0, 0.05]
    count = 0

    def down(now: float) -> tuple[float, Effect]:
        nonlocal count
        count += 1
        return speeds[count % len(speeds)], BROKEN

    assert len(started_by_a_lane(down, queued=10_000, until=60.0)) <= 20


@pytest.mark.parametrize("recovers_at", [30.0, 61.0, 75.5, 119.9])
def test_a_recovery_is_found_within_half_a_minute_and_the_backlog_drains(recovers_at: float) -> None:
    def receiver(now: float) -> tuple[float, Effect]:
        return (0.01, FINE) if now >= recovers_at else (0.01, BROKEN)

    starts = started_by_a_lane(receiver, queued=10_000, until=200.0)
    served = [moment for moment in starts if moment >= recovers_at]
    assert served[0] - recovers_at < 30
    assert len(served) == 10_000
    # 16 at once of 10 ms each are 1,600 a second; the slow beginning costs less than a second.
    assert served[-1] - served[0] < 10_000 / 1_600 + 1
