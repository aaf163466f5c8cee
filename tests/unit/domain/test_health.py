"""When a webhook counts as failing, and what follows from it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.health import (
    Consequence,
    CountUnit,
    Health,
    PauseAction,
    PauseRule,
    Warned,
    check_pause_after,
    consequence,
    told,
    under,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def after(*outcomes: bool) -> Health:
    health = Health()
    for number, succeeded in enumerate(outcomes):
        at = NOW + timedelta(minutes=number)
        health = health.after(succeeded=succeeded, at=at, sentence=f"Attempt {number}.")
    return health


def test_a_webhook_fails_from_the_third_failure_in_a_row() -> None:
    assert not after(False, False).is_failing
    assert after(False, False, False).is_failing


def test_one_success_ends_it() -> None:
    assert after(False, False, False, False, True) == Health()


def test_failures_with_a_success_between_do_not_add_up() -> None:
    assert not after(False, False, True, False, False).is_failing


def test_it_is_failing_since_the_first_failure_and_says_the_last_sentence() -> None:
    health = after(True, False, False, False)
    assert (health.failure_streak, health.failing_since) == (3, NOW + timedelta(minutes=1))
    assert health.last_sentence == "Attempt 3."


GIVEN_UP = (False, True)
FAILED = (False, False)
SUCCEEDED = (True, False)
BY_ATTEMPT = CountUnit.ATTEMPT


def follow(
    attempts: Iterable[tuple[bool, bool]], rule: PauseRule, health: Health | None = None
) -> list[tuple[int, Consequence]]:
    """Number of the attempt and what followed from it, wherever something did."""
    before, seen = health or Health(), list[tuple[int, Consequence]]()
    for number, (succeeded, gave_up) in enumerate(attempts, 1):
        after = before.after(succeeded=succeeded, at=NOW, sentence="It failed.", gave_up=gave_up)
        seen.append((number, consequence(before, after, rule)))
        before = told(after, rule)
    return [(number, what) for number, what in seen if what is not Consequence.NOTHING]


def test_deliveries_given_up_are_counted_apart_and_a_success_ends_both() -> None:
    health = Health()
    for gave_up in (False, True, False, True):
        health = health.after(succeeded=False, at=NOW, sentence="No.", gave_up=gave_up)
    assert (health.failure_streak, health.exhausted_streak) == (4, 2)
    assert health.after(succeeded=True, at=NOW, sentence="Yes.") == Health()


def test_one_message_at_half_one_at_four_fifths_one_at_the_limit_and_one_when_it_recovers() -> None:
    assert follow([GIVEN_UP] * 30 + [SUCCEEDED] * 3, PauseRule(10)) == [
        (5, Consequence.WARNED_HALF),
        (8, Consequence.WARNED_MOST),
        (10, Consequence.PAUSED),
        (31, Consequence.RECOVERED),
    ]


@pytest.mark.parametrize(
    ("action", "at_limit"),
    [
        (PauseAction.NOTIFY, Consequence.REACHED),
        (PauseAction.PAUSE, Consequence.PAUSED),
        (PauseAction.DISABLE, Consequence.DISABLED),
    ],
)
@pytest.mark.parametrize(
    ("after", "before_the_limit"),
    [
        (1, []),
        (2, [(1, Consequence.WARNED_HALF)]),
        (3, [(2, Consequence.WARNED_HALF)]),
        (4, [(2, Consequence.WARNED_HALF)]),
        (5, [(3, Consequence.WARNED_HALF), (4, Consequence.WARNED_MOST)]),
        (15, [(8, Consequence.WARNED_HALF), (12, Consequence.WARNED_MOST)]),
    ],
)
def test_every_limit_is_reached_once_with_its_warnings_before(
    after: int,
    before_the_limit: list[tuple[int, Consequence]],
    action: PauseAction,
    at_limit: Consequence,
) -> None:
    rule = PauseRule(after, action, BY_ATTEMPT)
    assert follow([FAILED] * (after + 5), rule) == [*before_the_limit, (after, at_limit)]


def test_attempts_count_only_where_the_unit_says_so() -> None:
    assert follow([FAILED] * 50, PauseRule(10)) == []
    assert follow([FAILED] * 10, PauseRule(10, PauseAction.DISABLE, BY_ATTEMPT))[-1] == (
        10,
        Consequence.DISABLED,
    )


def test_six_attempts_of_a_delivery_are_one_failure() -> None:
    one_delivery = [FAILED] * 5 + [GIVEN_UP]
    assert follow(one_delivery * 10, PauseRule(10)) == [
        (30, Consequence.WARNED_HALF),
        (48, Consequence.WARNED_MOST),
        (60, Consequence.PAUSED),
    ]


def test_without_a_limit_nothing_follows() -> None:
    assert follow([GIVEN_UP] * 500 + [SUCCEEDED], PauseRule(None)) == []


def test_few_failures_and_a_success_are_worth_no_message() -> None:
    assert follow(([GIVEN_UP] * 4 + [SUCCEEDED]) * 5, PauseRule(10)) == []


def test_after_a_recovery_all_begins_anew() -> None:
    again = [GIVEN_UP] * 5 + [SUCCEEDED]
    assert follow(again * 2, PauseRule(10)) == [
        (5, Consequence.WARNED_HALF),
        (6, Consequence.RECOVERED),
        (11, Consequence.WARNED_HALF),
        (12, Consequence.RECOVERED),
    ]


def test_a_webhook_that_is_resumed_is_paused_again_after_as_many_failures() -> None:
    assert follow([GIVEN_UP] * 10, PauseRule(10), Health())[-1] == (10, Consequence.PAUSED)


def test_a_limit_that_is_lowered_below_the_streak_takes_effect_at_the_next_failure() -> None:
    long_failing = Health(7, NOW, "No.", 7, Warned.HALF)
    assert follow([GIVEN_UP] * 3, PauseRule(5), long_failing) == [(1, Consequence.PAUSED)]


def test_a_limit_that_is_raised_warns_no_second_time_and_still_takes_effect() -> None:
    long_failing = Health(8, NOW, "No.", 8, Warned.MOST)
    assert follow([GIVEN_UP] * 12, PauseRule(20), long_failing) == [(12, Consequence.PAUSED)]


@given(
    st.lists(st.sampled_from([GIVEN_UP, FAILED, SUCCEEDED]), max_size=60),
    st.integers(1, 12),
    st.sampled_from(CountUnit),
)
def test_no_message_comes_twice_in_a_streak(
    attempts: list[tuple[bool, bool]], after: int, unit: CountUnit
) -> None:
    streak: list[Consequence] = []
    for _, what in follow(attempts, PauseRule(after, PauseAction.PAUSE, unit)):
        assert what not in streak
        if what is Consequence.RECOVERED:
            assert streak
            streak = []
        else:
            streak.append(what)


@pytest.mark.parametrize("value", [None, 1, 10, 1_000])
def test_a_limit_is_a_number_or_none(value: int | None) -> None:
    assert check_pause_after(value) == value


@pytest.mark.parametrize("value", [0, -1, 1_001, 2.5, "10", True])
def test_what_is_no_limit_is_refused_with_the_field(value: object) -> None:
    with pytest.raises(InvalidInput, match="pause_after: write a whole number") as refused:
        check_pause_after(value)
    assert refused.value.field == "pause_after"


@pytest.mark.parametrize(
    ("failures", "rule", "next_failures", "follows"),
    [
        (3, PauseRule(10), 6, [(2, Consequence.WARNED_HALF), (5, Consequence.WARNED_MOST)]),
        (5, PauseRule(4), 1, [(1, Consequence.PAUSED)]),
        (4, PauseRule(8), 3, [(3, Consequence.WARNED_MOST)]),
        (4, PauseRule(8, PauseAction.DISABLE), 4, [(3, Consequence.WARNED_MOST), (4, Consequence.DISABLED)]),
        (4, PauseRule(None), 20, []),
    ],
    ids=["nobody was told", "reached already", "raised, half again", "raised, to its end", "never"],
)
def test_a_rule_that_takes_the_place_of_another_has_consequences_of_its_own(
    failures: int, rule: PauseRule, next_failures: int, follows: list[tuple[int, Consequence]]
) -> None:
    old = PauseRule(4 if failures > 3 else None, PauseAction.NOTIFY)
    health = Health()
    for _ in range(failures):
        health = told(health.after(succeeded=False, at=NOW, sentence="No.", gave_up=True), old)
    assert follow([GIVEN_UP] * next_failures, rule, under(health, rule)) == follows


def test_who_was_told_of_failures_is_told_of_their_end_under_another_rule_too() -> None:
    health = told(Health(failure_streak=4, exhausted_streak=4), PauseRule(4))
    later = under(health, PauseRule(100))
    assert follow([SUCCEEDED], PauseRule(100), later) == [(1, Consequence.RECOVERED)]
