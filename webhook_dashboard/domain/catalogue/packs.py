"""The packs that come with the program, and what they offer together from the start."""

from typing import Final

from webhook_dashboard.domain.catalogue.angage_records import CUSTOMERS, PRODUCTS, PURCHASES
from webhook_dashboard.domain.catalogue.angage_sales import SALES
from webhook_dashboard.domain.catalogue.entries import EventType, Pack
from webhook_dashboard.domain.catalogue.nautical_catalogue import CATALOGUE_TYPES
from webhook_dashboard.domain.catalogue.nautical_trade import TRADE_TYPES
from webhook_dashboard.domain.catalogue.portals import (
    ACTIVATIONS,
    ILCPT,
    LICENSED_PRODUCTS,
    LICENSES,
    SUPPLIERS,
    SYNCHRONISATIONS,
)
from webhook_dashboard.domain.errors import NotFound

PACKS: Final = (
    Pack(
        "angage",
        "Angage ERP",
        "Orders, invoices, payments, customers, products and purchases of an ERP.",
        (*SALES, *CUSTOMERS, *PRODUCTS, *PURCHASES),
    ),
    Pack("napt", "NAPT ILC/PT", "Orders of interlaboratory comparisons and proficiency tests.", ILCPT),
    Pack(
        "getkeymanager",
        "GetKeyManager",
        "Licenses, their activations, and new versions of licensed products.",
        (*LICENSES, *ACTIVATIONS, *LICENSED_PRODUCTS),
    ),
    Pack(
        "eudr",
        "EUDR",
        "Suppliers and synchronisations of a deforestation register.",
        (*SUPPLIERS, *SYNCHRONISATIONS),
    ),
    Pack(
        "nautical",
        "Nautical Commerce",
        "A marketplace: sellers, products, stock, checkouts, orders, fulfilments and payouts.",
        (*CATALOGUE_TYPES, *TRADE_TYPES),
        starts_enabled=False,
    ),
)

EVENT_TYPES: Final = tuple(
    event_type for pack in PACKS if pack.starts_enabled for event_type in pack.event_types
)
"""What the catalogue offers before anybody changed it."""

_BY_KEY: Final[dict[str, Pack]] = {pack.key: pack for pack in PACKS}
_HOME: Final[dict[str, tuple[Pack, EventType]]] = {
    event_type.key: (pack, event_type) for pack in PACKS for event_type in pack.event_types
}


def find_pack(key: str) -> Pack:
    """Return the pack with this key.

    Raises:
        NotFound: there is none.
    """
    if key not in _BY_KEY:
        raise NotFound(f"There is no such pack. There are {', '.join(_BY_KEY)}.")
    return _BY_KEY[key]


def find_built_in(key: str) -> tuple[Pack, EventType] | None:
    """Return the event type that comes with the program and its pack, or None."""
    return _HOME.get(key)
