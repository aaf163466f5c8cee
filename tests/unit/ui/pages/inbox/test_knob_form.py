"""What is typed into the knobs, and what they show."""

import pytest

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.inbox import MOODS, Knobs
from webhook_dashboard.ui.pages.inbox import knob_form


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("fail_first", "2", 2),
        ("fail_first", " 2 times ", 2),
        ("fail_first", "1 time", 1),
        ("delay_ms", "500", 500),
        ("delay_ms", "1,500 ms", 1_500),
        ("delay_ms", "3 S", 3_000),
        ("retry_after_seconds", "2 min", 120),
        ("answer", "  plain  ", "  plain  "),
        ("redirect_to", " https://shop.example/x ", "https://shop.example/x"),
    ],
)
def test_what_people_type_becomes_a_knob(name: str, text: str, value: object) -> None:
    assert getattr(knob_form.type_knob(Knobs(), name, text), name) == value


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("fail_first", "often", "Write 0 to 100 times."),
        ("fail_first", "101", "Write 0 to 100 times."),
        ("delay_ms", "-1", "Write 0 to 60,000 ms."),
        ("delay_ms", "61 s", "Write 0 to 60,000 ms."),
        ("delay_ms", "3 weeks", "Write 0 to 60,000 ms."),
        ("retry_after_seconds", "0", "Write 1 to 86,400 s, or switch it off."),
        ("redirect_to", " ", "Write a URL or a path in ASCII, or switch it off."),
        ("redirect_to", "/für", "Write a URL or a path in ASCII, or switch it off."),
        ("answer", "x" * 10_001, "Write at most 10,000 bytes."),
    ],
)
def test_what_is_not_usable_says_how_to_mend_it(name: str, text: str, hint: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        knob_form.type_knob(Knobs(), name, text)
    assert (refused.value.field, refused.value.message) == (name, hint)


@pytest.mark.parametrize("name", ["drop", "token", "__class__", ""])
def test_only_the_knobs_with_a_field_can_be_typed(name: str) -> None:
    with pytest.raises(InvalidInput):
        knob_form.type_knob(Knobs(), name, "1")


def test_the_form_of_any_mood_is_understood_as_the_same_knobs() -> None:
    for mood in MOODS:
        form = knob_form.to_form(mood.knobs)
        knobs = mood.knobs
        for name in ("fail_first", "delay_ms", "answer"):
            knobs = knob_form.type_knob(knobs, name, getattr(form, name))
        for name in knob_form.CHOSEN:
            knobs = knob_form.choose_code(knobs, name, getattr(form, name))
        assert knobs == mood.knobs


def test_a_code_is_chosen_for_the_failures_and_for_what_follows() -> None:
    assert knob_form.choose_code(Knobs(), "fail_code", "503").fail_code == 503
    assert knob_form.choose_code(Knobs(), "response_code", "410").response_code == 410


@pytest.mark.parametrize(
    ("name", "code"),
    [("delay_ms", "200"), ("fail_code", "99"), ("fail_code", "999"), ("fail_code", "２００")],
)
def test_what_is_no_code_is_refused(name: str, code: str) -> None:
    with pytest.raises(InvalidInput):
        knob_form.choose_code(Knobs(), name, code)


def test_the_code_in_use_is_among_those_to_choose_from() -> None:
    assert ("418", "418") in knob_form.code_options(418)
    assert ("418", "418") not in knob_form.code_options(200)


@pytest.mark.parametrize("name", ["retry_after", "slow_drip", "drop", "redirect"])
def test_a_switch_turned_over_twice_is_where_it_was(name: str) -> None:
    turned = knob_form.flip_knob(Knobs(), name)
    assert turned != Knobs()
    assert knob_form.flip_knob(turned, name) == Knobs()


def test_a_redirect_brings_its_code_and_takes_it_away() -> None:
    on = knob_form.flip_knob(Knobs(response_code=204), "redirect")
    assert (on.response_code, on.redirect_to) == (302, "/elsewhere")
    assert knob_form.flip_knob(on, "redirect").response_code == 200
    kept = knob_form.flip_knob(Knobs(response_code=307), "redirect")
    assert kept.response_code == 307
    assert knob_form.flip_knob(Knobs(redirect_to="/x"), "redirect").response_code == 200


def test_there_are_no_other_switches() -> None:
    with pytest.raises(InvalidInput):
        knob_form.flip_knob(Knobs(), "answer")


def test_how_many_failures_are_to_come_is_said_only_where_some_were_asked_for() -> None:
    assert knob_form.left_words(Knobs(fail_first=2), 2) == "2 to come."
    assert knob_form.left_words(Knobs(fail_first=2), 0) == "All used up."
    assert knob_form.left_words(Knobs(), 0) == ""


def test_knobs_that_are_no_mood_are_a_mix() -> None:
    assert knob_form.mood_word(Knobs()) == "Fine"
    assert knob_form.mood_word(Knobs(delay_ms=7)) == "Own mix"
