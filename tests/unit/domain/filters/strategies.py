"""What hypothesis makes filters, rows and event data of: few names and values, so that they meet."""

from typing import Any

from hypothesis import strategies as st

from webhook_dashboard.domain.filters.rows import AnyOfRows, FilterRow

names = st.sampled_from(["order", "total", "items", "sku", "tags", "status", "0", "1", "a-b", "é"])
texts = st.sampled_from(
    ["Online", "on", "", "100", "150.00", "-1e3", "2026-11-20", "2026-11-20T13:32:07+01:00", "é", "\x00 \n"]
)
numbers = st.sampled_from([0, 1, 100, -5, 1.0, 150.5, 2**63, 1e300])
scalars = st.none() | st.booleans() | numbers | texts
data_values = st.recursive(
    scalars | st.floats() | st.integers() | st.text(st.characters(exclude_categories=[])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(names | st.sampled_from(["previous", "changes", "from", "to"]), inner, max_size=4)
    ),
    max_leaves=12,
)
event_types = st.sampled_from(["order.created", "ORDER", "items.changed", "", "."])

_orderables = numbers | st.sampled_from(["100", "2026-11-20", "Online", "é"])
_operations: dict[str, st.SearchStrategy[Any]] = {
    "$eq": data_values,
    "$neq": data_values,
    "$ne": scalars,
    "$gt": _orderables,
    "$gte": _orderables,
    "$lt": _orderables,
    "$lte": _orderables,
    "$between": st.lists(numbers, min_size=2, max_size=2).map(sorted)
    | st.just(["2026-01-01", "2026-11-20T13:32:07Z"]),
    "$in": st.lists(scalars, min_size=1, max_size=4),
    "$nin": st.lists(scalars, min_size=1, max_size=4),
    "$exist": st.booleans(),
    "$exists": st.booleans(),
    "$regex": st.sampled_from(["^On", "[0-9]+", "é$", ".", "(?i)online"]),
    "$contains": texts.filter(bool) | numbers,
    "$startsWith": texts.filter(bool) | st.just(["On", "1"]),
    "$endsWith": texts.filter(bool),
    "$empty": st.booleans(),
    "$changed": st.booleans(),
}
_plain_names = [name for name in _operations if name != "$changed"]
paths = st.lists(names, min_size=1, max_size=3).map(".".join) | st.sampled_from(
    ["items[].sku", "items.$.sku", "$.total", "tags[]", "items[0].sku", "[]", "order.items[].tags[]"]
)


def _operation(name: str) -> st.SearchStrategy[dict[str, Any]]:
    return _operations[name].map(lambda value: {name: value})


_single = st.sampled_from(_plain_names).flatmap(_operation)
_double = st.builds(lambda one, other: one | other, _single, _single)
_compared = scalars | _single | _double | st.sampled_from(["$changed"]).flatmap(_operation)


def _grouped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda path, value: {path: value}, paths, inner),
        several.map(lambda parts: {"$or": parts}),
        several.map(lambda parts: {"$and": parts}),
        inner.map(lambda part: {"$not": part}),
        inner.map(lambda part: {"items": {"$any": part}}),
        inner.map(lambda part: {"$all": part}),
        st.builds(lambda one, other: one | other, inner, inner),
    )


_conditions = st.builds(lambda path, value: {path: value}, paths, _compared)
documents = st.just({}) | st.recursive(_conditions, _grouped, max_leaves=6)
"""JSON objects most of which are filters."""

_faults = st.sampled_from(
    [{}, [], {"$gt": None}, {"$regex": "("}, {"$else": 1}, {"": 1}, {"a": {"$in": []}}, {"$between": [2, 1]}]
)
faulty_documents = st.recursive(
    st.builds(lambda path, value: {path: value}, paths, _faults),
    lambda inner: st.one_of(
        st.builds(lambda path, value: {path: value}, paths, inner),
        inner.map(lambda part: {"$or": [{"a": 1}, part]}),
        inner.map(lambda part: {"$and": [part]}),
        inner.map(lambda part: {"$not": part}),
        inner.map(lambda part: {"items": {"$all": part}}),
    ),
    max_leaves=3,
)
"""JSON objects with a fault in them."""

_row_fields = st.lists(names, min_size=1, max_size=3).map(".".join) | st.sampled_from(
    ["items[].sku", "tags[]", "[]", "[].total", "order.items[].sku", "a[]b", "items[0].sku"]
)


def _row(name: str) -> st.SearchStrategy[FilterRow]:
    return st.builds(
        FilterRow,
        _row_fields,
        st.just(name),
        _operations[name],
        st.booleans(),
        st.sampled_from(["$any", "$all", "$none"]),
    )


_rows = st.sampled_from([name for name in _plain_names if name not in ("$ne", "$exists")]).flatmap(_row)
rows = st.lists(_rows | st.lists(_rows, min_size=1, max_size=3).map(tuple).map(AnyOfRows), max_size=4)
"""Rows of the builder most of which can be used."""
