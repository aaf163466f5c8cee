"""What a publisher may say."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.events import EVENT_TYPES, SAMPLE_EVENT, NewEvent, check_event
from webhook_dashboard.domain.webhooks import check_event_type


def serialise(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def check(**fields: Any) -> NewEvent:
    return check_event({"type": "order.created", "data": {}, **fields}, serialise)


def test_a_type_and_data_are_enough() -> None:
    assert check_event({"type": "order.created", "data": {"a": 1}}, serialise) == NewEvent(
        "order.created", b'{"a":1}'
    )


@pytest.mark.parametrize("data", [{}, [], "text", 7, None, False])
def test_data_may_be_any_json(data: object) -> None:
    assert check(data=data).data == serialise(data)


def test_every_field_is_taken_over() -> None:
    event = check(id="A-1_b:2", entity_type="order", entity_id=7, occurred_at="2026-11-20T13:32:07+02:00")
    assert (event.client_id, event.entity_type, event.entity_id) == ("A-1_b:2", "order", "7")
    assert event.occurred_at == datetime(2026, 11, 20, 11, 32, 7, tzinfo=UTC)


def test_null_is_as_good_as_left_out() -> None:
    assert check(id=None, entity_type=None, entity_id=None, occurred_at=None) == check()


@pytest.mark.parametrize("body", [None, [], "text", 7, [{"type": "a"}]])
def test_a_body_that_is_no_object_is_refused(body: object) -> None:
    with pytest.raises(InvalidInput, match=r"^body: expected a JSON object") as refused:
        check_event(body, serialise)
    assert refused.value.field == "body"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"colour": "red"}, "colour"),  # unknown
        ({"zebra": 1, "ant": 2}, "ant"),  # the first of several, by name
        ({"type": None}, "type"),
        ({"type": 7}, "type"),
        ({"type": "order created"}, "type"),
        ({"id": ""}, "id"),
        ({"id": "a.b"}, "id"),  # a dot would part the signed bytes elsewhere
        ({"id": "---"}, "id"),
        ({"id": "²"}, "id"),
        ({"id": "é1"}, "id"),
        ({"id": "x" * 101}, "id"),
        ({"id": True}, "id"),
        ({"id": 1.5}, "id"),
        ({"entity_type": "a\nb"}, "entity_type"),
        ({"entity_id": "a\x00b"}, "entity_id"),
        ({"entity_id": {}}, "entity_id"),
        ({"occurred_at": 1_732_109_527}, "occurred_at"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2026-11-20T13:32:07"}, "occurred_at"),  # no zone
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),  # before the year 1
    ],
)
def test_an_unusable_field_is_named(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{field}: ") as refused:
        check(**fields)
    assert refused.value.field == field


def test_missing_fields_are_named() -> None:
    with pytest.raises(InvalidInput, match=r"^type: required"):
        check_event({"data": {}}, serialise)
    with pytest.raises(InvalidInput, match=r"^data: required"):
        check_event({"type": "order.created"}, serialise)


def test_a_long_unknown_field_is_cut() -> None:
    with pytest.raises(InvalidInput) as refused:
        check(**{"x" * 1_000: 1})
    assert refused.value.field == "x" * 60


def test_the_catalogue_and_the_sample_can_be_published() -> None:
    assert [check_event_type(entry.key) for entry in EVENT_TYPES] == [entry.key for entry in EVENT_TYPES]
    assert len({entry.key for entry in EVENT_TYPES}) == len(EVENT_TYPES)
    assert check_event(dict(SAMPLE_EVENT), serialise).type in {entry.key for entry in EVENT_TYPES}
