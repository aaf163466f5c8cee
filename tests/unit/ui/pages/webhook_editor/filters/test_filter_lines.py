"""Rows of the builder: read from filters, written as filters, and what is wrong with them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.fields import FieldInfo, FieldKind, learn_fields
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import (
    TOP,
    Line,
    offered,
    read_lines,
    with_field,
    with_new_group,
    with_new_line,
    with_operator,
    write_lines,
)

SAMPLE = {
    "total": 150.0,
    "source": "Online",
    "paid": True,
    "date": "2026-11-20T13:32:07Z",
    "tags": ["vip"],
    "items": [{"sku": "A-1", "quantity": 2}],
}
FIELDS: tuple[FieldInfo, ...] = learn_fields([], SAMPLE, "order.created")
FILTER = {
    "order.total": {"$gt": 100},
    "order.source": "Online",
    "order.ship_method": {"$in": ["Standard", "Express"]},
}


def canonical(document: Any) -> Any:
    return parse_filter(document).document


def rewritten(document: Any) -> Any:
    """A filter after it went through typed rows."""
    lines = read_lines(canonical(document), FIELDS)
    assert lines is not None
    written = write_lines(lines)
    assert written.problems == {}
    return written.document


def test_the_order_filter_is_read_as_three_rows() -> None:
    lines = read_lines(FILTER, FIELDS)
    assert lines is not None
    assert [(line.field, line.operator, line.text) for line in lines] == [
        ("order.total", "over", "100"),
        ("order.source", "is", "Online"),
        ("order.ship_method", "one_of", "Standard, Express"),
    ]


@pytest.mark.parametrize(
    "document",
    [
        {},
        FILTER,
        {"order.total": {"$between": [10, 60.5]}},
        {"order.date": {"$between": ["2026-11-01", "2026-11-20T13:00:00Z"]}},
        {"order.source": "100"},
        {"order.total": "100"},
        {"order.source": 100},
        {"order.source": {"$in": ["a, b", "c"]}},
        {"order.source": ""},
        {"order.paid": True},
        {"order.paid": {"$exist": False}},
        {"tags": {"$contains": "vip"}},
        {"items[].sku": "A-1"},
        {"items": {"$all": {"quantity": {"$gt": 1}}}},
        {"$not": {"items": {"$any": {"sku": {"$startsWith": ["A", "B"]}}}}},
        {"$not": {"order.source": {"$regex": "^O"}}},
        {"$or": [{"order.total": {"$gt": 5}}, {"tags": {"$contains": "vip"}}], "order.paid": True},
    ],
)
def test_a_filter_that_was_only_read_is_written_as_it_was(document: Any) -> None:
    assert rewritten(document) == canonical(document)


VALUES = st.one_of(st.text(max_size=8), st.integers(-1000, 1000), st.booleans(), st.none())


@given(
    st.dictionaries(
        st.sampled_from(["order.total", "order.source", "tags", "x.y", "items[].sku"]),
        st.one_of(
            VALUES,
            st.fixed_dictionaries({"$in": st.lists(VALUES, min_size=1, max_size=3)}),
            st.fixed_dictionaries({"$gt": st.integers(-5, 5)}),
            st.fixed_dictionaries({"$endsWith": st.text(min_size=1, max_size=5)}),
        ),
        max_size=4,
    )
)
def test_any_filter_of_rows_keeps_its_values_and_their_types(document: dict[str, Any]) -> None:
    lines = read_lines(canonical(document), FIELDS)
    if lines is None:  # a value that no row can show, such as text of spaces; it stays JSON
        return
    written = write_lines(lines)
    if not written.problems:
        assert written.document == canonical(document)
    else:
        assert set(written.missing) == set(written.problems)


def test_a_filter_too_complex_for_rows_is_none() -> None:
    assert read_lines({"$not": {"$or": [{"a": 1}, {"b": 2}]}}, FIELDS) is None


def test_a_group_is_one_entry_of_the_filter_and_goes_with_its_last_row() -> None:
    lines = with_new_group((Line(1, field="order.paid", text="true", kind=FieldKind.BOOLEAN),))
    group = lines[-1].group
    assert group not in (TOP, 1)
    lines = with_new_line(lines, group)
    filled = (
        lines[0],
        with_field(Line(lines[1].id, group, text="5"), "order.total", FIELDS),
        with_field(Line(lines[2].id, group, text="Phone"), "order.source", FIELDS),
    )
    assert write_lines(filled).document == canonical(
        {"order.paid": True, "$or": [{"order.total": 5}, {"order.source": "Phone"}]}
    )
    assert write_lines(filled[:1]).document == {"order.paid": True}


def test_a_new_row_stands_last_or_last_in_its_group() -> None:
    lines = with_new_line(with_new_group((Line(1, field="a"),)), TOP)
    group = lines[1].group
    assert [line.group for line in with_new_line(lines, group)] == [TOP, group, group, TOP]


def test_blank_rows_say_nothing_and_unfinished_ones_are_left_out() -> None:
    lines = (
        Line(1),
        Line(2, field="order.total", operator="over", kind=FieldKind.NUMBER),
        Line(3, text="5"),
        Line(4, field="order.total", operator="between", text="1", kind=FieldKind.NUMBER),
        Line(5, field="order.source", text="Online", kind=FieldKind.TEXT),
    )
    written = write_lines(lines)
    assert written.document == {"order.source": "Online"}
    assert written.problems == {
        2: "Type a value.",
        3: "Choose a field.",
        4: "Type both values, the smaller first.",
    }
    assert written.missing == {2, 3, 4}


def test_a_row_that_cannot_be_used_says_why_without_naming_itself() -> None:
    written = write_lines((Line(7, field="order.source", operator="matches", text="(", kind=FieldKind.TEXT),))
    assert written.document == {}
    assert written.missing == frozenset()
    assert "filter" not in written.problems[7]
    assert written.problems[7][0].isupper()


def test_the_kind_of_a_field_decides_what_is_offered_and_how_a_value_is_read() -> None:
    number = with_field(Line(1, text="100"), "order.total", FIELDS)
    text = with_field(Line(1, text="100"), "order.source", FIELDS)
    assert ("over", "is greater than") in offered(number)
    assert ("over", "is greater than") not in offered(text)
    assert write_lines((number,)).document == {"order.total": 100}
    assert write_lines((text,)).document == {"order.source": "100"}


def test_an_operator_that_does_not_fit_another_field_becomes_one_that_does() -> None:
    over = with_operator(with_field(Line(1, text="5"), "order.total", FIELDS), "over")
    assert with_field(over, "order.source", FIELDS).operator == "is"
    assert with_field(over, "items[].quantity", FIELDS).operator == "over"


def test_an_operator_without_a_value_forgets_what_was_typed() -> None:
    line = with_operator(with_field(Line(1, text="5", second="6"), "order.total", FIELDS), "exists")
    assert (line.text, line.second) == ("", "")
    assert write_lines((line,)).document == {"order.total": {"$exist": True}}
