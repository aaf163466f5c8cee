"""Nautical Commerce, what is bought: checkouts, orders, invoices, payments, fulfilments and payouts."""

from typing import Any, Final

from webhook_dashboard.domain.catalogue.entries import in_category, rows_of
from webhook_dashboard.domain.catalogue.nautical_catalogue import (
    CREATED_UPDATED,
    CREATED_UPDATED_DELETED,
    CUSTOMER,
    SELLER_REFERENCE,
    VARIANT,
)

_LINE: Final[dict[str, Any]] = {
    "sku": VARIANT["sku"],
    "product_name": "Life vest",
    "variant_name": VARIANT["name"],
    "quantity": 2,
    "unit_price": 64.0,
    "total": 128.0,
}
_ADDRESS: Final[dict[str, Any]] = {
    "name": "Mara Holm",
    "street": "Hamngatan 4",
    "postal_code": "211 22",
    "city": "Malmö",
    "country": "SE",
}
_CHECKOUT: Final[dict[str, Any]] = {
    "token": "7f1c9a52-3e0b-4f6e-9d1f-0c2a7b9e4d11",
    "email": CUSTOMER["email"],
    "currency": "EUR",
    "subtotal": 128.0,
    "total": 135.2,
    "lines": [_LINE],
}
_ORDER: Final[dict[str, Any]] = {
    "id": "T3JkZXI6MTA5MTg=",
    "number": "10918",
    "status": "UNFULFILLED",
    "payment_status": "PENDING",
    "currency": "EUR",
    "subtotal": 128.0,
    "shipping": 7.2,
    "total": 135.2,
    "customer": CUSTOMER,
    "shipping_address": _ADDRESS,
    "lines": [_LINE],
}
_SELLER_ORDER: Final[dict[str, Any]] = _ORDER | {
    "id": "U2VsbGVyT3JkZXI6MTA5MTgtMQ==",
    "number": "10918-1",
    "marketplace_order": "10918",
    "seller": SELLER_REFERENCE,
}
_ORDER_VERBS: Final[dict[str, dict[str, Any]]] = CREATED_UPDATED | {
    "cancelled": {"status": "CANCELED", "cancelled_at": "2026-11-20T13:32:07Z"},
    "fulfilled": {"status": "FULFILLED", "fulfilled_at": "2026-11-20T13:32:07Z"},
    "fully_paid": {"payment_status": "FULLY_CHARGED", "paid_at": "2026-11-20T13:32:07Z"},
}
_INVOICE: Final[dict[str, Any]] = {
    "id": "SW52b2ljZTo1NTE=",
    "number": "INV-551",
    "order": "10918",
    "total": 135.2,
    "currency": "EUR",
}
_PAYMENT: Final[dict[str, Any]] = {
    "id": "UGF5bWVudDo3NzE=",
    "gateway": "Stripe",
    "amount": 135.2,
    "currency": "EUR",
    "charge_status": "FULLY_CHARGED",
    "order": "10918",
}
_REFUND: Final[dict[str, Any]] = {
    "id": "UmVmdW5kOjE4",
    "amount": 64.0,
    "currency": "EUR",
    "reason": "Wrong size",
    "order": "10918",
}
_FULFILLMENT: Final[dict[str, Any]] = {
    "id": "RnVsZmlsbG1lbnQ6NjI=",
    "order": "10918-1",
    "status": "FULFILLED",
    "carrier": "PostNord",
    "tracking_number": "SE84920176550",
    "lines": [{"sku": VARIANT["sku"], "quantity": 2}],
    "seller": SELLER_REFERENCE,
}
_PAYOUT: Final[dict[str, Any]] = {
    "id": "UGF5b3V0Ojkw",
    "status": "SCHEDULED",
    "amount": 112.0,
    "commission": 16.0,
    "currency": "EUR",
    "period": {"from": "2026-11-01", "to": "2026-11-15"},
}
_VENDOR_PAYOUT: Final[dict[str, Any]] = _PAYOUT | {"id": "VmVuZG9yUGF5b3V0OjMx", "seller": SELLER_REFERENCE}

TRADE_TYPES: Final = (
    *in_category(
        "Invoice",
        rows_of(
            "invoice",
            "Marketplace invoice",
            _INVOICE,
            {
                "requested": {"requested_at": "2026-11-20T13:32:07Z"},
                "sent": {"sent_to": CUSTOMER["email"], "sent_at": "2026-11-20T13:32:07Z"},
                "deleted": {"deleted_at": "2026-11-20T13:32:07Z"},
            },
        ),
    ),
    *in_category("Checkout", rows_of("checkout", "Checkout", _CHECKOUT, CREATED_UPDATED)),
    *in_category(
        "Payment",
        [
            *rows_of("payment", "Payment", _PAYMENT, CREATED_UPDATED),
            *rows_of("refund", "Refund", _REFUND, CREATED_UPDATED),
        ],
    ),
    *in_category("Marketplace Order", rows_of("nautical_order", "Marketplace order", _ORDER, _ORDER_VERBS)),
    *in_category("Seller Order", rows_of("order", "Seller order", _SELLER_ORDER, _ORDER_VERBS)),
    *in_category(
        "Fulfillment",
        rows_of("fulfillment", "Fulfilment", _FULFILLMENT, {"created": CREATED_UPDATED["created"]}),
    ),
    *in_category(
        "Payout",
        [
            *rows_of("payout", "Payout", _PAYOUT, CREATED_UPDATED_DELETED),
            *rows_of("vendor_payout", "Payout to a seller", _VENDOR_PAYOUT, CREATED_UPDATED),
        ],
    ),
)
