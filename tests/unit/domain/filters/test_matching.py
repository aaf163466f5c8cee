"""Which data passes which filter."""

from typing import Any

import pytest

from webhook_dashboard.domain.filters import parse_filter

ORDER = {
    "order": {
        "total": 150.0,
        "source": "Online",
        "ship_method": "Express",
        "paid": True,
        "notes": None,
        "placed_at": "2026-11-20T13:32:07+01:00",
        "weight": "12.50",
    },
    "customer": {"tags": ["vip", "new", 7], "name": "Bergman Outdoor", "previous_names": []},
    "flags": [True, None],
    "items": [{"sku": "A-1", "quantity": 2}, {"sku": "B-2", "quantity": 5, "options": [{"size": "L"}]}],
}


def matches(document: Any, data: Any = ORDER, event_type: str = "order.created") -> bool:
    accepted = parse_filter(document)
    verdict = accepted.matches(data, event_type)
    assert accepted.explain(data, event_type).matches is verdict
    return verdict


def one(field: str, **operators: Any) -> dict[str, Any]:
    return {field: {f"${name}": value for name, value in operators.items()}}


@pytest.mark.parametrize(
    ("total", "source", "ship_method", "triggers"),
    [
        (150, "Online", "Express", True),
        (50, "Online", "Express", False),
        (200, "Phone", "Standard", False),
        (500, "Online", "Ground", False),
    ],
)
def test_the_order_filter_lets_the_right_orders_through(
    total: int, source: str, ship_method: str, triggers: bool
) -> None:
    document = {
        "order.total": {"$gt": 100},
        "order.source": "Online",
        "order.ship_method": {"$in": ["Standard", "Express"]},
    }
    fields = {"total": total, "source": source, "ship_method": ship_method}
    assert matches(document, {"order": fields}) is triggers
    assert matches(document, fields) is triggers  # the entity stands for the data itself


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (one("order.total", eq=150), True),
        (one("order.total", gt=150), False),
        (one("order.total", gte=150), True),
        (one("order.total", lt=150.5), True),
        (one("order.total", lte=149), False),
        (one("order.total", gt="100"), True),  # text that holds a number is one
        (one("order.total", between=[100, 150]), True),
        (one("order.total", between=[150.01, 200]), False),
        (one("order.total", gt=100, lt=140), False),
        (one("order.weight", gt=12), True),  # a number in text counts as one
        (one("order.weight", eq=12.5), True),
        (one("order.weight", eq="12.5"), False),  # text with text is compared as text
        (one("order.paid", gt=0), False),  # true is no number
        (one("order.paid", eq=1), False),
        (one("order.paid", eq=True), True),
        ({"order.notes": None}, True),
        ({"order.nothing": None}, False),  # missing is not null
        ({"order.source": "online"}, False),
        (one("order.source", neq="Phone"), True),
        (one("order.nothing", neq="Phone"), True),
        (one("order.source", gt="O"), True),
        (one("order.source", lt="P"), True),
        (one("order.total", gt="O"), False),
    ],
)
def test_values_compare_by_kind(document: Any, expected: bool) -> None:
    assert matches(document) is expected


@pytest.mark.parametrize(
    ("operators", "expected"),
    [
        ({"eq": "2026-11-20T12:32:07Z"}, True),
        ({"gt": "2026-11-20"}, True),
        ({"gt": "2026-11-20T12:32:07Z"}, False),
        ({"lte": "2026-11-20T12:32:07"}, True),  # without a zone it is UTC
        ({"lt": "2026-11-20T13:00:00.5+01:00"}, False),
        ({"between": ["2026-11-20", "2026-11-21"]}, True),
        ({"in": ["2026-11-20T12:32:07Z"]}, True),
        ({"gt": "2026-13-01"}, False),  # no such month: text
    ],
)
def test_times_compare_as_moments(operators: dict[str, Any], expected: bool) -> None:
    assert matches(one("order.placed_at", **operators)) is expected


def test_a_time_at_the_edge_of_the_calendar_is_text() -> None:
    assert matches(one("at", gt="2026-11-20"), {"at": "0001-01-01T00:00:00+14:00"}) is False


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (one("order.source", **{"in": ["Phone", "Online"]}), True),
        (one("order.source", nin=["Phone", "Online"]), False),
        (one("order.nothing", nin=["Phone"]), True),
        (one("order.total", **{"in": ["Online", 150]}), True),
        (one("order.notes", **{"in": ["Online", None]}), True),
        (one("order.source", contains="lin"), True),
        (one("order.total", contains="5"), False),
        (one("order.source", contains=5), False),
        (one("order.source", startsWith="On"), True),
        (one("order.source", startsWith=["Off", "On"]), True),
        (one("order.source", endsWith="on"), False),
        (one("order.total", endsWith="0"), False),
        (one("order.source", regex="^O.*e$"), True),
        (one("order.source", regex="nline"), True),  # anywhere in it
        (one("order.source", regex="(?i)^online$"), True),
        (one("order.total", regex="1"), False),
        (one("order.notes", exist=True), True),
        (one("order.nothing", exists=False), True),
        (one("order.notes", empty=True), True),
        (one("order.nothing", empty=True), True),
        (one("customer.previous_names", empty=True), True),
        (one("order.source", empty=False), True),
    ],
)
def test_choices_text_and_presence(document: Any, expected: bool) -> None:
    assert matches(document) is expected


