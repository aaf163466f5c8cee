"""Events: what a publisher may say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from webhook_dashboard.domain.catalogue.packs import EVENT_TYPES
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.webhooks import check_event_type

__all__ = ["EVENT_TYPES", "MAX_BATCH", "MAX_EVENT_BYTES", "SAMPLE_EVENT", "NewEvent", "check_event"]

MAX_EVENT_BYTES: Final = 262_144
MAX_BATCH: Final = 1_000
_FIELDS: Final = frozenset({"type", "data", "id", "entity_type", "entity_id", "occurred_at"})


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
class NewEvent:
    """An event as published, checked: `data` is its JSON, `client_id` the publisher's own id."""

    type: str
    data: bytes
    client_id: str | None = None
    entity_type: str | None = None
    entity_id: str | None = None
    occurred_at: datetime | None = None


def check_event(body: object, serialise: Callable[[object], bytes]) -> NewEvent:
    """Check one published event, a parsed JSON object; `serialise` turns its data into compact JSON.

    Raises:
        InvalidInput: a field is missing, unknown or unusable; `field` names it.
    """
    if not isinstance(body, dict):
        raise InvalidInput(
            "body", 'body: expected a JSON object such as {"type": "order.created", "data": {}}.'
        )
    fields = cast("dict[str, Any]", body)
    unknown = fields.keys() - _FIELDS
    if unknown:
        first = min(unknown)
        raise InvalidInput(
            first[:60], f"{first[:60]}: there is no such field. Put your own fields inside data."
        )
    event_type = fields.get("type")
    if not isinstance(event_type, str):
        raise InvalidInput("type", "type: required, a string such as order.created.")
    if "data" not in fields:
        raise InvalidInput("data", "data: required, the JSON object that describes what happened.")
    return NewEvent(
        type=check_event_type(event_type),
        data=serialise(fields["data"]),
        client_id=_token(fields, "id"),
        entity_type=_text(fields, "entity_type"),
        entity_id=_text(fields, "entity_id"),
        occurred_at=_moment(fields.get("occurred_at")),
    )


def _token(fields: Mapping[str, Any], name: str) -> str | None:
    value = _text(fields, name)
    if value is not None and not value.replace("-", "").replace("_", "").replace(":", "").isalnum():
        raise InvalidInput(
            name, f"{name}: use letters, digits, -, _ and : only (it is sent as the webhook-id header)."
        )
    if value is not None and not value.isascii():
        raise InvalidInput(name, f"{name}: use ASCII characters only.")
    return value


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 1 <= len(value) <= 100 or not value.isprintable():
        raise InvalidInput(name, f"{name}: expected text of 1 to 100 printable characters.")
    return value


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    hint = "occurred_at: expected an ISO 8601 time with a zone, such as 2026-11-20T13:32:07Z."
    if not isinstance(value, str):
        raise InvalidInput("occurred_at", hint)
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("occurred_at", hint) from error
    raise InvalidInput("occurred_at", hint)


SAMPLE_EVENT: Final[Mapping[str, Any]] = {
    "type": EVENT_TYPES[0].key,
    "entity_type": "order",
    "entity_id": EVENT_TYPES[0].sample["number"],
    "data": EVENT_TYPES[0].sample,
}
"""What the test inbox and the examples publish."""
