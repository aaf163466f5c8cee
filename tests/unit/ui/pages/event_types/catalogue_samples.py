"""A catalogue that the tests of the screen share."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from webhook_dashboard.domain.catalogue.entries import EventType
from webhook_dashboard.domain.catalogue.packs import EVENT_TYPES, PACKS
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.services.catalogue import OWN, CatalogueEntry, PackState
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.pages.event_types.reading import Catalogue

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)


def at(**ago: float) -> int:
    """The id of an event that was published so long ago."""
    return first_id_at(NOW - timedelta(**ago))


def webhook(number: int, name: str, *event_types: str) -> WebhookSummary:
    """A webhook that subscribes to these."""
    return WebhookSummary(
        id=number,
        name=name,
        url="https://example.com/hooks",
        method="POST",
        event_types=event_types,
        active=True,
        secret_hint="whsec_••••9Qa",
        revision=1,
        created_at=NOW,
        updated_at=NOW,
        health=Health(),
    )


ORDER_CREATED = CatalogueEntry(EVENT_TYPES[0], "angage")
ORDER_UPDATED = CatalogueEntry(EVENT_TYPES[1], "angage", is_changed=True, updated_at=NOW)
SHIPMENT = CatalogueEntry(EventType("shipment.sent", "Logistics", "", {"id": 7}, "2.0"), OWN, False, NOW)
SUPPLIER = CatalogueEntry(EventType("supplier.created", "Sales", "Supplier added", {}), "eudr")
CATALOGUE = Catalogue(
    entries=[ORDER_CREATED, ORDER_UPDATED, SHIPMENT, SUPPLIER],
    packs=[PackState(pack, pack.starts_enabled) for pack in PACKS],
    webhooks=[webhook(1, "Order Sync", "order.created"), webhook(2, "Audit", "*")],
    newest={"order.created": at(minutes=2), "payout_created": at(days=3), "nobody.knows": at(hours=5)},
)