def test_text_with_half_a_character_can_be_searched() -> None:
    assert matches(one("name", regex="b$"), {"name": "\ud800b"})


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"customer.tags": "vip"}, True),  # a list is as good as one of its elements
        (one("customer.tags", neq="vip"), False),
        (one("customer.tags", **{"in": ["x", 7]}), True),
        (one("customer.tags", contains="new"), True),
        (one("customer.tags", contains=7), True),
        (one("customer.tags", contains="ne"), False),
        (one("customer.tags", eq=["vip", "new", 7]), True),
        (one("customer.tags", eq=["vip"]), False),
        (one("items.0", eq={"sku": "A-1", "quantity": 2.0}), True),
        (one("items.0", eq={"sku": "A-1"}), False),
        (one("items.0", eq={"sku": "A-1", "quantity": True}), False),
        (one("items.1.options", eq=[{"size": "M"}]), False),
        (one("flags", eq=[True, None]), True),
        (one("flags", eq=[1, None]), False),
        ({"items.0.sku": "A-1"}, True),
        ({"items[1].sku": "A-1"}, False),
        ({"items[].sku": "B-2"}, True),
        ({"items.$.sku": "B-2"}, True),
        ({"items.$": {"sku": "A-1", "quantity": 5}}, False),  # of one and the same element
        ({"items.$.sku": "A-1", "items.$.quantity": 5}, True),  # of any each
        ({"items": {"$any": {"sku": "B-2", "quantity": {"$gt": 4}}}}, True),
        ({"items": {"$all": {"quantity": {"$gt": 1}}}}, True),
        ({"items": {"$all": {"quantity": {"$gt": 2}}}}, False),
        ({"customer.tags": {"$any": {"$startsWith": "v"}}}, True),
        ({"customer.tags[]": {"$regex": "^n"}}, True),
        ({"customer.previous_names": {"$all": "x"}}, True),
        ({"customer.name": {"$all": "x"}}, False),
        ({"items[].options[].size": "L"}, True),
        ({"$not": {"items": {"$any": {"sku": "C"}}}}, True),
    ],
)
def test_lists(document: Any, expected: bool) -> None:
    assert matches(document) is expected


def test_data_that_is_a_list_itself() -> None:
    assert matches({"$.sku": "A"}, [{"sku": "A"}])
    assert matches({"$any": {"sku": "A"}}, [{"sku": "A"}])
    assert not matches({"$": "A"}, {"sku": "A"})


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({}, True),
        ({"order": {"total": {"$gt": 1}, "source": "Online"}}, True),  # nested says what dotted says
        ({"$or": [{"order.source": "Phone"}, {"order.total": 150}]}, True),
        ({"$or": [{"order.source": "Phone"}, {"order.total": 1}]}, False),
        ({"order.source": {"$or": ["Phone", "Online"]}}, True),
        ({"order.source": {"$or": [{"$eq": "Phone"}, {"$startsWith": "O"}]}}, True),
        ({"order.source": {"$not": "Phone"}}, True),
        ({"order.source": {"$not": {"$in": ["Phone", "Online"]}}}, False),
        ({"$not": {"order.source": "Online", "order.total": 1}}, True),
        ({"$and": [{"order.source": "Online"}, {"order.total": {"$lt": 100}}]}, False),
    ],
)
def test_groups(document: Any, expected: bool) -> None:
    assert matches(document) is expected


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        ({"status": "paid", "previous": {"status": "open"}}, True),
        ({"status": "paid", "previous": {"status": "paid"}}, False),
        ({"status": "paid", "previous": {"total": 1}}, False),  # only what changed is in it
        ({"order": {"status": "paid"}, "previous": {"order": {"status": "open"}}}, True),
        ({"order": {"status": "paid", "previous": {"status": "open"}}}, True),
        ({"status": "paid", "changes": ["status"]}, True),
        ({"status": "paid", "changes": ["order.status"]}, True),
        ({"status": "paid", "changes": ["total", 7]}, False),
        ({"status": "paid", "changes": {"status": {"from": "open", "to": "paid"}}}, True),
        ({"status": "paid", "changes": {"status": {"from": "paid", "to": "paid"}}}, False),
        ({"status": "paid", "changes": {"order.status": ["open", "paid"]}}, True),
        ({"status": "paid", "changes": {"order": {"status": "open"}}}, True),
        ({"status": "paid", "changes": {"total": 1}}, False),
    ],
)
def test_events_that_say_what_was_before_tell_changes(data: Any, changed: bool) -> None:
    assert matches(one("order.status", changed=True), data) is changed
    assert matches(one("order.status", changed=False), data) is not changed


def test_events_that_do_not_say_what_was_before_tell_no_changes() -> None:
    assert not matches(one("status", changed=True), {"status": "paid"})
    assert not matches(one("status", changed=False), {"status": "paid"})
