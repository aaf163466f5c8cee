"""The knobs of a test inbox."""

from dataclasses import replace
from typing import Any

import pytest

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.inbox import MOODS, Knobs, check_knobs, knobs_as_dict, knobs_from, mood_of


def test_knobs_survive_being_stored() -> None:
    for mood in MOODS:
        assert knobs_from(knobs_as_dict(mood.knobs)) == mood.knobs


def test_stored_values_of_another_version_are_passed_over() -> None:
    assert knobs_from({"response_code": 418, "melody": "la cucaracha"}) == Knobs(response_code=418)


def test_every_mood_is_recognised_and_can_be_followed() -> None:
    for mood in MOODS:
        assert mood_of(mood.knobs) == mood.key
        assert check_knobs(mood.knobs) == mood.knobs
    assert mood_of(Knobs(response_code=418)) == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"response_code": 199}, "response_code"),  # an interim answer is none
        ({"response_code": 600}, "response_code"),
        ({"fail_code": 99}, "fail_code"),
        ({"delay_ms": -1}, "delay_ms"),
        ({"delay_ms": 60_001}, "delay_ms"),
        ({"retry_after_seconds": 86_401}, "retry_after_seconds"),
        ({"fail_first": 101}, "fail_first"),
        ({"answer": "é" * 5_001}, "answer"),  # bytes count, not characters
        ({"redirect_to": "https://example.com/\r\nset-cookie: a=b"}, "redirect_to"),
        ({"redirect_to": "https://exämple.com/"}, "redirect_to"),
        ({"redirect_to": "x" * 2_001}, "redirect_to"),
    ],
)
def test_a_knob_out_of_its_range_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{field}: ") as refused:
        check_knobs(replace(Knobs(), **change))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "change",
    [
        {"response_code": 200, "fail_code": 599},
        {"delay_ms": 60_000, "retry_after_seconds": 86_400, "fail_first": 100},
        {"answer": "x" * 10_000, "redirect_to": "x" * 2_000},
    ],
)
def test_the_ends_of_the_ranges_are_allowed(change: dict[str, Any]) -> None:
    assert check_knobs(replace(Knobs(), **change)) == replace(Knobs(), **change)
