"""Templates of lines: plain text, and forms."""

from urllib.parse import parse_qsl

import pytest

from tests.unit.domain.templates.template_samples import rendered, shown
from webhook_dashboard.domain.templates.source import Format


def pairs(text: str, data: object = None, **fields: object) -> list[tuple[str, str]]:
    body = shown(text, data, format="form", **fields) if data is not None else shown(text, format="form")
    return parse_qsl(body, keep_blank_values=True, strict_parsing=True)


def test_text_is_sent_as_typed_with_the_values_in_it() -> None:
    result = rendered('Order {order.number} of "{customer.name}"\r\n\n  {order.total} { x\n', format="text")
    assert result.body.decode() == 'Order SO-2026-0918 of "Bergman Outdoor"\n\n  150.0 { x\n'
    assert result.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", "a\nb"),
        (True, "true"),
        (None, ""),
        ([1, "a"], '[1,"a"]'),
        ({"a": 1}, '{"a":1}'),
        (1.5, "1.5"),
    ],
)
def test_values_stand_in_a_line_as_text(value: object, text: str) -> None:
    assert shown("<{field}>", {"field": value}, format="text") == f"<{text}>"


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        (r"\{order.id}", "{order.id}"),
        (r"C:\\{order.id}", r"C:\ord_9f2c41"),
        (r"\\\{order.id}", r"\{order.id}"),
        (r"\d \\ \{ {} { a }", r"\d \\ \{ {} { a }"),
    ],
)
def test_a_backslash_before_a_placeholder_makes_it_text(text: str, payload: str) -> None:
    assert shown(text, format="text") == payload


def test_lines_that_use_the_item_are_repeated_together() -> None:
    text = "Order {order.number}\n- {item.quantity} x {item.name}\n  {item.sku}\n\nTotal {order.total}"
    assert shown(text, format="text").splitlines() == [
        "Order SO-2026-0918",
        '- 2 x Tent, "2 persons"',
        "  SKU-44120",
        "- 1 x Rope",
        "  SKU-10077",
        "",
        "Total 150.0",
    ]


def test_a_line_with_a_marker_names_the_list_for_the_lines_below() -> None:
    text = "A\n {row in order.rows}\n- {row.n}\n  {row.index}\nZ"
    assert shown(text, {"rows": [{"n": "a"}, {"n": "b"}]}, format="text") == "A\n- a\n  0\n- b\n  1\nZ"


@pytest.mark.parametrize("format", ["text", "form"])
def test_lines_of_an_empty_list_leave_nothing_behind(format: Format) -> None:
    text = "a=1\nb={item.n}\nc=2" if format == "form" else "a\n{item.n}\nc"
    body = shown(text, {"items": []}, format=format)
    assert body == ("a=1&c=2" if format == "form" else "a\nc")


def test_what_is_missing_in_a_line_is_left_empty_and_warned_about() -> None:
    result = rendered("a\n<{order.phone}>", format="text")
    assert result.body == b"a\n<>"
    assert result.warnings == ("Line 2: order.phone is missing in this event, left empty.",)
    result = rendered("{item.n}", {}, format="text")
    assert result.warnings == ("Line 1: this event has no list for {item.…}, nothing is repeated.",)


def test_a_form_has_a_pair_for_each_line() -> None:
    text = (
        "order = {order.number} & more \n\nurl=https://x/?a={order.total}\r\n{customer.code}[x]=ü+%\nempty=\n"
    )
    assert pairs(text) == [
        ("order", "SO-2026-0918 & more"),
        ("url", "https://x/?a=150.0"),
        ("BERG[x]", "ü+%"),
        ("empty", ""),
    ]
    assert rendered(text, format="form").content_type == "application/x-www-form-urlencoded"


def test_the_lines_of_a_form_are_repeated_for_each_item() -> None:
    assert pairs(
        "items[{item.index}][sku]={item.sku}\nitems[{item.index}][quantity]={item.quantity}\nn=1"
    ) == [
        ("items[0][sku]", "SKU-44120"),
        ("items[0][quantity]", "2"),
        ("items[1][sku]", "SKU-10077"),
        ("items[1][quantity]", "1"),
        ("n", "1"),
    ]


def test_a_form_may_carry_json() -> None:
    assert pairs("payload={data|json}", {"a": "&=\n"}) == [("payload", '{"a":"&=\\n"}')]


def test_an_equals_sign_inside_a_placeholder_does_not_end_the_name() -> None:
    assert pairs("a{field|default:x=y}=1", {}) == [("ax=y", "1")]


def test_half_characters_are_replaced_in_lines_too() -> None:
    assert shown("{field}", {"field": "a\ud800"}, format="text") == "a\ufffd"
    assert pairs("x={field}", {"field": "a\ud800"}) == [("x", "a\ufffd")]
