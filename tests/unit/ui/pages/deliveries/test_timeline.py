"""The attempts of a delivery as bars: one scale, the failed phase red, every phase to be seen."""

import re
from datetime import UTC, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.unit.ui.pages.deliveries.log_samples import (
    NOW,
    make_attempt,
    make_page,
    make_tls_failure,
)
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.outcomes import ErrorKind, Phases
from webhook_dashboard.ui.pages.deliveries.timeline import (
    draw_bar,
    result_of,
    say_phases,
    to_attempt_rows,
    to_measure_row,
)


def segments(svg: str) -> list[tuple[str, int, int]]:
    """Name, left edge and width of each part of a bar."""
    found = re.findall(r'class="phase-(\w+)" x="(\d+)" width="(\d+)"', svg)
    return [(name, int(x), int(width)) for name, x, width in found]


def test_the_longest_attempt_fills_the_bar() -> None:
    parts = segments(draw_bar(make_attempt(), 187.2))
    assert [name for name, _, _ in parts] == ["dns", "connect", "tls", "wait", "read"]
    assert parts[0][1] == 0
    assert parts[-1][1] + parts[-1][2] == 160
    assert all(width >= 2 for _, _, width in parts)
    assert all(x + width + 1 == after for (_, x, width), (_, after, _) in pairwise(parts))


def test_a_shorter_one_is_drawn_to_the_same_scale() -> None:
    parts = segments(draw_bar(make_attempt(), 374.4))
    assert parts[-1][1] + parts[-1][2] == 80


def test_the_phase_that_failed_is_red() -> None:
    assert [name for name, _, _ in segments(draw_bar(make_tls_failure(), 187.2))] == [
        "dns",
        "connect",
        "failed",
    ]


@pytest.mark.parametrize(
    ("kind", "phases", "expected"),
    [
        (ErrorKind.DNS_ERROR, Phases(), ["failed"]),
        (ErrorKind.CONNECTION_REFUSED, Phases(1.0), ["dns", "failed"]),
        (ErrorKind.CONNECT_TIMEOUT, Phases(1.0), ["dns", "failed"]),
        (ErrorKind.CONNECT_TIMEOUT, Phases(1.0, 5.0), ["dns", "connect", "failed"]),
        (ErrorKind.READ_TIMEOUT, Phases(1.0, 5.0, 9.0, 30.0), ["dns", "connect", "tls", "failed"]),
        (ErrorKind.TOTAL_TIMEOUT, Phases(None, None, None, 9.0, 30.0), ["wait", "failed"]),
        (ErrorKind.HTTP_ERROR, Phases(None, None, None, 9.0, 1.0), ["wait", "read"]),
        ("from the future", Phases(), ["wait"]),
    ],
)
def test_time_that_no_phase_accounts_for_belongs_to_the_one_that_failed(
    kind: str, phases: Phases, expected: list[str]
) -> None:
    attempt = make_attempt(error_kind=kind, phases=phases, duration_ms=50.0)
    assert [name for name, _, _ in segments(draw_bar(attempt, 50.0))] == expected


def test_an_attempt_without_any_time_has_no_bar() -> None:
    assert draw_bar(make_attempt(duration_ms=0.0, phases=Phases()), 10.0) == ""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("200 OK", "is-ok")),
        ({"response_code": 404, "error_kind": "http_error"}, ("404", "is-bad")),
        ({"response_code": None, "error_kind": "tls_error"}, ("TLS refused", "is-bad")),
        ({"response_code": None, "error_kind": "from the future"}, ("Failed", "is-bad")),
        ({"response_code": None}, ("No answer", "is-bad")),
    ],
)
def test_the_result_is_said_in_two_words(fields: dict[str, Any], expected: tuple[str, str]) -> None:
    assert result_of(make_attempt(**fields)) == expected


def test_the_tooltip_names_all_phases() -> None:
    assert say_phases(make_tls_failure()) == "DNS 1\u202fms · Connect 18\u202fms · TLS 42\u202fms"
    reused = make_attempt(phases=Phases(None, None, None, 9.0, 1.0))
    assert say_phases(reused) == "Connection was open · Wait 9\u202fms · Read 1\u202fms"
    assert say_phases(make_attempt(phases=Phases(), response_code=None)) == "Failed before anything was sent"


def test_the_next_try_stands_below_and_counts_down() -> None:
    next_at = NOW + timedelta(minutes=25, seconds=33)
    page = make_page(make_tls_failure(1), make_tls_failure(2), status=Status.RETRYING, next_at=next_at)
    made, again, coming = to_attempt_rows(page, NOW, UTC)
    assert (made.number, again.number, coming.number) == (1, 2, 0)
    assert (made.time, made.total, made.result) == ("13:21:39", "61\u202fms", "TLS refused")
    assert (coming.label, coming.time, coming.result) == ("3", "13:57:40", "25:33")
    assert coming.until_ms == int(next_at.timestamp() * 1000)


def test_nothing_is_to_come_after_the_last_one() -> None:
    page = make_page(make_tls_failure(), status=Status.FAILED)
    assert [row.label for row in to_attempt_rows(page, NOW, UTC)] == ["1"]


def test_the_last_success_is_the_measure_of_all_bars() -> None:
    page = make_page(make_tls_failure(), status=Status.FAILED, last_success=make_attempt())
    (failed,) = to_attempt_rows(page, NOW, UTC)
    (measure,) = to_measure_row(page, UTC)
    assert (measure.label, measure.number, measure.result) == ("Last success", 0, "200 OK")
    assert segments(measure.bar)[-1][1] + segments(measure.bar)[-1][2] == 160
    assert segments(failed.bar)[-1][1] + segments(failed.bar)[-1][2] < 60
    assert to_measure_row(make_page(make_attempt()), UTC) == []
