"""What tests of templates share: the seed's order, a context, and one call that renders."""

import json
from datetime import UTC, datetime
from typing import Any

from webhook_dashboard.domain.templates import Rendered, TemplateContext, TemplateSource, parse_template
from webhook_dashboard.domain.templates.source import Format

MOMENT = datetime(2026, 11, 20, 13, 32, 7, 412_000, tzinfo=UTC)
EVENT_MOMENT = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)

CUSTOMER: dict[str, Any] = {
    "id": "CUS-10391",
    "code": "BERG",
    "name": "Bergman Outdoor",
    "email": "buy@bergman.example",
}
ITEMS: list[dict[str, Any]] = [
    {"sku": "SKU-44120", "name": 'Tent, "2 persons"', "quantity": 2, "price": 60.0, "total": 120.0},
    {"sku": "SKU-10077", "name": "Rope", "quantity": 1, "price": 12.0, "total": 12.0},
]
ORDER: dict[str, Any] = {
    "id": "ord_9f2c41",
    "number": "SO-2026-0918",
    "date": "2026-11-20",
    "status": "new",
    "subtotal": 132.0,
    "tax": 18.0,
    "shipping": 0.0,
    "total": 150.0,
    "notes": None,
    "customer": CUSTOMER,
    "items": ITEMS,
}


def context(data: object = ORDER, event_type: str = "order.created", **fields: Any) -> TemplateContext:
    defaults: dict[str, Any] = {
        "delivery_id": "whd_1",
        "attempt": 2,
        "timestamp": MOMENT,
        "event_id": "evt_1",
        "event_time": EVENT_MOMENT,
        "integration_id": "int_abc123",
    }
    return TemplateContext(event_type, data, **defaults | fields)


def rendered(
    text: str, data: object = ORDER, *, format: Format = "json", strict: bool = False, **fields: Any
) -> Rendered:
    return parse_template(TemplateSource(format, text, strict)).render(context(data, **fields))


def shown(text: str, data: object = ORDER, **fields: Any) -> str:
    """The payload as text."""
    return rendered(text, data, **fields).body.decode()


def read(text: str, data: object = ORDER, **fields: Any) -> Any:
    """The JSON payload, parsed by another parser than ours."""
    return json.loads(rendered(text, data, **fields).body)
