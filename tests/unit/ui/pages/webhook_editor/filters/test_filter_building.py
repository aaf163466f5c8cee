"""Rows and JSON as two views of one filter."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from webhook_dashboard.domain.fields import learn_fields
from webhook_dashboard.ui.pages.webhook_editor.filters.building import (
    JSON,
    ROWS,
    TOO_COMPLEX,
    Desk,
    TypeFilter,
)
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import TOP

FIELDS = learn_fields([], {"total": 150.0, "source": "Online"}, "order.created")
OVER = {"order.total": {"$gt": 100}}
COMPLEX = '{"$not": {"$or": [{"a": 1}, {"b": 2}]}}'


def shown(document: Mapping[str, Any] | None = None) -> TypeFilter:
    """A filter that is on the screen."""
    one = TypeFilter(count(1))
    one.learn(FIELDS, None)
    one.show(document)
    return one


def test_no_filter_is_one_blank_row() -> None:
    one = shown()
    assert [line.is_blank for line in one.lines] == [True]
    assert (one.document, one.problem, one.mode) == ({}, "", ROWS)


def test_what_is_typed_in_one_view_stands_in_the_other() -> None:
    one = shown(OVER)
    one.choose(JSON)
    assert '"$gt": 100' in one.json_text
    one.type_json('{"order.source": "Online"}')
    one.choose(ROWS)
    assert [(line.field, line.text) for line in one.lines] == [("order.source", "Online")]
    one.change((replace(one.lines[0], text="Phone"),))
    one.choose(JSON)
    assert '"Phone"' in one.json_text


def test_wrong_json_keeps_the_last_filter_and_says_the_place() -> None:
    one = shown(OVER)
    one.choose(JSON)
    one.type_json('{"order.total": {"$gt": 5,}}')
    assert one.document == OVER
    assert one.problem.startswith("Line 1, column ")
    one.type_json('{"order.total": {"$over": 5}}')
    assert one.problem.startswith("At order.total")
    one.choose(ROWS)
    assert one.mode == JSON
    one.type_json("  ")
    assert (one.document, one.problem) == ({}, "")


def test_a_filter_too_complex_for_rows_stays_in_json() -> None:
    one = shown()
    one.choose(JSON)
    one.type_json(COMPLEX)
    assert (one.problem, one.why_no_rows) == ("", TOO_COMPLEX)
    one.choose(ROWS)
    assert one.mode == JSON
    assert shown(dict(one.document)).mode == JSON
    one.type_json("{}")
    one.choose(ROWS)
    assert one.mode == ROWS


def test_what_is_being_typed_stays_while_the_filter_says_the_same() -> None:
    one = shown(OVER)
    one.add_line(TOP)
    one.show(OVER)
    assert len(one.lines) == 2
    one.show(None)
    assert [line.is_blank for line in one.lines] == [True]


def test_added_rows_take_the_focus_and_the_last_one_leaves_a_blank_one() -> None:
    one = shown(OVER)
    one.add_line(TOP)
    assert one.focus == one.lines[-1].id
    one.add_group()
    assert [line.group == TOP for line in one.lines] == [True, False]
    for line in one.lines:
        one.remove(line.id)
    assert [line.is_blank for line in one.lines] == [True]
    assert one.document == {}


def test_a_desk_says_the_first_problem_and_forgets_it_when_filled_anew() -> None:
    desk = Desk()
    desk.turn_to("wh_1", 1)
    one = desk.take("order.created")
    one.show(OVER)
    assert desk.problem(["order.created"]) == ""
    one.change((*one.lines, replace(one.lines[0], id=9, text="")))
    assert desk.problem(["order.created"]) == "Filter of order.created, row 2: Type a value."
    assert desk.problem(["order.updated"]) == ""
    desk.turn_to("wh_1", 2)
    assert desk.filters == {}
    desk.take("order.created").show(OVER)
    desk.turn_to("wh_1", 3)
    assert list(desk.filters) == ["order.created"]
    versions = {desk.take(key).version for key in ("order.created", "order.updated", "order.shipped")}
    assert len(versions) == 3
    desk.turn_to("wh_2", 3)
    assert desk.filters == {}
