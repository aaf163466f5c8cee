"""When a failed delivery is tried again."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.outcomes import ErrorKind, Outcome, Phases, SendResult
from webhook_dashboard.domain.retry import (
    GiveUp,
    RetryAt,
    RetryPolicy,
    decide,
    parse_retry_after,
    retry_after_of,
)

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
POLICY = RetryPolicy()
MIDDLE = 0.5  # no jitter


def failed(*, retryable: bool = True, retry_after_seconds: float | None = None) -> Outcome:
    return Outcome(False, retryable, ErrorKind.HTTP_ERROR, "It answered 503.", retry_after_seconds)


def answer(code: int | None, retry_after: str) -> SendResult:
    headers = (("Date", "today"), ("Retry-After", retry_after))
    return SendResult(code, None, "", headers, b"", False, 12.0, Phases())


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


def test_with_retries_off_the_first_attempt_is_the_last() -> None:
    off = replace(POLICY, enabled=False)
    assert off.max_attempts == 1
    assert off.gives_up_at(1, NOW) is None
    assert decide(off, failed(), 1, NOW, MIDDLE) == GiveUp()


def test_what_can_never_succeed_is_given_up_at_once() -> None:
    assert decide(POLICY, failed(retryable=False), 1, NOW, MIDDLE) == GiveUp()


@given(st.integers(1, 5), st.floats(0, 1, exclude_max=True))
def test_jitter_is_a_tenth_either_way(attempt_number: int, chance: float) -> None:
    plan = POLICY.waits_seconds[attempt_number - 1]
    assert plan * 0.9 - 1e-6 <= wait_seconds(attempt_number, chance) <= plan * 1.1 + 1e-6


@pytest.mark.parametrize("attempt_number", range(1, 6))
def test_a_thousand_that_failed_together_come_back_spread_out(attempt_number: int) -> None:
    slots = Counter(int(wait_seconds(attempt_number, number / 1_000) * 10) for number in range(1_000))
    assert max(slots.values()) <= 50  # of 1,000 in any 100 ms


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


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", 120.0),
        ("120.5", 120.5),
        ("Fri, 20 Nov 2026 13:34:07 GMT", 120.0),
        ("5", 60.0),  # the plan is later
        ("0", 60.0),
        ("-120", 60.0),
        ("Fri, 20 Nov 2020 13:33:07 GMT", 60.0),
        ("1000000000000", 900.0),  # the cap of this policy
        ("9" * 4_000, 900.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 900.0),
        ("soon", 60.0),
        ("", 60.0),
        ("NaN", 60.0),
        ("inf", 60.0),
        ("1e12", 60.0),
    ],
)
@pytest.mark.parametrize("code", [413, 429, 503])
def test_it_comes_no_earlier_than_asked_and_no_later_than_the_cap(code: int, value: str, wait: float) -> None:
    policy = RetryPolicy((60.0,), retry_after_cap_seconds=900.0)
    outcome = failed(retry_after_seconds=retry_after_of(answer(code, value), NOW))
    assert decide(policy, outcome, 1, NOW, MIDDLE) == RetryAt(NOW + timedelta(seconds=wait))


@pytest.mark.parametrize("code", [None, 200, 302, 404, 408, 500, 502])
def test_retry_after_counts_with_three_codes_only(code: int | None) -> None:
    assert retry_after_of(answer(code, "120"), NOW) is None


def test_an_answer_without_the_header_asks_for_nothing() -> None:
    assert retry_after_of(replace(answer(429, "120"), response_headers=(("x", "120"),)), NOW) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9]{1,6} .{0,20}"))
def test_no_header_makes_parsing_fail(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or 0 <= seconds < float("inf")


def test_a_huge_number_can_still_be_waited_for() -> None:
    seconds = parse_retry_after("9" * 400, NOW)
    assert seconds is not None
    assert wait_seconds(1, retry_after_seconds=seconds) == 3_600
    assert NOW + timedelta(seconds=wait_seconds(1, retry_after_seconds=seconds)) > NOW
