"""Fields learned from events."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook_dashboard.domain.catalogue.packs import EVENT_TYPES, PACKS
from webhook_dashboard.domain.fields import (
    MAX_ELEMENTS,
    MAX_FIELDS,
    MAX_TEXT,
    MAX_VALUES,
    FieldInfo,
    FieldKind,
    FieldSource,
    kind_of,
    learn_fields,
)
from webhook_dashboard.domain.paths import MAX_PATH_LENGTH, MISSING, resolve

ORDER = EVENT_TYPES[0].sample
KEYS = st.text("abc.0é", max_size=3)
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False) | st.text(max_size=4)
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


def learn(*newest_first: object, sample: object = None, event_type: str = "order.created") -> list[FieldInfo]:
    return list(learn_fields(newest_first, sample, event_type))


def find(path: str, *newest_first: object, sample: object = None) -> FieldInfo:
    return next(field for field in learn(*newest_first, sample=sample) if field.path == path)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Online", FieldKind.TEXT),
        ("20 November", FieldKind.TEXT),
        ("2026-11-20", FieldKind.TIME),
        ("2026-11-20T13:32:07.250+01:00", FieldKind.TIME),
        ("2026-11-20 13:32", FieldKind.TIME),
        (150, FieldKind.NUMBER),
        (150.5, FieldKind.NUMBER),
        (True, FieldKind.BOOLEAN),
        (None, FieldKind.NULL),
        ([1], FieldKind.LIST),
        ({}, FieldKind.OBJECT),
    ],
)
def test_each_value_has_a_kind(value: object, kind: FieldKind) -> None:
    assert kind_of(value) is kind


def test_fields_are_named_as_the_variables_of_templates_are() -> None:
    paths = [field.path for field in learn(ORDER)]
    assert paths[:3] == ["order.id", "order.number", "order.date"]
    assert {"order.total", "order.notes", "order.ship_method", "customer.email", "items"} <= set(paths)
    assert "items.0.sku" in paths


def test_a_key_named_as_the_entity_makes_the_prefix_needless() -> None:
    assert [field.path for field in learn({"order": {"total": 1}, "source": "Shop"})] == [
        "order",
        "order.total",
        "source",
    ]


def test_a_type_without_an_entity_has_plain_fields() -> None:
    (field,) = learn({"companyId": 100}, event_type="ILCPT_ORDER")
    assert field.path == "companyId"


def test_the_newest_event_gives_the_last_value_and_others_give_more_values() -> None:
    field = find("order.source", {"source": "Shop"}, {"source": "Online"}, {"source": "Shop"})
    assert (field.last_value, field.values) == ("Shop", ("Shop", "Online"))
    assert field.source is FieldSource.EVENT


def test_a_field_changes_its_kind_and_null_is_not_offered() -> None:
    field = find("order.total", {"total": None}, {"total": 1}, {"total": "1"})
    assert field.kinds == (FieldKind.NULL, FieldKind.NUMBER, FieldKind.TEXT)
    assert (field.kind, field.last_value, field.values) == (FieldKind.NUMBER, None, (1, "1"))
    assert find("order.total", {"total": None}).kind is FieldKind.NULL


def test_values_that_python_takes_for_equal_are_kept_apart() -> None:
    values = find("order.x", {"x": 1}, {"x": True}, {"x": 1.0}, {"x": 1}).values
    assert [repr(value) for value in values] == ["1", "True", "1.0"]


def test_a_field_of_the_sample_alone_says_so_and_stands_behind() -> None:
    fields = learn({"total": 1}, sample={"notes": "x", "total": 2})
    assert [(field.path, field.last_value, field.source) for field in fields] == [
        ("order.total", 1, FieldSource.EVENT),
        ("order.notes", "x", FieldSource.SAMPLE),
    ]


def test_elements_of_a_list_share_their_fields() -> None:
    data = {"items": [{"sku": "A"}, {"sku": "B", "gift": True}, 7]}
    items = find("items", data)
    assert (items.kind, items.size, items.values, items.last_value) == (FieldKind.LIST, 3, (7,), None)
    sku = find("items.0.sku", data)
    assert (sku.list_path, sku.element_path, sku.values) == ("items", "sku", ("A", "B"))
    assert find("items.0.gift", data).values == (True,)


def test_a_list_in_a_list_names_the_inner_one() -> None:
    field = find("items.0.taxes.0.rate", {"items": [{"taxes": [{"rate": 19}]}]})
    assert (field.list_path, field.element_path) == ("items.0.taxes", "rate")


def test_a_list_of_words_gives_them_as_values() -> None:
    assert find("tags", {"tags": ["vip", None, "retail", "vip", {"x": 1}]}).values == ("vip", "retail")


def test_a_field_of_an_older_event_stands_beside_its_siblings() -> None:
    fields = learn({"customer": {"id": 1}, "total": 2}, {"customer": {"id": 1, "name": "x"}})
    assert [field.path for field in fields] == ["customer", "customer.id", "customer.name", "order.total"]


def test_keys_that_no_path_can_name_are_left_out() -> None:
    long = "k" * MAX_PATH_LENGTH
    assert learn({"": 1, "a.b": {"c": 1}, long: 1}) == []


def test_what_is_learned_is_bounded() -> None:
    assert len(learn({f"k{number}": number for number in range(2 * MAX_FIELDS)}, {"more": 1})) == MAX_FIELDS
    deep: dict[str, Any] = {}
    for _ in range(200):
        deep = {"k": deep}
    assert max(field.path.count(".") for field in learn(deep)) == 7
    assert find("order.notes", {"notes": "x" * 1_000}).last_value == "x" * MAX_TEXT
    many = [{"source": str(number)} for number in range(40)]
    assert len(find("order.source", *many).values) == MAX_VALUES
    elements = {"items": [{}] * MAX_ELEMENTS + [{"late": 1}]}
    assert [field.path for field in learn(elements)] == ["items"]


@pytest.mark.parametrize("data", [None, 1, "x", [], [1], {}])
def test_data_without_fields_has_none(data: object) -> None:
    assert learn(data) == []


def test_the_fields_of_data_that_is_a_list_are_found() -> None:
    (field,) = learn([{"sku": "A"}])
    assert (field.path, resolve([{"sku": "A"}], field.path, "order.created")) == ("0.sku", "A")


@given(JSON)
def test_every_field_is_found_where_it_is_said_to_be(data: object) -> None:
    for field in learn(data):
        found = resolve(data, field.path, "order.created")
        if field.list_path or field.element_path:
            continue  # the first element may lack what another one has
        assert found is not MISSING
        assert kind_of(found) is field.kinds[0]
        if field.size is None:
            assert found == field.last_value


@pytest.mark.parametrize(
    "event_type", [one for pack in PACKS for one in pack.event_types], ids=lambda one: one.key
)
def test_every_field_of_every_sample_resolves(event_type: Any) -> None:
    fields = learn_fields((), event_type.sample, event_type.key)
    assert fields
    for field in fields:
        assert field.source is FieldSource.SAMPLE
        assert resolve(event_type.sample, field.path, event_type.key) is not MISSING
