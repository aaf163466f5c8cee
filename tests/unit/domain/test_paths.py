"""Where a dotted path leads."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.paths import (
    MAX_PATH_LENGTH,
    MAX_SEGMENTS,
    MISSING,
    check_path,
    entity_of,
    resolve,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("data", "path", "found"),
    [
        ({"order": {"total": 1}}, "order.total", 1),
        ({"total": 1}, "order.total", 1),  # the entity stands for the data itself
        ({"total": 1}, "total", 1),
        ({"total": 1}, "order", {"total": 1}),
        ({"order": None, "total": 1}, "order.total", MISSING),  # a key that is there wins
        ({"order": {"id": 7}, "total": 1}, "order.total", MISSING),
        ({"total": 1}, "customer.total", MISSING),
        ({"order": {"customer": {"name": "Ada"}}}, "customer.name", "Ada"),  # beside the entity or within
        ({"order": {"total": 1}}, "total", 1),
        ({"order": {"customer": {"name": "Ada"}}, "customer": {}}, "customer.name", MISSING),
        ({"order": [{"name": "Ada"}]}, "name", MISSING),
        ({"shop": {"total": 1}}, "total", MISSING),
        ({"total": None}, "total", None),  # null is there
        ({"items": [{"sku": "A"}, {"sku": "B"}]}, "items.1.sku", "B"),
        ({"items": [{"sku": "A"}]}, "items.1.sku", MISSING),
        ({"items": [7]}, "items.-1", MISSING),
        ({"items": [7]}, "items.first", MISSING),
        ({"items": [7]}, "items.²", MISSING),
        ({"items": [7]}, "items." + "0" * 5_000, MISSING),
        ({"lines": {"0": "key"}}, "lines.0", "key"),
        ([{"sku": "A"}], "0.sku", "A"),
        ([{"sku": "A"}], "order.0.sku", "A"),
        ({"total": 1}, "total.cents", MISSING),
        ({"name": "abc"}, "name.0", MISSING),
        ({"a": {"": 1}}, "a.", 1),
        (None, "total", MISSING),
    ],
)
def test_a_path_leads_to_a_value_or_nowhere(data: Any, path: str, found: Any) -> None:
    assert resolve(data, path, "order.created") == found


def test_without_an_entity_nothing_stands_for_the_data() -> None:
    assert resolve({"": {"total": 1}}, "total", "") is MISSING


def test_the_entity_is_the_first_part_of_the_type_in_lower_case() -> None:
    assert entity_of("purchase_order.approved") == "purchase_order"
    assert entity_of("ILCPT_ORDER") == "ilcpt_order"
    assert resolve({"companyId": 100}, "ilcpt_order.companyId", "ILCPT_ORDER") == 100


@given(json_values, st.text(), st.text())
def test_resolving_never_raises(data: Any, path: str, event_type: str) -> None:
    resolve(data, path, event_type)


def test_a_usable_path_is_split() -> None:
    assert check_path("order.total", field="filter") == ("order", "total")


@pytest.mark.parametrize("path", ["", ".", "order.", "a..b", "x" * (MAX_PATH_LENGTH + 1)])
def test_an_unusable_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput, match=r"^filter: ") as refused:
        check_path(path, field="filter")
    assert refused.value.field == "filter"


def test_a_path_has_a_limited_depth() -> None:
    check_path(".".join("a" * MAX_SEGMENTS), field="filter")
    with pytest.raises(InvalidInput, match=r"20 parts"):
        check_path(".".join("a" * (MAX_SEGMENTS + 1)), field="filter")
