"""JSON templates: what a placeholder becomes inside and outside a string."""

import json
from datetime import timedelta, timezone
from typing import Any

import pytest

from tests.unit.domain.templates.template_samples import (
    CUSTOMER,
    ITEMS,
    MOMENT,
    ORDER,
    context,
    read,
    rendered,
    shown,
)
from webhook_dashboard.domain.templates import TemplateFault, TemplateSource, default_template, parse_template


def test_the_template_of_the_erp_works_as_it_is() -> None:
    template = parse_template(default_template("angage", "order.created"))
    result = template.render(context())
    assert json.loads(result.body) == {
        "event": "order.created",
        "timestamp": "2026-11-20T13:32:07.412Z",
        "data": {
            "order_id": "ord_9f2c41",
            "order_number": "SO-2026-0918",
            "customer": {"id": "CUS-10391", "name": "Bergman Outdoor", "email": "buy@bergman.example"},
            "items": [
                {"sku": "SKU-44120", "name": 'Tent, "2 persons"', "quantity": "2", "price": "60.0"},
                {"sku": "SKU-10077", "name": "Rope", "quantity": "1", "price": "12.0"},
            ],
            "totals": {"subtotal": "132.0", "tax": "18.0", "shipping": "0.0", "total": "150.0"},
        },
    }
    assert result.content_type == template.content_type == "application/json"
    assert (result.warnings, result.missing) == ((), ())


def test_an_order_under_its_own_key_renders_alike() -> None:
    apart = {"order": ORDER | {"customer": None, "items": None}, "customer": CUSTOMER, "items": ITEMS}
    text = default_template("angage", "order.created").text
    assert shown(text, apart) == shown(text)


def test_what_is_no_placeholder_is_sent_as_it_stands() -> None:
    text = '{\n\t"a" : [1, -0.5e+3,true,  null],\r\n "b":{ } , "c": [ ], "d": "{ {} {1} {\\u00fc ü }"}'
    assert shown(f"  {text}\n") == text


@pytest.mark.parametrize(
    ("value", "inside", "outside"),
    [
        ("a", "a", "a"),
        ("", "", ""),
        ('"quoted" \\ {order.id} \n\t\x00\x1f\x7f ü 漢 🚚', None, None),
        (7, "7", 7),
        (2**70, str(2**70), 2**70),
        (150.0, "150.0", 150.0),
        (-1.5e300, "-1.5e+300", -1.5e300),
        (float("inf"), "null", None),
        (True, "true", True),
        (False, "false", False),
        (None, "", None),
        ([1, "a"], '[1,"a"]', [1, "a"]),
        ({"a": 'b"'}, '{"a":"b\\""}', {"a": 'b"'}),
        ([2**70, "é"], f'[{2**70},"é"]', [2**70, "é"]),
        ({}, "{}", {}),
    ],
)
def test_inside_a_string_stands_text_and_outside_a_literal(value: Any, inside: Any, outside: Any) -> None:
    result = read('{"in": "{field}", "out": {field}}', {"field": value})
    assert result == {
        "in": value if inside is None else inside,
        "out": value if isinstance(value, str) else outside,
    }


def test_half_characters_become_the_sign_for_unknown_ones() -> None:
    data = {"a": "x\ud83d", "b": ["\udc00", 1]}
    assert read('["{a}", {a}, {b}]', data) == ["x\ufffd", "x\ufffd", ["\ufffd", 1]]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("webhook.id", "whd_1"),
        ("webhook.timestamp", "2026-11-20T13:32:07.412Z"),
        ("webhook.event", "order.created"),
        ("webhook.attempt", 2),
        ("webhook.integration_id", "int_abc123"),
        ("event.id", "evt_1"),
        ("event.type", "order.created"),
        ("event.time", "2026-11-20T13:30:00.000Z"),
    ],
)
def test_every_delivery_has_the_variables_of_the_system(path: str, value: object) -> None:
    assert read(f'{{"out": {{{path}}}, "in": "{{{path}}}"}}') == {"out": value, "in": str(value)}


def test_an_event_without_a_time_of_its_own_happened_at_the_attempt() -> None:
    assert read("{event.time}", event_time=None) == "2026-11-20T13:32:07.412Z"
    zoned = MOMENT.astimezone(timezone(timedelta(hours=1)))
    assert read("{webhook.timestamp}", timestamp=zoned) == "2026-11-20T14:32:07.412+01:00"


