"""Which JSON is a filter, and how it is kept."""

from typing import Any

import pytest

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.domain.filters.operands import MAX_CHOICES, MAX_TEXT
from webhook_dashboard.domain.filters.parsing import MAX_CONDITIONS, MAX_DEPTH
from webhook_dashboard.domain.filters.patterns import MAX_PATTERN


def deep(levels: int, value: Any) -> Any:
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("document", "canonical"),
    [
        ({}, {}),
        (
            {"order": {"total": {"$gt": 1}, "customer": {"name": "x"}}},
            {"order.total": {"$gt": 1}, "order.customer.name": "x"},
        ),
        ({"a": {"$eq": 1}}, {"a": 1}),
        ({"a": {"$eq": [1]}}, {"a": {"$eq": [1]}}),
        ({"a": {"$exists": True, "$ne": 1}}, {"a": {"$exist": True, "$neq": 1}}),
        ({"a": {"$gt": "100"}}, {"a": {"$gt": 100}}),
        ({"$and": [{"a": 1}, {"b": 2}]}, {"a": 1, "b": 2}),
        ({"$and": [{"a": {"$gt": 1}}, {"a": {"$lt": 5}}]}, {"a": {"$gt": 1, "$lt": 5}}),
        ({"$and": [{"a": 1}, {"a": {"$exist": True}}]}, {"a": {"$eq": 1, "$exist": True}}),
        ({"$and": [{"a": 1}, {"a": 2}, {"b": 3}]}, {"a": 1, "$and": [{"a": 2, "b": 3}]}),
        ({"$and": [{"a": 1}, {"b": 3}, {"a": {"$lt": 2}}]}, {"a": 1, "b": 3, "$and": [{"a": {"$lt": 2}}]}),
        (
            {"$and": [{"$not": {"a": 1}}, {"$not": {"b": 1}}]},
            {"$not": {"a": 1}, "$and": [{"$not": {"b": 1}}]},
        ),
        ({"$or": [{"a": 1}]}, {"a": 1}),
        ({"$or": [{"a": 1}, {"$or": [{"b": 1}, {"c": 1}]}]}, {"$or": [{"a": 1}, {"b": 1}, {"c": 1}]}),
        ({"a": {"$or": [1, {"$gt": 5}]}}, {"$or": [{"a": 1}, {"a": {"$gt": 5}}]}),
        ({"$not": {"$not": {"a": 1}}}, {"a": 1}),
        ({"items[].sku": "A"}, {"items": {"$any": {"sku": "A"}}}),
        ({"items.$.tags.$": "A"}, {"items": {"$any": {"tags": {"$any": {"$eq": "A"}}}}}),
        ({"items[0][].sku": "A"}, {"items.0": {"$any": {"sku": "A"}}}),
        ({"$.sku": "A"}, {"$any": {"sku": "A"}}),
        ({"[].sku": "A"}, {"$any": {"sku": "A"}}),
    ],
)
def test_a_filter_is_kept_in_one_form(document: Any, canonical: Any) -> None:
    accepted = parse_filter(document)
    assert accepted.document == canonical
    assert list(accepted.document) == list(canonical)
    assert accepted == parse_filter(canonical)


