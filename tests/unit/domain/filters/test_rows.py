"""Filters as rows of the builder, and what is typed into them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.filters.strategies import rows, scalars
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.fields import FieldKind
from webhook_dashboard.domain.filters import AnyOfRows, FilterRow, from_rows, to_rows
from webhook_dashboard.domain.filters.choices import (
    CHOICE_BY_KEY,
    CHOICES,
    choice_of,
    choices_for,
    make_row,
    typed_text,
)
from webhook_dashboard.domain.filters.operators import OPERATORS

Row = FilterRow


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ({}, ()),
        (
            {"order.total": {"$gt": 100, "$lt": 500}, "order.source": "Online"},
            (
                Row("order.total", "$gt", 100),
                Row("order.total", "$lt", 500),
                Row("order.source", "$eq", "Online"),
            ),
        ),
        (
            {"a": 1, "$or": [{"b": {"$in": [2]}}, {"c": {"$contains": "vip"}}]},
            (Row("a", "$eq", 1), AnyOfRows((Row("b", "$in", [2]), Row("c", "$contains", "vip")))),
        ),
        ({"$not": {"a": {"$contains": "x"}}}, (Row("a", "$contains", "x", negated=True),)),
        ({"$not": {"a": "x"}}, (Row("a", "$neq", "x"),)),
        ({"$not": {"a": {"$exist": True}}}, (Row("a", "$exist", False),)),
        ({"items[].sku": "A"}, (Row("items[].sku", "$eq", "A"),)),
        ({"tags": {"$all": {"$startsWith": "a"}}}, (Row("tags[]", "$startsWith", "a", quantifier="$all"),)),
        ({"$not": {"tags": {"$any": {"$not": "a"}}}}, (Row("tags[]", "$neq", "a", quantifier="$none"),)),
        ({"tags": {"$any": {"$not": {"$regex": "a"}}}}, (Row("tags[]", "$regex", "a", negated=True),)),
        ({"$any": {"sku": "A"}}, (Row("[].sku", "$eq", "A"),)),
        ({"a[]b": 1}, (Row("a[]b", "$eq", 1),)),
    ],
)
def test_a_filter_is_shown_as_rows(document: Any, shown: Any) -> None:
    assert to_rows(document) == shown
    assert to_rows(from_rows(shown)) == shown


@pytest.mark.parametrize(
    "document",
    [
        {"$not": {"a": {"$gt": 1}}},  # not the same as at most: what is missing passes
        {"$not": {"a": 1, "b": 2}},
        {"$or": [{"a": 1, "b": 2}, {"c": 3}]},
        {"items": {"$any": {"sku": "A", "quantity": 2}}},
        {"orders[].items[].sku": "A"},
        {"$not": {"items": {"$all": {"sku": "A"}}}},
        {"a[]b": {"$any": 1}},  # as a field of a row it would be read otherwise
    ],
)
def test_what_rows_cannot_say_is_not_shown_as_rows(document: Any) -> None:
    assert to_rows(document) is None


@pytest.mark.parametrize(
    ("given_rows", "field"),
    [
        ([Row("", "$eq", 1)], "filter[0]."),
        ([Row("a", "$eq", 1), Row("a", "$gt", "")], "filter[1].a.$gt"),
        ([Row("a", "$or", [1])], "filter[0]"),
        ([Row("a[]", "$eq", 1, quantifier="$some")], "filter[0]"),
        ([AnyOfRows(())], "filter[0]"),
        ([Row("a", "$eq", 1), AnyOfRows((Row("b", "$eq", 1), Row("b", "$in", [])))], "filter[1][1].b.$in"),
        ([Row(f"f{number}", "$eq", 1) for number in range(101)], "filter.f100"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(given_rows: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_rows(given_rows)
    assert refused.value.field == field


@given(rows)
def test_a_row_is_typed_again_as_it_is_shown(given_rows: Any) -> None:
    for row in given_rows:
        try:
            document = from_rows([row])
        except InvalidInput:
            continue
        for shown in to_rows(document) or ():
            if isinstance(shown, FilterRow):
                choice = choice_of(shown)
                text = typed_text(choice, shown.value)
                made = make_row(shown.field, choice, text, quantifier=shown.quantifier)
                assert from_rows([made]) == from_rows([shown])


def test_every_operator_is_offered_and_keys_are_unique() -> None:
    assert {choice.operator for choice in CHOICES} == set(OPERATORS)
    assert len(CHOICE_BY_KEY) == len(CHOICES)
    assert len({(choice.words, choice.operator) for choice in CHOICES}) == len(CHOICES)


@pytest.mark.parametrize(
    ("kind", "offered", "not_offered"),
    [
        (FieldKind.NUMBER, {"is", "over", "between", "one_of", "changed"}, {"contains", "after", "empty"}),
        (FieldKind.TEXT, {"is", "contains", "matches", "after", "empty"}, {"over", "between"}),
        (FieldKind.TIME, {"is", "after", "between"}, {"over", "contains"}),
        (FieldKind.BOOLEAN, {"is", "is_not", "missing"}, {"one_of", "over"}),
        (FieldKind.LIST, {"contains", "one_of", "empty"}, {"over", "starts_with"}),
        (FieldKind.OBJECT, {"exists", "empty", "changed"}, {"is", "contains"}),
        (FieldKind.NULL, set(CHOICE_BY_KEY), set()),
    ],
)
def test_a_field_gets_the_operators_of_its_kind(
    kind: FieldKind, offered: set[str], not_offered: set[str]
) -> None:
    keys = {choice.key for choice in choices_for(kind)}
    assert offered <= keys
    assert not keys & not_offered


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (Row("a", "$gt", 100), "over"),
        (Row("a", "$gt", "2026-11-20"), "after"),
        (Row("a", "$exist", False), "missing"),
        (Row("a", "$regex", "x", negated=True), "not_matches"),
        (Row("a", "$gt", 1, negated=True), "over"),  # no entry says so: the nearest
    ],
)
def test_a_row_is_shown_under_its_words(row: FilterRow, key: str) -> None:
    assert choice_of(row).key == key


@pytest.mark.parametrize(
    ("key", "text", "kind", "value"),
    [
        ("over", " 100 ", FieldKind.NUMBER, 100),
        ("is", "Online", FieldKind.TEXT, "Online"),
        ("is", "100", FieldKind.TEXT, "100"),
        ("is", "100", FieldKind.NULL, 100),
        ("is", '"100"', FieldKind.NULL, "100"),
        ("is", '"100', FieldKind.NULL, '"100'),
        ("is", "true", FieldKind.BOOLEAN, True),
        ("is", "null", FieldKind.NULL, None),
        ("is", "[1, 2]", FieldKind.LIST, [1, 2]),
        ("is", "{1", FieldKind.NULL, "{1"),
        ("is", "{x}", FieldKind.TEXT, "{x}"),
        ("one_of", "Standard, Express,", FieldKind.TEXT, ["Standard", "Express"]),
        ("one_of", '"a, b", c', FieldKind.NULL, ["a, b", "c"]),
        ("between", "10,100", FieldKind.NUMBER, [10, 100]),
        ("starts_with", "1", FieldKind.NULL, "1"),
        ("starts_with", "1, 2", FieldKind.NULL, ["1", "2"]),
        ("matches", " ^a, b", FieldKind.TEXT, " ^a, b"),
        ("exists", "whatever", FieldKind.TEXT, True),
    ],
)
def test_what_is_typed_becomes_a_value(key: str, text: str, kind: FieldKind, value: Any) -> None:
    row = make_row(" a ", CHOICE_BY_KEY[key], text, kind=kind)
    assert row.field == "a"
    assert row.value == value
    assert type(row.value) is type(value)


@given(scalars | st.text(), st.lists(scalars | st.text(), min_size=1))
def test_a_value_is_typed_so_that_it_is_read_again(one: Any, many: list[Any]) -> None:
    for key, value in (("is", one), ("one_of", many)):
        choice = CHOICE_BY_KEY[key]
        assert make_row("a", choice, typed_text(choice, value)).value == value


def test_what_needs_no_value_has_none_to_type() -> None:
    assert typed_text(CHOICE_BY_KEY["empty"], True) == ""
    assert typed_text(CHOICE_BY_KEY["matches"], '"^a') == '"^a'
    assert typed_text(CHOICE_BY_KEY["starts_with"], "a,b") == '"a,b"'
