"""Latency histograms against the exact figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain import histogram

durations = st.floats(min_value=0.1, max_value=80_000)


def counts_of(values: list[float]) -> list[int]:
    return histogram.merge([histogram.count_into(histogram.EMPTY, values)])


@given(st.lists(durations, min_size=1, max_size=40), st.floats(min_value=0, max_value=1))
def test_a_percentile_is_within_one_bucket_of_the_exact_one(values: list[float], share: float) -> None:
    exact = sorted(values)[max(math.ceil(len(values) * share), 1) - 1]
    assert histogram.percentile(counts_of(values), share) == pytest.approx(exact, rel=2 ** (1 / 8) - 1 + 1e-9)


def test_a_percentile_of_many_durations_is_within_one_percent() -> None:
    values = [40 * 1.0004**step for step in range(10_000)]
    for share in (0.5, 0.95, 0.99):
        exact = values[math.ceil(len(values) * share) - 1]
        assert histogram.percentile(counts_of(values), share) == pytest.approx(exact, rel=0.01)


@given(st.lists(durations, max_size=20), st.lists(durations, max_size=20))
def test_adding_histograms_is_counting_everything_at_once(left: list[float], right: list[float]) -> None:
    packed = [histogram.count_into(histogram.EMPTY, part) for part in (left, right)]
    assert histogram.merge(packed) == counts_of(left + right)
    assert histogram.merge(packed) == histogram.merge([histogram.count_into(packed[0], right)])


def test_nothing_has_no_percentile() -> None:
    assert histogram.percentile(histogram.merge([]), 0.95) is None
    assert histogram.percentile(histogram.merge([histogram.EMPTY]), 0.95) is None


@pytest.mark.parametrize(
    ("duration_ms", "bucket"),
    [
        (-1.0, 0),  # a clock that went back
        (0.0, 0),
        (0.1, 0),
        (0.100001, 1),
        (0.2, 9),  # one octave
        (1e12, histogram.BUCKETS - 1),  # the last bucket takes all that is longer
    ],
)
def test_every_duration_has_a_bucket(duration_ms: float, bucket: int) -> None:
    assert histogram.bucket_of(duration_ms) == bucket


def test_middles_grow_with_their_buckets() -> None:
    middles = [histogram.middle_of(bucket) for bucket in range(histogram.BUCKETS)]
    assert middles == sorted(set(middles))
    assert [histogram.bucket_of(middle) for middle in middles] == list(range(histogram.BUCKETS))
