"""Lists whose only element uses `{item.…}` are repeated: over which list, and what `item` is where."""

from typing import Any

import pytest

from tests.unit.domain.templates.template_samples import ITEMS, read, rendered, shown
from webhook_dashboard.domain.templates import TemplateFault

A, B = {"n": "a"}, {"n": "b"}
TWO = [A, B]


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("items", {"items": TWO}),
        ("items", TWO),
        ("contacts", {"items": [{"n": "x"}], "contacts": TWO}),
        ("x", {"items": TWO}),
        ("x", {"line_items": TWO}),
        ("x", {"lineItems": TWO}),
        ("x", {"lines": TWO}),
        ("x", {"order": {"items": TWO}}),
        ("x", {"first": {"items": [{"n": "x"}]}, "order": {"items": TWO}}),
        ("x", {"cart": {"lines": TWO}}),
        ("x", {"number": 1, "rows": TWO, "others": [{"n": "x"}]}),
        ("x", {"cart": {"tags": ["x"], "empty": [], "rows": TWO}}),
        ("tags", {"tags": ["x", "y"], "items": TWO}),
        ("x", {"items": 7, "lines": TWO}),
        ("x", {"item": "not a list", "items": TWO}),
    ],
)
def test_the_list_of_the_event_is_found(key: str, data: object) -> None:
    assert read(f'{{"{key}": [{{"name": "{{item.n}}"}}]}}', data)[key] == [{"name": "a"}, {"name": "b"}]


def test_a_list_of_anything_is_repeated_where_its_elements_are_asked_for_whole() -> None:
    assert read('{"tags": ["<{item}>"], "raw": [{item}]}', {"tags": ["a", 1], "items": TWO}) == {
        "tags": ["<a>", "<1>"],
        "raw": TWO,
    }


@pytest.mark.parametrize(
    ("data", "event_type"),
    [({"sku": "a", "tags": []}, "item.created"), ({"item": {"sku": "a"}, "parts": [{}]}, "stock.updated")],
)
def test_where_the_event_itself_is_about_an_item_that_is_meant(data: object, event_type: str) -> None:
    text = '{"sku": {item.sku}, "skus": ["{item.sku}"]}'
    assert read(text, data, event_type=event_type) == {"sku": "a", "skus": ["a"]}


def test_an_empty_list_stays_empty_without_a_warning() -> None:
    result = rendered('{"items": [\n  {"sku": "{item.sku}"}\n]}', {"items": []}, strict=True)
    assert result.body == b'{"items": []}'


@pytest.mark.parametrize("data", [{}, {"items": 7}, {"tags": ["a"]}, None, "text"])
def test_an_event_without_a_list_gives_an_empty_one_and_a_warning(data: object) -> None:
    result = rendered('{"items":\n [{"sku": "{item.sku}"}]}', data)
    assert result.body == b'{"items":\n []}'
    assert result.warnings == ("Line 2: this event has no list for {item.…}, nothing is repeated.",)
    assert result.missing == ("item",)
    with pytest.raises(TemplateFault, match=r"this event has no list for \{item\.…\}\.$"):
        rendered('["{item.sku}"]', data, strict=True)


def test_elements_that_lack_a_field_are_counted_in_one_warning() -> None:
    result = rendered('[\n"{item.n}"]', [A, {}, {"n": None}, 7, "x"])
    assert result.body == b'[\n"a",\n"",\n"",\n"",\n""]'
    assert result.warnings == ('Line 2: item.n is missing in this event (3 times), sent as "".',)


def test_space_is_repeated_with_the_element_and_closes_the_list_once() -> None:
    text = '[\n  {"n": {item.n}}\n]'
    assert shown(text, TWO) == '[\n  {"n": "a"},\n  {"n": "b"}\n]'


@pytest.mark.parametrize("text", ['["{item.n}", 1]', '[1, ["x", {item.n}]]', '{"item": "{item.n}"}'])
def test_a_list_of_several_elements_is_as_the_template_has_it(text: str) -> None:
    assert rendered(text, {"items": TWO}).missing == ("item.n",)


