"""The variables that the picker offers."""

from typing import Any

import pytest

from tests.unit.domain.templates.template_samples import ORDER, context
from webhook_dashboard.domain.catalogue.packs import find_built_in
from webhook_dashboard.domain.fields import FieldKind, learn_fields
from webhook_dashboard.domain.templates import (
    TemplateSource,
    Variable,
    parse_template,
    variables_from,
    variables_of,
)

OF_THE_ERP = (
    "webhook.id", "webhook.timestamp", "webhook.event", "webhook.attempt",
    "order.id", "order.number", "order.date", "order.status", "order.subtotal", "order.tax",
    "order.shipping", "order.total", "order.notes",
    "customer.id", "customer.code", "customer.name", "customer.email", "customer.phone",
    "item.sku", "item.name", "item.quantity", "item.price", "item.total",
)  # fmt: skip


def by_path(data: object, event_type: str) -> dict[str, Variable]:
    return {variable.path: variable for variable in variables_of(data, event_type)}


@pytest.mark.parametrize("data", [ORDER, {}, None, {"order": ORDER}])
@pytest.mark.parametrize("event_type", ["order.created", "order.cancelled"])
def test_orders_offer_the_23_variables_of_the_erp_with_descriptions(data: object, event_type: str) -> None:
    offered = by_path(data, event_type)
    assert len(OF_THE_ERP) == 23
    assert [path for path in OF_THE_ERP if not offered[path].description] == []
    assert offered["item.total"].description == "Line total"


def test_each_has_the_value_of_the_event_beside_it() -> None:
    offered = by_path(ORDER | {"gift": True}, "order.created")
    assert offered["order.total"] == Variable("order.total", FieldKind.NUMBER, 150.0, "Total amount", "order")
    assert offered["order.gift"] == Variable("order.gift", FieldKind.BOOLEAN, True, "", "order")
    assert offered["item.sku"] == Variable(
        "item.sku", FieldKind.TEXT, "SKU-44120", "Product SKU", "item", "items"
    )
    assert offered["customer.phone"] == Variable(
        "customer.phone", FieldKind.TEXT, None, "Phone number", "customer", is_present=False
    )
    assert offered["webhook.event"].example == "order.created"
    assert offered["data"].type is FieldKind.OBJECT


def test_groups_stand_together_those_of_every_event_first() -> None:
    groups = [variable.group for variable in variables_of(ORDER, "order.created")]
    assert list(dict.fromkeys(groups)) == ["webhook", "event", "data", "order", "customer", "items", "item"]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)


@pytest.mark.parametrize("key", ["order.created", "inventory.updated", "ILCPT_ORDER", "payment.received"])
def test_every_variable_that_is_offered_finds_its_value(key: str) -> None:
    found = find_built_in(key)
    assert found is not None
    sample = found[1].sample
    for variable in variables_of(sample, key):
        text = f"[{{{variable.path}}}]" if variable.list_path else f"{{{variable.path}}}"
        result = parse_template(TemplateSource("json", text)).render(context(sample, key))
        assert result.missing == (), variable


def test_fields_named_like_our_own_are_reached_through_data() -> None:
    data: dict[str, Any] = {"webhook": {"id": 7}, "event": "x", "data": {"a": 1}}
    offered = by_path(data, "ping")
    assert offered["data.webhook.id"].example == 7
    assert offered["data.event"].example == "x"
    assert offered["data.data.a"].example == 1
    assert "data.webhook" in offered
    assert "webhook" not in offered


def test_what_no_placeholder_can_name_is_not_offered() -> None:
    offered = by_path({"two words": 1, "a": {"b{": 1, "ü-1": 2}, "1st": 3}, "ping")
    assert {path for path in offered if offered[path].group not in ("webhook", "event", "data")} == {
        "a",
        "a.ü-1",
    }


def test_elements_of_two_lists_are_offered_with_their_lists_and_lists_in_lists_are_not() -> None:
    data = {"items": [{"n": 1, "parts": [{"x": 1}]}], "others": [{"n": 2}], "tags": ["a"]}
    offered = [(one.path, one.list_path) for one in variables_of(data, "ping") if one.list_path]
    assert offered == [("item.n", "items"), ("item.parts", "items"), ("item.n", "others")]


def test_fields_that_only_the_sample_has_are_offered_as_not_present() -> None:
    fields = learn_fields([{"a": 1}], {"a": 2, "b": 3}, "ping")
    offered = {one.path: one for one in variables_from(fields, "ping")}
    assert (offered["a"].example, offered["a"].is_present) == (1, True)
    assert (offered["b"].example, offered["b"].is_present) == (3, False)
