"""The records of the company that events are about: orders, invoices, customers, stock."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import orjson

from webhook_dashboard.domain.events import NewEvent

_CUSTOMERS: Final = (
    "Lindqvist & Daughters AB",
    "Bergman Outdoor",
    "Nordhaven Marine",
    "Café Aurora",
    "Holm Woodworks",
    "Sørensen Cycles",
    "Atelier Blau",
    "Kettle & Pine",
    "Fjord Supplies",
    "Marlow Books",
)
_PRODUCTS: Final = ("Rope 12 mm", "Deck lamp", "Life vest M", "Anchor 8 kg", "Chart case", "Winch handle")
_WAREHOUSES: Final = ("Hamburg", "Malmö", "Gdańsk")
_TAX: Final = 0.19
_SHIPPING: Final = 7.2
_FREE_SHIPPING: Final = 200
_CANCELLED_BECAUSE: Final = ("Customer request", "Out of stock", "Payment failed")


@dataclass(slots=True)
class Records:
    """Makes events with running numbers: later records have higher ones. `chance` decides the rest."""

    chance: random.Random
    order: int = 8_165
    invoice: int = 26_058
    payment: int = 85_624
    bill: int = 5_758
    customer: int = 10_170

    @classmethod
    def after_history(cls, chance: random.Random) -> "Records":
        """Return records whose numbers follow those of the history."""
        return cls(chance, order=10_918, invoice=30_416, payment=88_213, bill=7_712, customer=10_482)

    def make(self, event_type: str, occurred_at: datetime) -> NewEvent:
        """Return an event of this type as the company's systems would publish it."""
        build = _BUILDERS[event_type]
        entity_type, entity_id, data = build(self, occurred_at)
        return NewEvent(event_type, orjson.dumps(data), entity_type=entity_type, entity_id=entity_id)

    def make_fitting(
        self, event_type: str, occurred_at: datetime, fits: Callable[[NewEvent], bool]
    ) -> NewEvent:
        """Return such an event that `fits`, without a gap in the numbers."""
        while True:
            drawn = replace(self)
            event = drawn.make(event_type, occurred_at)
            if fits(event):
                self.order, self.invoice, self.payment = drawn.order, drawn.invoice, drawn.payment
                self.bill, self.customer = drawn.bill, drawn.customer
                return event

    def one_of(self, options: tuple[str, ...]) -> str:
        """Choose one."""
        return options[int(self.chance.random() * len(options))]

    def between(self, low: int, high: int) -> int:
        """Choose a whole number from `low` up to, not including, `high`."""
        return low + int(self.chance.random() * (high - low))

    def amount(self, high: float) -> float:
        """Choose an amount of money, small ones more often."""
        return round(5 + high * self.chance.random() ** 2, 2)

    def buyer(self) -> dict[str, Any]:
        """Choose a customer."""
        return _person(self.between(10_000, 10_500), self.one_of(_CUSTOMERS))


_Built = tuple[str, str, dict[str, Any]]


def _person(number: int, name: str) -> dict[str, Any]:
    mailbox = name.split()[0].lower().encode("ascii", "ignore").decode()
    return {
        "id": number,
        "code": f"CUS-{number}",
        "name": name,
        "email": f"orders@{mailbox}.example",
        "phone": f"+46 8 555 {number // 100 % 100:02d} {number % 100:02d}",
    }


def _new_order(records: Records, at: datetime) -> _Built:
    records.order += 1
    number = f"SO-{at.year}-{records.order % 10_000:04d}"
    items = [_item(records) for _ in range(records.between(1, 4))]
    subtotal = round(sum(item["total"] for item in items), 2)
    tax, shipping = round(subtotal * _TAX, 2), _SHIPPING if subtotal < _FREE_SHIPPING else 0.0
    data = {
        "id": 30_000 + records.order,
        "number": number,
        "date": at.isoformat(),
        "status": "new",
        "subtotal": subtotal,
        "tax": tax,
        "shipping": shipping,
        "total": round(subtotal + tax + shipping, 2),
        "currency": "EUR",
        "notes": "",
        "source": records.one_of(("Online", "Shop", "Phone")),
        "ship_method": records.one_of(("Express", "Standard", "Pick-up")),
        "customer": records.buyer(),
        "items": items,
    }
    return "order", number, data


