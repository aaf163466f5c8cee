"""What a payload is rendered from: the event, the delivery, and the variables that every event type has."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from webhook_dashboard.domain.fields import FieldKind
from webhook_dashboard.domain.long_numbers import may_hold_long_number
from webhook_dashboard.domain.templates.dates import iso


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
class TemplateContext:
    """One event on its way to one webhook.

    `timestamp` is when this attempt is made, `event_time` when the event happened (None: then, too).
    `integration_id` is what the receiver knows the sending integration by.
    """

    event_type: str
    data: object
    delivery_id: str
    attempt: int
    timestamp: datetime
    event_id: str = ""
    event_time: datetime | None = None
    integration_id: str = ""


def read_data(data: bytes) -> Any:
    """Return the stored data of an event for a context, whole numbers digit by digit."""
    return json.loads(data) if may_hold_long_number(data) else orjson.loads(data)


@dataclass(frozen=True, slots=True)
class SystemVariable:
    """A variable that does not come from the event's data."""

    description: str
    type: FieldKind
    read: Callable[[TemplateContext], str | int]


SYSTEM_VARIABLES: Final[Mapping[str, SystemVariable]] = {
    "webhook.id": SystemVariable("Webhook delivery ID", FieldKind.TEXT, lambda context: context.delivery_id),
    "webhook.timestamp": SystemVariable(
        "ISO 8601 timestamp", FieldKind.TIME, lambda context: iso(context.timestamp)
    ),
    "webhook.event": SystemVariable("Event name", FieldKind.TEXT, lambda context: context.event_type),
    "webhook.attempt": SystemVariable(
        "Retry attempt number", FieldKind.NUMBER, lambda context: context.attempt
    ),
    "webhook.integration_id": SystemVariable(
        "Integration that the webhook belongs to", FieldKind.TEXT, lambda context: context.integration_id
    ),
    "event.id": SystemVariable(
        "Event ID, the same on every retry", FieldKind.TEXT, lambda context: context.event_id
    ),
    "event.type": SystemVariable("Event name", FieldKind.TEXT, lambda context: context.event_type),
    "event.time": SystemVariable(
        "When the event happened, ISO 8601",
        FieldKind.TIME,
        lambda context: iso(context.event_time or context.timestamp),
    ),
}
"""In the order in which they are offered. `{data}` is the event's data as a whole."""
