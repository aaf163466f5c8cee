"""Angage ERP, categories Customer, Product and Purchase."""

from typing import Any, Final

from webhook_dashboard.domain.catalogue.angage_sales import CUSTOMER
from webhook_dashboard.domain.catalogue.entries import in_category

_CUSTOMER: Final[dict[str, Any]] = CUSTOMER | {
    "segment": "wholesale",
    "credit_limit": 25_000,
    "tags": ["wholesale", "vip"],
}
_PRODUCT: Final[dict[str, Any]] = {
    "id": 5417,
    "sku": "SKU-20417",
    "name": "Rope 12 mm",
    "category": "Ropes",
    "price": 18.0,
    "currency": "EUR",
    "active": True,
}
_VENDOR: Final[dict[str, Any]] = {
    "id": 204,
    "code": "VEN-204",
    "name": "Tauwerk KG",
    "email": "orders@tauwerk.example",
}
_PURCHASE_ORDER: Final[dict[str, Any]] = {
    "id": 7712,
    "number": "PO-2026-0412",
    "date": "2026-11-18T09:20:00Z",
    "status": "draft",
    "total": 1_140.0,
    "currency": "EUR",
    "vendor": _VENDOR,
    "items": [{"sku": "SKU-20417", "name": "Rope 12 mm", "quantity": 120, "price": 9.5, "total": 1_140.0}],
}

CUSTOMERS: Final = in_category(
    "Customer",
    (
        ("customer.created", "Customer added", _CUSTOMER),
        (
            "customer.updated",
            "Customer changed",
            _CUSTOMER | {"credit_limit": 40_000, "changed": ["credit_limit"]},
        ),
        ("customer.deleted", "Customer removed", {"id": 10391, "code": "CUS-10391"}),
        (
            "contact.created",
            "Contact added",
            {
                "id": 2210,
                "name": "Astrid Bergman",
                "email": "astrid@bergman-outdoor.example",
                "phone": "+46 8 555 41 22",
                "role": "Purchasing",
                "customer": CUSTOMER,
            },
        ),
    ),
)

PRODUCTS: Final = in_category(
    "Product",
    (
        ("product.created", "Product added", _PRODUCT),
        ("product.updated", "Product changed", _PRODUCT | {"price": 19.5, "changed": ["price"]}),
        ("product.deleted", "Product removed", {"id": 5417, "sku": "SKU-20417"}),
        (
            "inventory.updated",
            "Stock changed",
            {
                "sku": "SKU-20417",
                "name": "Rope 12 mm",
                "warehouse": "Hamburg",
                "quantity": 184,
                "previous_quantity": 188,
                "change": -4,
                "reason": "SO-2026-0892",
            },
        ),
    ),
)

PURCHASES: Final = in_category(
    "Purchase",
    (
        ("purchase_order.created", "Purchase order made", _PURCHASE_ORDER),
        (
            "purchase_order.approved",
            "Purchase order approved",
            _PURCHASE_ORDER | {"status": "approved", "approved_by": "ada@company.example"},
        ),
        (
            "purchase_order.received",
            "Goods received",
            _PURCHASE_ORDER | {"status": "received", "received_at": "2026-11-20T07:45:00Z"},
        ),
        (
            "bill.created",
            "Vendor bill entered",
            {
                "id": 7713,
                "number": "BILL-7713",
                "date": "2026-11-20",
                "due_date": "2026-12-20",
                "total": 1_356.6,
                "currency": "EUR",
                "purchase_order": {"id": 7712, "number": "PO-2026-0412"},
                "vendor": _VENDOR,
            },
        ),
    ),
)
