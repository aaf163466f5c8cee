"""What people may put into the event catalogue."""

from typing import Any

import pytest

from webhook_dashboard.domain.catalogue.entries import EventType
from webhook_dashboard.domain.catalogue.packs import EVENT_TYPES
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.event_types import (
    MAX_IMPORT,
    MAX_SAMPLE_BYTES,
    EventTypeDraft,
    check_draft,
    parse_import,
    parse_sample,
    write_sample,
)


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def test_a_draft_becomes_an_entry_without_needless_space() -> None:
    draft = EventTypeDraft(" shipment.sent ", " Logistics ", " Left the house ", " 2.1 ", {"id": 1})
    assert check_draft(draft) == EventType("shipment.sent", "Logistics", "Left the house", {"id": 1}, "2.1")


def test_a_draft_needs_its_key_only() -> None:
    assert check_draft(EventTypeDraft("shipment.sent")) == EventType(
        "shipment.sent", "Your own", "", {}, "1.0"
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"key": "two words"}, "key"),
        ({"key": "order.*"}, "key"),
        ({"key": ""}, "key"),
        ({"category": " "}, "category"),
        ({"category": "x" * 61}, "category"),
        ({"category": "a\nb"}, "category"),
        ({"description": "x" * 301}, "description"),
        ({"description": "a\nb"}, "description"),
        ({"version": ""}, "version"),
        ({"version": "1.0 beta"}, "version"),
        ({"version": "v" * 21}, "version"),
        ({"sample": "x" * MAX_SAMPLE_BYTES}, "sample"),
        ({"sample": nested(300)}, "sample"),
        ({"sample": {"id": 2**70}}, "sample"),
        ({"sample": "\ud800"}, "sample"),
    ],
)
def test_an_unusable_field_is_named(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{field}: ") as refused:
        check_draft(EventTypeDraft(**{"key": "shipment.sent"} | fields))
    assert refused.value.field == field


def test_a_sample_is_any_json() -> None:
    assert write_sample([1, None, "é"]) == '[1,null,"é"]'.encode()
    assert parse_sample(' {"a": 1.50} ') == {"a": 1.5}
    assert parse_sample(" ") == {}


def test_what_is_wrong_with_a_sample_is_said_with_its_place() -> None:
    with pytest.raises(InvalidInput, match=r"^sample: line 2, column 12: .+\.$"):
        parse_sample('{\n  "total": ,\n}')


@pytest.mark.parametrize(
    "wrap", [lambda one: one, lambda one: {"event_types": one}, lambda one: {"items": one}]
)
def test_an_import_is_a_list_or_an_object_around_one(wrap: Any) -> None:
    document = wrap(
        [
            {"key": "shipment.sent", "category": "Logistics", "description": "Sent", "sample": {"id": 1}},
            {"type": "shipment.lost", "version": "2", "data": {"id": 2}, "category": None},
        ]
    )
    assert parse_import(document) == (
        EventType("shipment.sent", "Logistics", "Sent", {"id": 1}),
        EventType("shipment.lost", "Your own", "", {"id": 2}, "2"),
    )


def test_an_import_may_map_types_to_samples() -> None:
    assert parse_import({"shipment.sent": {"id": 1}, "items": {"id": 2}}) == (
        EventType("shipment.sent", "Your own", "", {"id": 1}),
        EventType("items", "Your own", "", {"id": 2}),
    )


def test_what_the_catalogue_holds_can_be_imported() -> None:
    rows = [
        {"key": one.key, "category": one.category, "description": one.description, "version": one.version}
        | {"sample": one.sample, "pack": "angage"}
        for one in EVENT_TYPES
    ]
    assert parse_import({"items": rows, "next": None}) == EVENT_TYPES


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ("shipment.sent", "event_types"),
        ([], "event_types"),
        ({}, "event_types"),
        ([{"key": f"t.n{number}"} for number in range(MAX_IMPORT + 1)], "event_types"),
        (["shipment.sent"], "event_types[0]"),
        ([{"key": "a.b"}, {}], "event_types[1].key"),
        ([{"key": "a.b"}, {"key": "two words"}], "event_types[1].key"),
        ([{"key": "a.b", "category": 1}], "event_types[0].category"),
        ([{"key": "a.b"}, {"type": "a.b"}], "event_types[1]"),
        ({"two words": {}}, "two words.key"),
    ],
)
def test_what_is_wrong_with_an_import_is_named(document: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_import(document)
    assert refused.value.field == field
    assert refused.value.message.startswith(f"{field}: ")