def _item(records: Records) -> dict[str, Any]:
    sku, name = f"SKU-{records.between(10_000, 60_000)}", records.one_of(_PRODUCTS)
    quantity, price = records.between(1, 6), records.amount(180)
    total = round(quantity * price, 2)
    return {"sku": sku, "name": name, "quantity": quantity, "price": price, "total": total}


def _order(records: Records, at: datetime, **more: Any) -> _Built:
    number = f"SO-{at.year}-{max(records.order - records.between(0, 60), 1) % 10_000:04d}"
    return "order", number, {"number": number, "customer": records.buyer(), **more}


def _order_updated(records: Records, at: datetime) -> _Built:
    return _order(records, at, changed=["ship_method"], ship_method=records.one_of(("Express", "Standard")))


def _order_shipped(records: Records, at: datetime) -> _Built:
    parcel = f"00340{records.between(10**9, 10**10)}"
    return _order(records, at, carrier=records.one_of(("DHL", "DPD", "PostNord")), tracking_number=parcel)


def _order_cancelled(records: Records, at: datetime) -> _Built:
    return _order(records, at, reason=records.one_of(_CANCELLED_BECAUSE), total=records.amount(600))


def _invoice(records: Records, at: datetime) -> _Built:
    records.invoice += 1
    number = f"INV-{records.invoice}"
    data = {
        "number": number,
        "order": f"SO-{at.year}-{max(records.order, 1) % 10_000:04d}",
        "total": records.amount(900),
        "currency": "EUR",
        "tax_rate": 19,
        "customer": records.buyer(),
    }
    return "invoice", number, data


def _payment(records: Records, _: datetime) -> _Built:
    records.payment += 1
    number = f"PAY-{records.payment}"
    method = records.one_of(("card", "transfer", "direct debit"))
    data = {"number": number, "amount": records.amount(900), "currency": "EUR", "method": method}
    return "payment", number, data | {"invoice": f"INV-{records.invoice}"}


def _bill(records: Records, _: datetime) -> _Built:
    records.bill += 1
    number = f"BILL-{records.bill}"
    vendor = records.one_of(("Segel GmbH", "Tauwerk KG", "Lumen AB"))
    return (
        "bill",
        number,
        {"number": number, "vendor": vendor, "total": records.amount(4_000), "due_days": 30},
    )


def _customer_created(records: Records, _: datetime) -> _Built:
    records.customer += 1
    person = _person(records.customer, records.one_of(_CUSTOMERS))
    return "customer", person["code"], {**person, "segment": records.one_of(("retail", "wholesale"))}


def _customer_updated(records: Records, _: datetime) -> _Built:
    buyer = records.buyer()
    data = {
        **buyer,
        "phone": f"+46 8 555 {records.between(10, 99)} {records.between(10, 99)}",
        "credit_limit": records.between(2, 40) * 2_500,
        "tags": ["wholesale", "vip"] if records.chance.random() < 0.3 else ["retail"],
        "updated_by": "ada@company.com",
    }
    return "customer", buyer["code"], data


def _contact(records: Records, _: datetime) -> _Built:
    number = f"CON-{records.between(2_000, 9_000)}"
    return "contact", number, {"id": number, "customer": records.buyer(), "role": "Purchasing"}


def _product(records: Records, _: datetime) -> _Built:
    number = f"PRD-{records.between(5_000, 6_000)}"
    data = {
        "id": number,
        "name": records.one_of(_PRODUCTS),
        "price": records.amount(180),
        "changed": ["price"],
    }
    return "product", number, data


def _stock(records: Records, _: datetime) -> _Built:
    number = f"SKU-{records.between(10_000, 60_000)}"
    data = {
        "sku": number,
        "warehouse": records.one_of(_WAREHOUSES),
        "quantity": records.between(0, 400),
        "change": records.between(-12, 13),
    }
    return "product", number, data


_BUILDERS: Final[dict[str, Callable[[Records, datetime], _Built]]] = {
    "order.created": _new_order,
    "order.updated": _order_updated,
    "order.shipped": _order_shipped,
    "order.cancelled": _order_cancelled,
    "invoice.created": _invoice,
    "invoice.sent": _invoice,
    "payment.received": _payment,
    "payment.refunded": _payment,
    "customer.created": _customer_created,
    "customer.updated": _customer_updated,
    "contact.created": _contact,
    "product.updated": _product,
    "inventory.updated": _stock,
    "bill.created": _bill,
}
