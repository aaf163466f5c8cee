"""Angage ERP, category Sales: orders, invoices and payments."""

from typing import Any, Final

from webhook_dashboard.domain.catalogue.entries import in_category

CUSTOMER: Final[dict[str, Any]] = {
    "id": 10391,
    "code": "CUS-10391",
    "name": "Bergman Outdoor",
    "email": "purchasing@bergman-outdoor.example",
    "phone": "+46 8 555 41 20",
}
_ORDER: Final[dict[str, Any]] = {
    "id": 40892,
    "number": "SO-2026-0892",
    "date": "2026-11-20T13:32:07Z",
    "status": "new",
    "subtotal": 120.0,
    "tax": 22.8,
    "shipping": 7.2,
    "total": 150.0,
    "currency": "EUR",
    "notes": "Leave it at the loading dock.",
    "source": "Online",
    "ship_method": "Express",
    "customer": CUSTOMER,
    "items": [
        {"sku": "SKU-20417", "name": "Rope 12 mm", "quantity": 4, "price": 18.0, "total": 72.0},
        {"sku": "SKU-31055", "name": "Deck lamp", "quantity": 1, "price": 48.0, "total": 48.0},
    ],
}
_INVOICE: Final[dict[str, Any]] = {
    "id": 30416,
    "number": "INV-30416",
    "date": "2026-11-20",
    "due_date": "2026-12-20",
    "status": "open",
    "order": {"id": 40892, "number": "SO-2026-0892"},
    "subtotal": 120.0,
    "tax": 22.8,
    "total": 150.0,
    "currency": "EUR",
    "customer": CUSTOMER,
}
_PAYMENT: Final[dict[str, Any]] = {
    "id": 88213,
    "number": "PAY-88213",
    "date": "2026-11-21T08:05:44Z",
    "amount": 150.0,
    "currency": "EUR",
    "method": "card",
    "reference": "ch_3PqL2e9",
    "invoice": {"id": 30416, "number": "INV-30416"},
    "customer": CUSTOMER,
}
_SHIPMENT: Final[dict[str, Any]] = {"carrier": "DHL", "tracking_number": "00340434161094015902"}

SALES: Final = in_category(
    "Sales",
    (
        ("order.created", "New order placed", _ORDER),
        (
            "order.updated",
            "Order changed",
            _ORDER | {"ship_method": "Standard", "changed": ["ship_method"]},
        ),
        ("order.confirmed", "Order confirmed", _ORDER | {"status": "confirmed"}),
        ("order.shipped", "Order left the warehouse", _ORDER | {"status": "shipped"} | _SHIPMENT),
        (
            "order.delivered",
            "Order arrived",
            _ORDER | {"status": "delivered", "delivered_at": "2026-11-23T10:14:00Z"} | _SHIPMENT,
        ),
        ("order.completed", "Order closed", _ORDER | {"status": "completed"}),
        (
            "order.cancelled",
            "Order cancelled",
            _ORDER | {"status": "cancelled", "reason": "Customer request"},
        ),
        ("invoice.created", "Invoice generated", _INVOICE),
        (
            "invoice.sent",
            "Invoice e-mailed",
            _INVOICE | {"status": "sent", "sent_to": "purchasing@bergman-outdoor.example"},
        ),
        ("payment.received", "Payment recorded", _PAYMENT),
        (
            "payment.refunded",
            "Refund processed",
            _PAYMENT | {"amount": 48.0, "reason": "Deck lamp returned"},
        ),
    ),
)
