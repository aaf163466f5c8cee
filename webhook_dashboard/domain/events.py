"""Events: what a publisher may say, and the catalogue of types that the dashboard offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.webhooks import check_event_type

MAX_EVENT_BYTES: Final = 262_144
MAX_BATCH: Final = 1_000
_FIELDS: Final = frozenset({"type", "data", "id", "entity_type", "entity_id", "occurred_at"})


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class EventType:
    """One entry of the catalogue that forms offer."""

    key: str
    category: str
    description: str


EVENT_TYPES: Final = (
    EventType("order.created", "Sales", "New order placed"),
    EventType("order.updated", "Sales", "Order changed"),
    EventType("order.confirmed", "Sales", "Order confirmed"),
    EventType("order.shipped", "Sales", "Order left the warehouse"),
    EventType("order.delivered", "Sales", "Order arrived"),
    EventType("order.completed", "Sales", "Order closed"),
    EventType("order.cancelled", "Sales", "Order cancelled"),
    EventType("invoice.created", "Sales", "Invoice generated"),
    EventType("invoice.sent", "Sales", "Invoice e-mailed"),
    EventType("payment.received", "Sales", "Payment recorded"),
    EventType("payment.refunded", "Sales", "Refund processed"),
    EventType("customer.created", "Customer", "Customer added"),
    EventType("customer.updated", "Customer", "Customer changed"),
    EventType("customer.deleted", "Customer", "Customer removed"),
    EventType("contact.created", "Customer", "Contact added"),
    EventType("product.created", "Product", "Product added"),
    EventType("product.updated", "Product", "Product changed"),
    EventType("product.deleted", "Product", "Product removed"),
    EventType("inventory.updated", "Product", "Stock changed"),
    EventType("purchase_order.created", "Purchase", "Purchase order made"),
    EventType("purchase_order.approved", "Purchase", "Purchase order approved"),
    EventType("purchase_order.received", "Purchase", "Goods received"),
    EventType("bill.created", "Purchase", "Vendor bill entered"),
    EventType("license.assigned", "License", "License given to a user"),
    EventType("supplier.created", "Supplier", "Supplier added"),
    EventType("supplier.updated", "Supplier", "Supplier changed"),
    EventType("sync.completed", "Sync", "Synchronisation finished"),
    EventType("ILCPT_ORDER", "ILC/PT", "ILC/PT order placed"),
)

SAMPLE_EVENT: Final[Mapping[str, Any]] = {
    "type": "order.created",
    "entity_type": "order",
    "entity_id": "SO-2026-0892",
    "data": {
        "number": "SO-2026-0892",
        "total": 150.0,
        "source": "Online",
        "ship_method": "Express",
        "customer": {"id": "CUS-10391", "name": "Bergman Outdoor"},
    },
}
