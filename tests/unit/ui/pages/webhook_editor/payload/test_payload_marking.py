"""Where the result of the placeholder at the cursor stands in what would be sent."""

from html import escape

import pytest

from webhook_dashboard.domain.templates import MARK_END, MARK_START
from webhook_dashboard.services.payload_preview import PreviewedRequest
from webhook_dashboard.ui.components.code_tokens import pretty_json
from webhook_dashboard.ui.pages.webhook_editor.payload.marking import (
    by_line,
    marked_in_json,
    marked_in_text,
    with_marks,
)
from webhook_dashboard.ui.pages.webhook_editor.payload.sent import show_sent


def marks(text: str) -> str:
    """The text with marks in place of guillemets."""
    return text.replace("«", MARK_START).replace("»", MARK_END)


def plain(text: str) -> str:
    """The same without them."""
    return text.replace("«", "").replace("»", "")


@pytest.mark.parametrize(
    ("marked", "values"),
    [
        ('{"a": "«x»", "b": 1}', ['"x"']),
        ('{"a": "no. «1»!"}', ['"no. 1!"']),
        ('{"a": «150.00», "b": 2}', ["150.00"]),
        ('{"a": «null»}', ["null"]),
        ('[{"s": "«A»"},{"s": "«B»"}]', ['"A"', '"B"']),
        ('{"a": «{"x":[1,2]}», "b": 2}', ['{\n    "x": [\n      1,\n      2\n    ]\n  }']),
        ('{"a": "say \\"«hi»\\""}', ['"say \\"hi\\""']),
        ('{"«a»": 1}', ['"a"']),
        ('{"a": "«»", "b": ":,{}"}', ['""']),
        ('{"a": "«1»", "b": «2»}', ['"1"', "2"]),
    ],
)
def test_values_are_found_in_json_however_it_is_laid_out(marked: str, values: list[str]) -> None:
    shown = pretty_json(plain(marked))
    assert [shown[start:end] for start, end in marked_in_json(marks(marked), shown)] == values
    raw = plain(marked)
    assert len(marked_in_json(marks(marked), raw)) == len(values)


def test_json_that_is_another_one_has_no_marks() -> None:
    assert marked_in_json(marks('{"a": «1»}'), '{"a": 1, "b": 2}') == []


@pytest.mark.parametrize(
    ("marked", "values"),
    [
        ("Order «SO-1» of «Bergman»", ["SO-1", "Bergman"]),
        ("one\n«two\nthree»\nfour", ["two\nthree"]),
        ("nothing", []),
    ],
)
def test_results_are_found_in_lines(marked: str, values: list[str]) -> None:
    shown = plain(marked)
    assert [shown[start:end] for start, end in marked_in_text(marks(marked), shown)] == values


def test_results_are_found_in_form_fields_that_stand_below_each_other() -> None:
    marked = "a=1&b=%EE%80%80x%26y%EE%80%81&c=2"
    shown = "a=1\nb=x%26y\nc=2"
    assert [shown[start:end] for start, end in marked_in_text(marked, shown)] == ["x%26y"]
    assert marked_in_text(marked, "another") == []


def test_a_range_over_several_lines_is_one_for_each() -> None:
    lines = ["ab", "cdef", "", "gh"]
    assert by_line(lines, [(1, 10)]) == {0: [(1, 2)], 1: [(0, 4)], 3: [(0, 1)]}


def test_what_is_marked_is_escaped() -> None:
    assert with_marks("a<b>c", [(1, 4)], escape) == "a<mark>&lt;b&gt;</mark>c"


def shown(body: str, marked: str, saved: str | None = None, *, is_raw: bool = False) -> str:
    """The right column as HTML."""

    def request(text: str) -> PreviewedRequest:
        content_type = "application/json" if text[:1] in "{[" else "text/plain"
        url = "https://receiver.example/"
        return PreviewedRequest("POST", url, content_type=content_type, body=text.encode())

    before = None if saved is None else request(saved)
    return show_sent(request(body), before, is_raw=is_raw, is_diff=True, marked=marks(marked)).html


def test_the_body_shows_the_mark() -> None:
    value = '<mark><span class="c-str">&quot;x&quot;</span></mark>'
    assert value in shown('{"a":"x"}', '{"a":"«x»"}')
    assert value in shown('{"a":"x"}', '{"a":"«x»"}', is_raw=True)
    assert shown("Order 1", "Order «1»") == "Order <mark>1</mark>"


def test_the_difference_shows_the_mark_in_new_and_in_equal_lines() -> None:
    html = shown('{"a":"x","b":2}', '{"a":"«x»","b":«2»}', '{"a":"x","b":1}')
    added = '<span class="diff-line is-added"><span class="diff-sign">+</span>'
    assert html.count("<mark>") == 2
    assert f'{added}  <span class="c-key">&quot;b&quot;</span>: <mark>' in html
    assert '<span class="c-key">&quot;a&quot;</span>: <mark>' in html
