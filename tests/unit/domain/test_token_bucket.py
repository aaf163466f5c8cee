"""How many pass a rate limit, and when."""

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.token_bucket import TokenBucket


def taken_at(bucket: TokenBucket, count: int, now: float = 1_000.0, late_seconds: float = 0.0) -> list[float]:
    """The moments at which `count` pass when all wait for their turn; every wake-up is a bit late."""
    moments: list[float] = []
    while len(moments) < count:
        wait = bucket.take(now)
        if wait:
            now += wait + late_seconds
        else:
            moments.append(now)
    return moments


def most_in_a_second(moments: list[float]) -> int:
    return max(bisect_right(moments, start + 1.0) - index for index, start in enumerate(moments))


@pytest.mark.parametrize("late_seconds", [0.0, 0.001, 0.015])
def test_two_thousand_at_fifty_a_second_take_forty_seconds(late_seconds: float) -> None:
    moments = taken_at(TokenBucket(50), 2_000, late_seconds=late_seconds)
    assert moments[-1] - moments[0] == pytest.approx(40, rel=0.05)
    assert most_in_a_second(moments) <= 55


def test_after_a_pause_the_burst_passes_at_once_and_no_more() -> None:
    bucket = TokenBucket(10, burst=3)
    assert [bucket.take(5.0) for _ in range(4)] == [0, 0, 0, pytest.approx(0.1)]
    assert [bucket.take(500.0) for _ in range(4)] == [0, 0, 0, pytest.approx(0.1)]


def test_a_refusal_takes_nothing() -> None:
    bucket = TokenBucket(1)
    assert bucket.take(0.0) == 0
    assert [bucket.take(0.25) for _ in range(3)] == [0.75, 0.75, 0.75]
    assert bucket.take(1.0) == 0


def test_less_than_one_a_second_is_a_rate_too() -> None:
    assert taken_at(TokenBucket(0.5), 3, now=0.0) == [0.0, 2.0, 4.0]


def test_a_clock_of_many_days_still_gets_there() -> None:
    assert len(taken_at(TokenBucket(3_000), 1_000, now=1e9)) == 1_000


@given(
    st.floats(0.1, 1_000),
    st.integers(1, 20),
    st.lists(st.floats(0, 3), min_size=1, max_size=200),
)
def test_no_second_sees_more_than_rate_and_burst(rate: float, burst: int, pauses: list[float]) -> None:
    bucket, now, moments = TokenBucket(rate, burst), 0.0, list[float]()
    for pause in pauses:
        now += pause
        moments += [now] if bucket.take(now) == 0 else []
    assert most_in_a_second(moments) <= rate * (1 + 1e-3) + burst


@pytest.mark.parametrize("rate", [0, -1, float("inf"), float("nan")])
def test_a_rate_is_above_nothing(rate: float) -> None:
    with pytest.raises(ValueError, match="per_second"):
        TokenBucket(rate)


def test_a_burst_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="burst"):
        TokenBucket(5, burst=0)
