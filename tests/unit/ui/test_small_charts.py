"""Sparklines and the scale of the throughput chart."""

import re
import xml.etree.ElementTree as ET

import pytest

from webhook_dashboard.ui.components.sparkline import BAR_HEIGHT, LINE_HEIGHT, Outcomes, draw_bars, draw_line
from webhook_dashboard.ui.components.throughput_chart import grid_lines


def test_a_line_runs_from_lowest_to_highest_and_ends_in_a_dot() -> None:
    drawn = ET.fromstring(draw_line([0, 10, 5]))
    path, dot = drawn.find("path"), drawn.find("circle")
    assert path is not None
    assert dot is not None
    assert path.get("d") == "M2.0 17.0L28.0 3.0L54.0 10.0"
    assert (dot.get("cx"), dot.get("cy")) == ("54.0", "10.0")


def test_a_missing_value_is_a_gap_in_the_line() -> None:
    assert draw_line([1, None, 3, 2]).count("M") == 2


def test_equal_values_lie_in_the_middle() -> None:
    assert f"M2.0 {LINE_HEIGHT / 2}" in draw_line([4, 4])


@pytest.mark.parametrize("values", [[], [1], [None, None, 3]])
def test_fewer_than_two_values_draw_no_line(values: list[float | None]) -> None:
    assert draw_line(values) == ""


def test_one_failure_among_thousands_is_one_pixel() -> None:
    drawn = draw_bars([Outcomes(12_345, 1, 0)])
    assert '<path class="failed" d="M0 0h2v1h-2z"/>' in drawn


@pytest.mark.parametrize(
    "bucket", [Outcomes(20, 0, 0), Outcomes(19, 1, 1), Outcomes(0, 100, 1), Outcomes(1, 1, 1000)]
)
def test_a_bar_never_leaves_its_height(bucket: Outcomes) -> None:
    heights = [int(found) for found in re.findall(r"v(\d+)h-", draw_bars([bucket]))]
    assert sum(heights) == BAR_HEIGHT
    assert len(heights) == sum(1 for count in bucket if count)


def test_empty_buckets_keep_their_place_and_nothing_at_all_draws_nothing() -> None:
    assert 'd="M3 0' in draw_bars([Outcomes(0, 0, 0), Outcomes(1, 0, 0)])
    assert draw_bars([Outcomes(0, 0, 0)]) == ""
    assert draw_bars([]) == ""


@pytest.mark.parametrize(
    ("highest", "top", "labels"),
    [
        (0, 2, ["0", "1", "2"]),
        (3, 3, ["0", "1", "2", "3"]),
        (9, 10, ["0", "5", "10"]),
        (37, 40, ["0", "10", "20", "30", "40"]),
        (1_490, 1_500, ["0", "500", "1,000", "1,500"]),
        (1_501, 2_000, ["0", "500", "1,000", "1,500", "2,000"]),
    ],
)
def test_grid_lines_stand_at_round_numbers_that_hold_the_highest(
    highest: int, top: int, labels: list[str]
) -> None:
    found, lines = grid_lines(highest)
    assert found == top
    assert [line.label for line in lines] == labels
    assert (lines[0].at, lines[-1].at) == (0, 1)
