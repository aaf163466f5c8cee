"""When a failed delivery is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.outcomes import ErrorKind, Outcome
from webhook_dashboard.domain.retry import GiveUp, RetryAt, RetryPolicy, decide, parse_retry_after

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
POLICY = RetryPolicy()
MIDDLE = 0.5  # no jitter


def failed(*, retryable: bool = True, retry_after_seconds: float | None = None) -> Outcome:
    return Outcome(False, retryable, ErrorKind.HTTP_ERROR, "It answered 503.", retry_after_seconds)


def wait_seconds(
    attempt_number: int, chance: float = MIDDLE, retry_after_seconds: float | None = None
) -> float:
    outcome = failed(retry_after_seconds=retry_after_seconds)
    decision = decide(POLICY, outcome, attempt_number, NOW, chance)
    assert isinstance(decision, RetryAt)
    return (decision.at - NOW).total_seconds()


def test_the_plan_is_a_minute_five_half_an_hour_two_hours_half_a_day() -> None:
    assert [wait_seconds(number) for number in range(1, 6)] == [60, 300, 1_800, 7_200, 43_200]


def test_after_six_attempts_it_is_given_up() -> None:
    assert POLICY.max_attempts == 6
    for number in (6, 7, 100):
        assert decide(POLICY, failed(), number, NOW, MIDDLE) == GiveUp()


@pytest.mark.parametrize(
    ("attempts_made", "later_seconds"),
    [
        (0, None),  # the first attempt is still to be made
        (1, 300 + 1_800 + 7_200 + 43_200),
        (4, 43_200),
        (5, 0),  # the next one is the last
        (6, None),  # a person asked for one more
    ],
)
def test_the_last_attempt_can_be_foretold(attempts_made: int, later_seconds: int | None) -> None:
    expected = None if later_seconds is None else NOW + timedelta(seconds=later_seconds)
    assert POLICY.gives_up_at(attempts_made, NOW) == expected


def test_what_can_never_succeed_is_given_up_at_once() -> None:
    assert decide(POLICY, failed(retryable=False), 1, NOW, MIDDLE) == GiveUp()


@given(st.integers(1, 5), st.floats(0, 1, exclude_max=True))
def test_jitter_is_a_tenth_either_way(attempt_number: int, chance: float) -> None:
    plan = POLICY.waits_seconds[attempt_number - 1]
    assert plan * 0.9 - 1e-6 <= wait_seconds(attempt_number, chance) <= plan * 1.1 + 1e-6


def test_jitter_uses_its_whole_width() -> None:
    assert wait_seconds(1, 0.0) == pytest.approx(54)
    assert wait_seconds(1, 0.999_999) == pytest.approx(66, abs=0.01)


@pytest.mark.parametrize(
    ("asked_seconds", "wait"),
    [
        (120.0, 120),  # longer than planned
        (30.0, 60),  # never shortened
        (0.0, 60),
        (1e12, 3_600),  # an hour at most
    ],
)
def test_retry_after_lengthens_the_wait_up_to_an_hour(asked_seconds: float, wait: float) -> None:
    assert wait_seconds(1, retry_after_seconds=asked_seconds) == wait


def test_retry_after_never_shortens_a_longer_plan() -> None:
    assert wait_seconds(5, retry_after_seconds=1e12) == 43_200


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),  # not in the standard, and sent all the same
        ("0", 0.0),
        ("Fri, 20 Nov 2026 13:33:07 GMT", 60.0),
        ("Fri, 20 Nov 2026 13:33:07 -0000", 60.0),  # a time without a zone is UTC
        ("Fri, 20 Nov 2026 14:33:07 +0100", 60.0),
        ("Friday, 20-Nov-26 13:33:07 GMT", 60.0),  # RFC 850
        ("Fri, 20 Nov 2020 13:33:07 GMT", 0.0),  # over
        ("-5", None),
        ("1e3", None),
        ("²", None),
        ("1.2.3", None),
        ("", None),
        ("soon", None),
        ("Fri, 99 Nov 2026 13:33:07 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,6} .{0,20}"))
def test_no_header_makes_parsing_fail(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or 0 <= seconds < float("inf")


def test_a_huge_number_can_still_be_waited_for() -> None:
    seconds = parse_retry_after("9" * 400, NOW)
    assert seconds is not None
    assert wait_seconds(1, retry_after_seconds=seconds) == 3_600
    assert NOW + timedelta(seconds=wait_seconds(1, retry_after_seconds=seconds)) > NOW
