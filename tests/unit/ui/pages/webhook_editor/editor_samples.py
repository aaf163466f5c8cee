"""Webhooks that the tests of the editor share."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from webhook_dashboard.domain.health import Health
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, draft_of
from webhook_dashboard.ui.pages.webhook_editor.reading import OfferedType
from webhook_dashboard.ui.pages.webhook_editor.work import Work

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
ORDER_SYNC = WebhookSummary(
    id=1,
    name="Order Sync",
    url="https://api.partner.com/webhooks/orders",
    method="POST",
    event_types=("order.created", "order.updated"),
    active=True,
    secret_hint="whsec_••••9Qa",
    revision=9,
    created_at=NOW,
    updated_at=datetime(2026, 11, 17, 8, 40, tzinfo=UTC),
    health=Health(),
    authentication={"type": "basic", "username": "hooks"},
    headers=(("X-Source", "erp"), ("X-Api-Key", None)),
    filters={"order.created": {"order.total": {"$gt": 100}}},
)
OFFERED = (
    OfferedType("order.created", "Sales", "New order placed"),
    OfferedType("order.updated", "Sales", "Order changed"),
    OfferedType("order.cancelled", "Sales", "Order cancelled"),
    OfferedType("customer.created", "Customer", "New customer"),
)


def saved() -> Draft:
    """The draft of ORDER_SYNC as it is stored."""
    return draft_of(ORDER_SYNC.columns())


def work(**changes: object) -> Work:
    """Work on ORDER_SYNC, with fields of the summary changed."""
    summary = replace(ORDER_SYNC, **changes)  # type: ignore[arg-type]
    draft = draft_of(summary.columns())
    return Work(draft, draft, summary)