@pytest.mark.parametrize(
    ("document", "field", "words"),
    [
        (None, "filter", "JSON object such as"),
        ([], "filter", "JSON object such as"),
        ("a", "filter", "JSON object such as"),
        ({"a": []}, "filter.a", r"write \$in"),
        ({"a": {}}, "filter.a", "is empty"),
        ({"$or": []}, "filter.$or", "a list of conditions"),
        ({"$and": {"a": 1}}, "filter.$and", "a list of conditions"),
        ({"$or": [{"a": 1}, {}]}, "filter.$or[1]", "is empty"),
        ({"$or": ["a"]}, "filter.$or[0]", "name the field first"),
        ({"$gt": 5}, "filter.$gt", "name the field first"),
        ({"a": {"$bigger": 5}}, "filter.a.$bigger", r"no such operator. There are \$and, .*\$changed\.$"),
        ({"a": {"b": {"$gt": None}}}, "filter.a.b.$gt", "a number such as 100, or a time"),
        ({"a": {"$gt": True}}, "filter.a.$gt", "a number"),
        ({"a": {"$gt": ""}}, "filter.a.$gt", "a number"),
        ({"a": {"$gt": 2**65}}, "filter.a.$gt", "too large"),
        ({"a": {"$gt": "9" * 25}}, "filter.a.$gt", "too large"),
        ({"a": float("nan")}, "filter.a", "finite"),
        ({"a": "x" * (MAX_TEXT + 1)}, "filter.a", "2,000 characters"),
        ({"a": "\ud800"}, "filter.a", "half a character"),
        ({"\ud800": 1}, "filter", "half a character"),
        ({"a..b": 1}, "filter.a..b", "without empty parts"),
        ({"": 1}, "filter.", "without empty parts"),
        ({"x" * 201: 1}, "filter." + "x" * 193, "at most 200 characters"),
        ({"x" * 150: {"y" * 150: 1}}, "filter." + "x" * 150 + "." + "y" * 42, "at most 200 characters"),
        ({"a.$b": 1}, "filter.a.$b", r"cannot begin with \$"),
        ({"a": {"$eq": deep(6, 1)}}, "filter.a.$eq", "too large to compare"),
        ({"a": {"$eq": ["x" * 2_000] * 2}}, "filter.a.$eq", "too large to compare"),
        ({"a": {"$eq": [2**70]}}, "filter.a.$eq", "too large"),
        ({"a": {"$eq": {"b": float("inf")}}}, "filter.a.$eq", "finite"),
        ({"a": {"$eq": {"\ud800": 1}}}, "filter.a.$eq", "JSON value"),
        ({"a": {"$between": 5}}, "filter.a.$between", "two values"),
        ({"a": {"$between": [1, 2, 3]}}, "filter.a.$between", "two values"),
        ({"a": {"$between": [5, 1]}}, "filter.a.$between", "smaller value first"),
        ({"a": {"$between": [1, "x"]}}, "filter.a.$between", "both values"),
        ({"a": {"$between": [1, None]}}, "filter.a.$between[1]", "a number"),
        ({"a": {"$in": "x"}}, "filter.a.$in", r"use \$contains"),
        ({"a": {"$in": []}}, "filter.a.$in", "a list such as"),
        ({"a": {"$in": [1, [2]]}}, "filter.a.$in[1]", "expected text"),
        ({"a": {"$in": [1] * (MAX_CHOICES + 1)}}, "filter.a.$in", "at most 500"),
        ({"a": {"$contains": ""}}, "filter.a.$contains", "at least one character"),
        ({"a": {"$contains": [1]}}, "filter.a.$contains", "expected text"),
        ({"a": {"$startsWith": 5}}, "filter.a.$startsWith", "at least one character"),
        ({"a": {"$endsWith": ["x", 5]}}, "filter.a.$endsWith[1]", "at least one character"),
        ({"a": {"$regex": "("}}, "filter.a.$regex", "regular expression of RE2's kind: missing"),
        ({"a": {"$regex": "(?=x)"}}, "filter.a.$regex", "RE2"),
        ({"a": {"$regex": "((x{100}){100}){100}"}}, "filter.a.$regex", "RE2"),
        ({"a": {"$regex": "x" * (MAX_PATTERN + 1)}}, "filter.a.$regex", "500 characters"),
        ({"a": {"$exist": 1}}, "filter.a.$exist", "true or false"),
        ({"a": {"$any": {"b": {"$changed": True}}}}, "filter.a.$any.b.$changed", "fields of the event"),
        ({f"f{number}": 1 for number in range(MAX_CONDITIONS + 1)}, "filter.f100", "at most 100 conditions"),
    ],
)
def test_what_is_no_filter_is_refused_with_its_place(document: Any, field: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        parse_filter(document)
    assert refused.value.field == field
    assert refused.value.message.startswith(f"{field}: ")


def nested(name: str, levels: int) -> Any:
    document: Any = {"a": 1}
    for _ in range(levels):
        document = {"a": {name: document}}
    return document


def test_groups_are_nested_to_a_limited_depth() -> None:
    parse_filter(nested("$any", MAX_DEPTH - 1))
    with pytest.raises(InvalidInput, match="at most 8 levels") as refused:
        parse_filter(nested("$any", MAX_DEPTH))
    assert refused.value.field == "filter"


def test_json_that_is_nested_very_deeply_is_refused() -> None:
    document: Any = {"a": 1}
    for _ in range(10_000):
        document = {"$and": [document]}
    with pytest.raises(InvalidInput, match="nested too deeply"):
        parse_filter(document)


def test_a_filter_shows_nothing_but_its_json() -> None:
    assert repr(parse_filter({"a": 1})) == "Filter(document={'a': 1})"
