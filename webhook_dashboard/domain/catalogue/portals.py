"""The smaller packs: NAPT ILC/PT, GetKeyManager and EUDR."""

from typing import Any, Final

from webhook_dashboard.domain.catalogue.entries import in_category

ILCPT: Final = in_category(
    "ILC/PT",
    (
        (
            "ILCPT_ORDER",
            "ILC/PT order placed: one event for each order, its items grouped by scheme",
            {
                "companyId": 100,
                "companyName": "ABC Labs",
                "orderedBy": {"contactId": 25, "name": "John Doe", "email": "john@abclabs.com"},
                "orderDate": "2024-01-15T10:30:00Z",
                "items": [
                    {"scheme": "Temperature Calibration", "testIds": [12345, 12346, 12347]},
                    {"scheme": "Pressure Calibration", "testIds": [12348, 12349]},
                ],
            },
        ),
    ),
)

_PRODUCT: Final[dict[str, Any]] = {"id": "prd_7Hq2", "name": "Chart Studio", "version": "4.2.0"}
_LICENSE: Final[dict[str, Any]] = {
    "id": "lic_9f3Kd2",
    "key": "CHRT-8F2K-****-****",
    "status": "active",
    "product": _PRODUCT,
    "activation_limit": 3,
    "activations": 1,
    "expires_at": "2027-11-20T00:00:00Z",
}
_HOLDER: Final[dict[str, Any]] = {"id": "usr_51c", "name": "Mara Holm", "email": "mara@holm.example"}
_ACTIVATION: Final[dict[str, Any]] = {
    "id": "act_2Tb81",
    "license": {"id": "lic_9f3Kd2", "key": "CHRT-8F2K-****-****"},
    "product": _PRODUCT,
    "machine": {"name": "holm-desk-04", "fingerprint": "b1946ac92492d234"},
    "ip_address": "198.51.100.24",
    "at": "2026-11-20T13:32:07Z",
}

LICENSES: Final = in_category(
    "License",
    (
        ("license.created", "License made", _LICENSE | {"activations": 0}),
        (
            "license.assigned",
            "License given to a user",
            _LICENSE | {"assigned_to": _HOLDER, "assigned_at": "2026-11-20T13:32:07Z"},
        ),
        ("license.expired", "License ran out", _LICENSE | {"status": "expired", "assigned_to": _HOLDER}),
        (
            "license.revoked",
            "License taken back",
            _LICENSE | {"status": "revoked", "assigned_to": _HOLDER, "reason": "Payment refunded"},
        ),
    ),
)

ACTIVATIONS: Final = in_category(
    "Activation",
    (
        ("activation.created", "License activated on a machine", _ACTIVATION),
        ("activation.removed", "Activation taken off a machine", _ACTIVATION),
        (
            "activation.refused",
            "Activation refused",
            _ACTIVATION | {"reason": "limit_reached", "activation_limit": 3},
        ),
    ),
)

LICENSED_PRODUCTS: Final = in_category(
    "Product",
    (
        (
            "product.version_released",
            "New version of a licensed product",
            _PRODUCT
            | {"version": "4.3.0", "previous_version": "4.2.0", "released_at": "2026-11-20T09:00:00Z"},
        ),
    ),
)

SUPPLIERS: Final = in_category(
    "Supplier",
    (
        (
            "supplier.created",
            "Supplier added",
            {"externalId": "VENDOR-001", "internalId": "clx4f0q2k0001"},
        ),
        (
            "supplier.updated",
            "Supplier changed",
            {"externalId": "VENDOR-001", "internalId": "clx4f0q2k0001"},
        ),
    ),
)

SYNCHRONISATIONS: Final = in_category(
    "Sync",
    (
        (
            "sync.completed",
            "Synchronisation finished",
            {
                "externalId": "SYNC-2026-11-20",
                "internalId": "clx4f9w7m0042",
                "entity": "supplier",
                "created": 12,
                "updated": 87,
                "failed": 0,
                "startedAt": "2026-11-20T13:30:00.000Z",
                "completedAt": "2026-11-20T13:32:07.000Z",
            },
        ),
    ),
)
