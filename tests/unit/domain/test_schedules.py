"""How retry schedules are written, and what waits they come to."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.retry import RetryPolicy
from webhook_dashboard.domain.schedules import (
    MOST_WAIT_SECONDS,
    Schedule,
    ScheduleKind,
    compile_schedule,
    describe,
    parse_waits,
    plan,
)

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
WAITS = st.lists(st.integers(1, MOST_WAIT_SECONDS), max_size=10)


def exponential(base: int, factor: float, cap: int, retries: int) -> Schedule:
    return Schedule(
        ScheduleKind.EXPONENTIAL, retries=retries, base_seconds=base, factor=factor, cap_seconds=cap
    )


def window(retries: int, seconds: int, factor: float = 2.0) -> Schedule:
    return Schedule(ScheduleKind.WINDOW, retries=retries, window_seconds=seconds, factor=factor)


@pytest.mark.parametrize(
    ("given_waits", "waits"),
    [
        ("1m, 5m, 30m, 2h, 12h", (60, 300, 1_800, 7_200, 43_200)),
        ("1 min · 5 min · 30 min · 2 h · 12 h", (60, 300, 1_800, 7_200, 43_200)),
        ("1s,5s,30s", (1, 5, 30)),
        ("1; 5\n30", (1, 5, 30)),
        ("1h 30m, 1h30m, 1.5h, 90 Minutes", (5_400, 5_400, 5_400, 5_400)),
        ("1.1m", (66,)),
        ("7d", (604_800,)),
        ("2 days, 1 hour, 3 seconds", (172_800, 3_600, 3)),
        ("", ()),
        (" , ", ()),
        ([60, 300.0, "2h"], (60, 300, 7_200)),
        ((), ()),
    ],
)
def test_waits_are_read_as_typed(given_waits: object, waits: tuple[int, ...]) -> None:
    assert parse_waits(given_waits) == waits


@pytest.mark.parametrize(
    ("given_waits", "words"),
    [
        ("soon", "'soon' is no wait"),
        ("5 parsecs", "no wait in whole seconds"),
        ("-5m", "no wait"),
        ("5m!", "no wait"),
        ("1 30", "no wait"),
        ("1 30m", "no wait"),
        ("1.2.3", "no wait"),
        ("...", "no wait"),
        ("1.0001s", "no wait"),
        ("1.5s", "no wait in whole seconds"),
        ("٣m", "no wait"),
        ([1.5], "no wait"),
        ([float("nan")], "no wait"),
        ([float("inf")], "no wait"),
        ([True], "no wait"),
        ([None], "no wait"),
        ([""], "no wait"),
        ([[1]], "no wait"),
        (60, "as a list of seconds"),
        (None, "as a list of seconds"),
        ("0s", "wait 1 is 0 s; write 1 s to 7 d"),
        ("1m, 8d", "wait 2 is 691200 s"),
        ([10**30], "wait 1 is"),
        (["1"] * 11, "11 retries; write 0 to 10"),
        ("1," * 11, "11 retries; write 0 to 10"),
        ("1 " * 300, "at most 400 characters"),
    ],
)
def test_what_is_no_wait_is_refused_with_the_field(given_waits: object, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_waits(given_waits, field="retry_schedule")
    assert refused.value.field == "retry_schedule"
    assert refused.value.message.startswith("retry_schedule: ")
    assert words in refused.value.message


@given(st.text(max_size=40) | st.lists(st.floats() | st.text(max_size=5) | st.none(), max_size=3))
def test_whatever_is_typed_is_read_within_the_limits_or_refused(typed: object) -> None:
    try:
        waits = parse_waits(typed)
    except InvalidInput:
        return
    assert all(1 <= wait <= MOST_WAIT_SECONDS for wait in waits)


@given(WAITS)
def test_a_list_of_waits_is_taken_as_it_is(waits: list[int]) -> None:
    assert parse_waits(waits) == parse_waits(", ".join(map(str, waits))) == tuple(waits)
    assert compile_schedule(Schedule(waits_seconds=tuple(waits))) == tuple(waits)


def test_three_retries_in_half_an_hour() -> None:
    assert compile_schedule(window(3, 1_800)) == (257, 514, 1_029)


@given(st.integers(1, 10), st.integers(1, 7 * 86_400), st.floats(1, 10))
def test_a_window_is_filled_to_the_second_with_growing_waits(
    retries: int, seconds: int, factor: float
) -> None:
    try:
        waits = compile_schedule(window(retries, seconds, factor))
    except InvalidInput:
        assert seconds < 2 * factor ** (retries - 1) * retries
        return
    assert (len(waits), sum(waits)) == (retries, seconds)
    assert all(later >= earlier - 1 for earlier, later in pairwise(waits))


def test_a_window_may_ask_for_no_retries() -> None:
    assert compile_schedule(window(0, 1_800)) == ()


@pytest.mark.parametrize(
    ("schedule", "waits"),
    [
        (exponential(30, 4, 43_200, 3), (30, 120, 480)),
        (exponential(60, 2, 600, 6), (60, 120, 240, 480, 600, 600)),
        (exponential(10, 1.5, 3_600, 4), (10, 15, 22, 34)),
        (exponential(30, 1, 3_600, 3), (30, 30, 30)),
        (exponential(1, 10, 604_800, 10), (1, 10, 100, 1_000, 10_000, 100_000, *[604_800] * 4)),
        (exponential(30, 2, 3_600, 0), ()),
    ],
)
def test_exponential_waits_grow_up_to_the_cap(schedule: Schedule, waits: tuple[int, ...]) -> None:
    assert compile_schedule(schedule) == waits


@given(st.integers(1, 604_800), st.floats(1, 10), st.integers(1, 604_800), st.integers(0, 10))
def test_every_generator_fills_a_list_that_can_be_stored(
    base: int, factor: float, cap: int, retries: int
) -> None:
    waits = compile_schedule(exponential(base, factor, cap, retries))
    assert len(waits) == retries
    assert all(1 <= wait <= cap for wait in waits)
    assert list(waits) == sorted(waits)
    assert parse_waits(list(waits)) == waits


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (exponential(30, 2, 3_600, 11), "11 retries; write 0 to 10"),
        (exponential(30, 2, 3_600, -1), "-1 retries"),
        (exponential(30, 0.5, 3_600, 3), "the factor is 0.5; write 1 to 10"),
        (exponential(30, float("nan"), 3_600, 3), "the factor is nan"),
        (exponential(0, 2, 3_600, 3), "wait 1 is 0 s"),
        (exponential(30, 2, 0, 3), "wait 1 is 0 s"),
        (exponential(604_801, 2, 10**9, 1), "write 1 s to 7 d"),
        (window(3, 3), "3 s are too short for 3 retries"),
        (window(3, -1), "too short"),
        (window(1, 10**7), "write 1 s to 7 d"),
        (window(3, 1_800, 11), "the factor is 11"),
        (Schedule(waits_seconds=(0,)), "wait 1 is 0 s"),
        (Schedule(waits_seconds=(1,) * 11), "11 retries"),
    ],
)
def test_a_schedule_outside_the_limits_says_which_one(schedule: Schedule, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        compile_schedule(schedule, field="retries")
    assert refused.value.field == "retries"
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("waits", "sentence"),
    [
        (RetryPolicy().waits_seconds, "6 attempts over 14 h 36 min"),
        ((1, 5, 30), "4 attempts over 36 s"),
        ((257, 514, 1_029), "4 attempts over 30 min"),
        ((90,), "2 attempts over 1 min 30 s"),
        ((3_600,), "2 attempts over 1 h"),
        ((3_605,), "2 attempts over 1 h"),
        ((93_600,), "2 attempts over 1 d 2 h"),
        ((), "1 attempt, no retries"),
    ],
)
def test_what_a_schedule_comes_to_is_said(waits: tuple[int, ...], sentence: str) -> None:
    assert describe(waits) == sentence


@given(WAITS)
def test_the_plan_is_the_one_that_is_kept(waits: list[int]) -> None:
    policy = RetryPolicy(tuple(waits))
    planned = plan(waits, NOW)
    assert [attempt.number for attempt in planned.attempts] == list(range(1, policy.max_attempts + 1))
    assert planned.attempts[0].at == NOW
    assert planned.gives_up_at == NOW + timedelta(seconds=sum(waits))
    for earlier, later in pairwise(planned.attempts):
        assert later.at - earlier.at == timedelta(seconds=later.wait_seconds)
    if waits:
        assert policy.gives_up_at(1, planned.attempts[1].at) == planned.gives_up_at
