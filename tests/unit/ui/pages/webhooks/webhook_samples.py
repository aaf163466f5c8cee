"""Webhooks and figures that the tests of the list share."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from webhook_dashboard.domain.health import Health
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.pages.webhooks.reading import Month

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
ORDER_SYNC = WebhookSummary(
    id=1,
    name="Order Sync",
    url="https://api.partner.com/hooks?x=1",
    method="POST",
    event_types=("order.created", "order.updated", "order.shipped"),
    active=True,
    secret_hint="whsec_••••9Qa",
    revision=9,
    created_at=NOW,
    updated_at=datetime(2026, 11, 3, 9, 0, tzinfo=UTC),
    health=Health(),
)
FAILING = replace(
    ORDER_SYNC,
    id=2,
    name="Customer CRM",
    url="https://crm.company.com/hooks",
    event_types=("customer.*",),
    health=Health(5, datetime(2026, 11, 20, 7, 12, tzinfo=UTC), "The certificate has expired."),
)
OFF = replace(ORDER_SYNC, id=3, name="Archive", url="/inbox/abc", event_types=("*",), active=False)
WEBHOOKS = (OFF, ORDER_SYNC, FAILING)
MONTH = Month(
    totals={
        1: Totals(total=5678, succeeded=5646, failed=31, p95_ms=468.0),
        2: Totals(total=2345, succeeded=2127, failed=4, p95_ms=540.0),
    },
    bars={1: [Bar(NOW, Totals(total=3, succeeded=2, failed=1))]},
)