def test_the_outer_list_is_repeated_and_a_list_inside_its_element_is_not() -> None:
    text = '{"items": [{"n": "{item.n}", "tags": ["{item.tag}"], "pair": [1, ["{item.n}"]]}]}'
    data = {"items": [{"n": "a", "tag": "t"}, {"n": "b", "tag": "u"}]}
    assert read(text, data)["items"] == [
        {"n": "a", "tags": ["t"], "pair": [1, ["a"]]},
        {"n": "b", "tags": ["u"], "pair": [1, ["b"]]},
    ]


def test_a_list_around_everything_is_not_repeated() -> None:
    assert read('[{"event": "{event.type}", "items": [{"n": {item.n}}]}]', {"items": TWO}) == [
        {"event": "order.created", "items": TWO}
    ]


def test_a_marker_names_the_list_and_the_element() -> None:
    data = {"order": {"rows": [{"n": "a", "taxes": [{"rate": 7}, {"rate": 19}]}, {"n": "b", "taxes": None}]}}
    text = """{
      "rows": [ {row in order.rows} {
        "n": "{row.n}",
        "at": {row.index},
        "rates": [{tax in row.taxes}{"of": {row.n}, "rate": {tax.rate}}]
      } ]
    }"""
    assert read(text, data)["rows"] == [
        {"n": "a", "at": 0, "rates": [{"of": "a", "rate": 7}, {"of": "a", "rate": 19}]},
        {"n": "b", "at": 1, "rates": []},
    ]


def test_a_marker_may_repeat_several_elements_and_what_uses_none() -> None:
    assert read("[{row in rows} {row.n}, 0]", {"rows": TWO}) == ["a", 0, "b", 0]
    assert read("[{row in rows} 1]", {"rows": TWO}) == [1, 1]


def test_after_an_inner_repeat_the_outer_element_of_the_same_name_is_back() -> None:
    text = '[{item in data} {"in": [{item in item.parts} {item.n}], "out": {item.n}}]'
    data: list[dict[str, Any]] = [{"n": 1, "parts": TWO}, {"n": 2, "parts": []}]
    assert read(text, data) == [{"in": ["a", "b"], "out": 1}, {"in": [], "out": 2}]


def test_within_an_element_of_another_name_the_items_of_the_event_are_still_there() -> None:
    text = '[{row in rows} {"row": {row.n}, "items": ["{item.n}"]}]'
    assert read(text, {"rows": TWO, "items": [{"n": 7}]}) == [
        {"row": "a", "items": ["7"]},
        {"row": "b", "items": ["7"]},
    ]


@pytest.mark.parametrize("data", [{}, {"rows": 7}, {"rows": {"n": 1}}])
def test_a_named_list_that_is_none_is_warned_about(data: object) -> None:
    result = rendered("[{row in rows} {row.n}]", data)
    assert result.body == b"[]"
    assert result.warnings == ("Line 1: rows is no list in this event, nothing is repeated.",)
    assert result.missing == ("rows",)


def test_elements_are_counted_from_0_unless_they_count_themselves() -> None:
    assert read("[{item.index}]", [A, {"index": "own"}, 7]) == [0, "own", 2]
    assert read('{"tags": ["{item.index}: {item}"]}', {"tags": ["a", "b"]}) == {"tags": ["0: a", "1: b"]}


def test_deep_fields_of_elements_are_found() -> None:
    assert read("[{item.a.b}]", [{"a": {"b": 1}}, {"a": 7}]) == [1, None]


def test_the_items_of_the_order_keep_their_kinds_outside_strings() -> None:
    text = '{"items": [{"sku": {item.sku}, "quantity": {item.quantity}, "price": {item.price}}]}'
    assert read(text)["items"] == [
        {name: item[name] for name in ("sku", "quantity", "price")} for item in ITEMS
    ]
