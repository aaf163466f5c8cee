"""Nautical Commerce, what is sold and by whom: sellers, products, variants, stock, customers."""

from typing import Any, Final

from webhook_dashboard.domain.catalogue.entries import in_category, rows_of

SELLER_REFERENCE: Final[dict[str, Any]] = {
    "id": "U2VsbGVyOjQy",
    "company_name": "Fjord Supplies",
    "external_id": "FS-42",
}
_SELLER: Final[dict[str, Any]] = SELLER_REFERENCE | {
    "email": "hello@fjord-supplies.example",
    "status": "APPROVED",
    "commission_rate": 12.5,
}
_MICROSITE: Final[dict[str, Any]] = {
    "id": "TWljcm9zaXRlOjM=",
    "name": "Fjord Supplies Store",
    "slug": "fjord-supplies",
    "is_published": True,
    "seller": SELLER_REFERENCE,
}
_PRODUCT: Final[dict[str, Any]] = {
    "id": "UHJvZHVjdDo3MjA=",
    "name": "Life vest",
    "slug": "life-vest",
    "product_type": "Safety",
    "category": "Safety gear",
    "is_published": True,
    "price": {"amount": 64.0, "currency": "EUR"},
    "seller": SELLER_REFERENCE,
}
VARIANT: Final[dict[str, Any]] = {
    "id": "UHJvZHVjdFZhcmlhbnQ6OTE0",
    "sku": "VEST-M-RED",
    "name": "M / red",
    "price": {"amount": 64.0, "currency": "EUR"},
    "weight_kg": 0.9,
    "product": {"id": "UHJvZHVjdDo3MjA=", "name": "Life vest"},
}
_STOCK: Final[dict[str, Any]] = {
    "id": "U3RvY2s6MzE3",
    "quantity": 48,
    "quantity_allocated": 2,
    "warehouse": {"id": "V2FyZWhvdXNlOjI=", "name": "Malmö"},
    "variant": {"id": "UHJvZHVjdFZhcmlhbnQ6OTE0", "sku": "VEST-M-RED"},
}
_WAREHOUSE: Final[dict[str, Any]] = {
    "id": "V2FyZWhvdXNlOjI=",
    "name": "Malmö",
    "city": "Malmö",
    "country": "SE",
    "seller": SELLER_REFERENCE,
}
CUSTOMER: Final[dict[str, Any]] = {
    "id": "VXNlcjo4MTI=",
    "email": "mara@holm.example",
    "first_name": "Mara",
    "last_name": "Holm",
    "is_active": True,
}
_AGREEMENT: Final[dict[str, Any]] = {
    "id": "QWdyZWVtZW50OjU=",
    "name": "Marketplace terms",
    "version": 3,
    "effective_from": "2026-12-01",
}
_CATEGORY: Final[dict[str, Any]] = {
    "id": "Q2F0ZWdvcnk6MTE=",
    "name": "Safety gear",
    "slug": "safety-gear",
    "parent": "Deck",
}
_COLLECTION: Final[dict[str, Any]] = {
    "id": "Q29sbGVjdGlvbjo0",
    "name": "Winter sailing",
    "slug": "winter-sailing",
    "product_count": 24,
}
_PRICE_BOOK: Final[dict[str, Any]] = {
    "id": "UHJpY2VCb29rOjI=",
    "name": "Wholesale EUR",
    "currency": "EUR",
    "entries": [{"sku": "VEST-M-RED", "price": 51.2}],
}

CREATED_UPDATED: Final[dict[str, dict[str, Any]]] = {
    "created": {"created_at": "2026-11-20T13:32:07Z"},
    "updated": {"updated_at": "2026-11-20T13:32:07Z"},
}
CREATED_UPDATED_DELETED: Final[dict[str, dict[str, Any]]] = CREATED_UPDATED | {
    "deleted": {"deleted_at": "2026-11-20T13:32:07Z"}
}
_ANSWERED: Final[dict[str, Any]] = {"agreement": _AGREEMENT, "answered_at": "2026-11-20T13:32:07Z"}

CATALOGUE_TYPES: Final = (
    *in_category(
        "Seller",
        [
            *rows_of("seller", "Seller", _SELLER, CREATED_UPDATED),
            *rows_of(
                "seller_agreement",
                "Agreement of a seller",
                _SELLER,
                {"acknowledged": _ANSWERED, "declined": _ANSWERED | {"reason": "Commission too high"}},
            ),
            *rows_of("agreement", "Agreement", _AGREEMENT, CREATED_UPDATED_DELETED),
        ],
    ),
    *in_category("Microsite", rows_of("microsite", "Microsite", _MICROSITE, CREATED_UPDATED)),
    *in_category(
        "Product",
        [
            *rows_of("product", "Marketplace product", _PRODUCT, CREATED_UPDATED_DELETED),
            *rows_of("category", "Product category", _CATEGORY, CREATED_UPDATED_DELETED),
            *rows_of("collection", "Product collection", _COLLECTION, CREATED_UPDATED_DELETED),
            *rows_of("price_book", "Price book", _PRICE_BOOK, CREATED_UPDATED_DELETED),
        ],
    ),
    *in_category("Product Variant", rows_of("variant", "Product variant", VARIANT, CREATED_UPDATED_DELETED)),
    *in_category(
        "Inventory",
        [
            *rows_of(
                "stock",
                "Stock",
                _STOCK,
                CREATED_UPDATED_DELETED
                | {
                    "allocated": {"quantity_allocated": 5, "allocated": 3},
                    "deallocated": {"quantity_allocated": 2, "deallocated": 3},
                },
            ),
            *rows_of("warehouse", "Warehouse", _WAREHOUSE, CREATED_UPDATED_DELETED),
        ],
    ),
    *in_category("Customer", rows_of("customer", "Marketplace customer", CUSTOMER, CREATED_UPDATED_DELETED)),
)