@pytest.mark.parametrize(
    ("path", "data", "value"),
    [
        ("data", {"a": 1}, {"a": 1}),
        ("data", "text", "text"),
        ("data.a.b", {"a": {"b": 1}}, 1),
        ("data.webhook.id", {"webhook": {"id": 1}}, 1),
        ("data.data", {"data": 1}, 1),
        ("total", {"total": 1}, 1),
        ("order", {"total": 1}, {"total": 1}),
        ("order", {"order": 7}, 7),
        ("order.total", {"order": {"total": 1}, "total": 2}, 1),
        ("order.total", {"total": 2}, 2),
        ("order.lines.1.sku", {"lines": [{}, {"sku": "b"}]}, "b"),
        ("lines.0", {"lines": ["a"]}, "a"),
        ("größe.ship-to.$ref", {"größe": {"ship-to": {"$ref": 1}}}, 1),
    ],
)
def test_a_path_leads_into_the_data(path: str, data: object, value: object) -> None:
    assert read(f"{{{path}}}", data) == value


@pytest.mark.parametrize("data", [None, [], [1], "text", 7, {"order": 7}, {"order": None}, {}])
def test_what_is_missing_is_left_empty_and_warned_about(data: object) -> None:
    result = rendered('{\n"in": "a{order.total}b", "out": {order.total}}', data)
    assert json.loads(result.body) == {"in": "ab", "out": None}
    assert result.missing == ("order.total",)
    assert result.warnings == (
        'Line 2: order.total is missing in this event, sent as "".',
        "Line 2: order.total is missing in this event, sent as null.",
    )


def test_null_is_a_value_and_not_missing() -> None:
    assert rendered('["{order.notes}", {order.notes}]', strict=True).body == b'["", null]'


def test_strict_mode_refuses_what_is_missing_and_names_it() -> None:
    with pytest.raises(TemplateFault) as caught:
        rendered('{\n "phone": "{customer.phone}"}', strict=True)
    fault = caught.value
    assert (fault.line, fault.column, fault.field) == (2, 12, "template")
    assert fault.sentence == "Line 2, column 12: customer.phone is missing in this event."
    assert fault.message == "template: line 2, column 12: customer.phone is missing in this event."


def test_of_many_warnings_the_first_are_said_and_the_rest_counted() -> None:
    names = [f"a{number}" for number in range(30)]
    result = rendered("[" + ",".join(f"{{{name}}}" for name in names) + "]", {})
    assert len(result.warnings) == 21
    assert result.warnings[-1] == "10 more."
    assert list(result.missing) == names


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        (r'"\{order.id}"', "{order.id}"),
        (r'"\\{order.id}"', r"\ord_9f2c41"),
        (r'"\\\{order.id}"', r"\{order.id}"),
        (r'"\u007border.id}"', "{order.id}"),
        (r'"\{\{a"', "{{a"),
        ('"{{} {{1} { order.id}"', "{{} {{1} { order.id}"),
        ('"{order.id }{order.id\t}"', "ord_9f2c41ord_9f2c41"),
        (r'"\ud83d\ude9a\"\/\b"', '🚚"/\b'),
    ],
)
def test_a_brace_behind_a_backslash_is_a_brace(text: str, payload: str) -> None:
    assert read(text) == payload


def test_names_of_fields_may_hold_placeholders() -> None:
    assert read('{"{customer.code}-{webhook.attempt}": 1}') == {"BERG-2": 1}


def test_a_template_says_what_it_uses_and_shows_no_text() -> None:
    template = parse_template(TemplateSource("json", '["{customer.name}", {order.id}, "{customer.name}"]'))
    assert template.variables == ("customer.name", "order.id")
    assert repr(template) == "Template(json, variables=('customer.name', 'order.id'))"


def test_a_value_that_has_no_json_form_is_a_fault_at_its_place() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (deep, 10**5_000, {1, 2}, [float("nan"), 2**70]):
        for text in ("[\n {field}]", '[\n "{field}"]'):
            with pytest.raises(TemplateFault, match="field cannot be written") as caught:
                rendered(text, {"field": value})
            assert caught.value.line == 2
