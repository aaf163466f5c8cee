"""The company of the demonstration: its receivers, what they are sent, and how fast they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from webhook_dashboard.domain.templates import READY_TEMPLATES

OWNER_EMAIL: Final = "ada.lind@company.com"
COLLEAGUE_EMAIL: Final = "jo.berg@company.com"
INBOX_TOKEN: Final = "k3v9tz"

Knots = tuple[tuple[float, float], ...]
"""Points of a latency distribution: (share of answers, milliseconds they stay under)."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A webhook of the company. `latency` shapes its answers, `answer` is the body of one that is fine."""

    key: str
    name: str
    url: str
    event_types: tuple[str, ...]
    latency: Knots
    answer: bytes
    revision: int = 1
    active: bool = True
    code: int = 200
    preset: str = "standard"
    description: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    templates: Mapping[str, Any] = field(default_factory=dict[str, Any])


CRM: Final = Receiver(
    "crm",
    "Customer CRM",
    "https://crm.company.com/hooks/v2",
    ("customer.updated", "customer.created", "contact.created", "order.created"),
    ((0, 110), (0.5, 160), (0.86, 274), (1, 788)),
    b'{"status":"ok"}',
    revision=9,
)
ORDERS: Final = Receiver(
    "orders",
    "Order Sync",
    "https://api.partner.com/v1/orders",
    ("order.created", "order.updated", "order.shipped"),
    ((0, 85), (0.5, 149), (0.88, 248), (1, 736)),
    b'{"accepted":true}',
    revision=4,
    description="Orders for the partner's fulfilment.",
    filters={"order.created": {"order.total": {"$gt": 50}, "order.source": {"$in": ["Online", "Shop"]}}},
)
STOCK: Final = Receiver(
    "stock",
    "Inventory Update",
    "https://warehouse.sys.com/stock",
    ("inventory.updated", "product.updated"),
    ((0, 52), (0.5, 101), (0.88, 195), (1, 673)),
    b'{"result":"stored"}',
    revision=6,
)
ACCOUNTING: Final = Receiver(
    "accounting",
    "Accounting Sync",
    "https://quickbooks.api/webhooks",
    ("invoice.sent", "invoice.created", "payment.received", "payment.refunded", "bill.created"),
    ((0, 110), (0.5, 195), (0.8, 737.5), (1, 2140)),
    b'{"created":true}',
    revision=12,
    code=201,
)
SLACK: Final = Receiver(
    "slack",
    "Slack Notifications",
    "https://hooks.slack.com/services/T02ANGAGE/B71ORDERS",
    (
        "order.created",
        "order.shipped",
        "order.cancelled",
        "payment.refunded",
        "customer.created",
        "inventory.updated",
    ),
    ((0, 44), (0.5, 72), (0.88, 125), (1, 304)),
    b"ok",
    revision=3,
    description="What the sales team wants to see in its channel.",
    templates={
        "order.*": next(one.source.document() for one in READY_TEMPLATES if one.key == "slack-order"),
        "*": next(one.source.document() for one in READY_TEMPLATES if one.key == "slack"),
    },
)
STOREFRONT: Final = Receiver(
    "storefront",
    "Nautical Storefront",
    "https://nautical.example/webhooks",
    ("seller_created", "seller_updated"),
    ((0, 90), (1, 400)),
    b"{}",
    preset="nautical",
    active=False,
)
SUPPLIERS: Final = Receiver(
    "suppliers",
    "Supplier Portal",
    "https://suppliers.example/events",
    ("supplier.created", "supplier.updated", "purchase_order.created"),
    ((0, 90), (1, 400)),
    b"{}",
    preset="eudr",
    revision=2,
    active=False,
)

RECEIVERS: Final = (ORDERS, STOCK, CRM, ACCOUNTING, SLACK, STOREFRONT, SUPPLIERS)

MATRIX: Final[dict[str, dict[str, int]]] = {
    "order.created": {"orders": 2_141, "crm": 624, "slack": 1_502},
    "order.updated": {"orders": 1_870},
    "order.shipped": {"orders": 1_667, "slack": 1_120},
    "order.cancelled": {"slack": 214},
    "invoice.created": {"accounting": 2_240},
    "invoice.sent": {"accounting": 2_118},
    "payment.received": {"accounting": 2_402},
    "payment.refunded": {"accounting": 187, "slack": 187},
    "customer.created": {"crm": 312, "slack": 41},
    "customer.updated": {"crm": 1_208},
    "contact.created": {"crm": 201},
    "product.updated": {"stock": 1_141},
    "inventory.updated": {"stock": 11_204, "slack": 392},
    "bill.created": {"accounting": 1_954},
}
"""How many deliveries of each event type each receiver got in 30 days, those that still wait included."""

FILTERED_OUT: Final = {"order.created": 612}
"""How many more there were, that a filter kept from the first receiver of the row and the last one got."""

EARLIER_TOTAL: Final = 31_078
EARLIER_FAILED: Final = 186
EARLIER_LATENCY: Final[Knots] = ((0, 55), (0.5, 154), (0.88, 440), (1, 1_171.5))
"""The 30 days before, of which only the counts are kept."""


def latency_at(knots: Knots, share: float) -> float:
    """Return the milliseconds that a share (0 to 1) of the answers stays under."""
    for (low_share, low_ms), (high_share, high_ms) in pairwise(knots):
        if share <= high_share:
            return low_ms * (high_ms / low_ms) ** ((share - low_share) / (high_share - low_share))
    return knots[-1][1]


def spread_latencies(knots: Knots, count: int) -> list[float]:
    """Return `count` milliseconds that follow the distribution exactly, in rising order."""
    return [round(latency_at(knots, (index + 0.5) / count), 3) for index in range(count)]
