"""Deliveries for tests of what the log says; what a test is about is passed, the rest has a default."""

from datetime import UTC, datetime, timedelta
from typing import Any

from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.domain.outcomes import Phases
from webhook_dashboard.storage.delivery_details import AttemptDetail, DeliveryDetail
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.events import StoredEvent
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.pages.deliveries.reading import DeliveryPage, LogPage

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
FIRST_TRY = datetime(2026, 11, 20, 13, 21, 39, tzinfo=UTC)
DELIVERY_ID = first_id_at(FIRST_TRY)


def make_summary(**fields: Any) -> DeliverySummary:
    """Return a row of the log: delivered at the first attempt."""
    defaults: dict[str, Any] = {
        "id": DELIVERY_ID,
        "event_id": 7,
        "event_public_id": "evt_0000000000",
        "webhook_id": 3,
        "webhook_name": "Customer CRM",
        "webhook_url": "https://crm.company.com/hooks/v2",
        "webhook_deleted": False,
        "event_type": "customer.updated",
        "entity_type": "customer",
        "entity_id": "CUS-10482",
        "status": Status.SUCCEEDED,
        "response_code": 200,
        "error_kind": None,
        "attempt_count": 1,
        "duration_ms": 187.2,
        "created_at": FIRST_TRY,
        "next_at": None,
        "last_attempt_at": FIRST_TRY,
    }
    return DeliverySummary(**defaults | fields)


def make_attempt(number: int = 1, **fields: Any) -> AttemptDetail:
    """Return an attempt that was answered 200."""
    defaults: dict[str, Any] = {
        "attempt_number": number,
        "trigger": Trigger.FIRST,
        "started_at": FIRST_TRY + timedelta(minutes=number - 1),
        "duration_ms": 187.2,
        "phases": Phases(1.0, 18.0, 40.0, 120.0, 8.2),
        "method": "POST",
        "url": "https://crm.company.com/hooks/v2",
        "request_headers": (("content-type", "application/json"), ("webhook-signature", "v1,abc=")),
        "response_code": 200,
        "error_kind": None,
        "error_detail": "",
        "sentence": "crm.company.com answered 200.",
        "response_headers": (("Content-Type", "application/json"),),
        "response_body": b'{"ok":true}',
        "response_cut": False,
    }
    return AttemptDetail(**defaults | fields)


def make_tls_failure(number: int = 1) -> AttemptDetail:
    """Return an attempt whose certificate was refused."""
    return make_attempt(
        number,
        duration_ms=61.0,
        phases=Phases(1.0, 18.0, 42.0),
        response_code=None,
        error_kind="tls_error",
        error_detail="certificate has expired",
        sentence="The TLS certificate of crm.company.com was not accepted.",
        response_headers=(),
        response_body=b"",
    )


def make_webhook(**fields: Any) -> WebhookSummary:
    """Return an active webhook in its ninth revision."""
    defaults: dict[str, Any] = {
        "id": 3,
        "name": "Customer CRM",
        "url": "https://crm.company.com/hooks/v2",
        "method": "POST",
        "event_types": ("*",),
        "active": True,
        "secret_hint": "whsec_••••4f2a",
        "revision": 9,
        "created_at": NOW,
        "updated_at": NOW,
        "health": Health(),
    }
    return WebhookSummary(**defaults | fields)


def make_page(
    *attempts: AttemptDetail,
    webhook: WebhookSummary | None = None,
    deleted: bool = False,
    last_success: AttemptDetail | None = None,
    others: tuple[int, ...] = (),
    **fields: Any,
) -> DeliveryPage:
    """Return a delivery in full; `fields` are those of its summary."""
    event = StoredEvent(
        7,
        "evt_0000000000",
        "customer.updated",
        "customer",
        "CUS-10482",
        None,
        FIRST_TRY,
        b'{"id":"CUS-10482"}',
    )
    summary = make_summary(attempt_count=len(attempts), webhook_deleted=deleted, **fields)
    detail = DeliveryDetail(summary, event, attempts, 9, others)
    return DeliveryPage(detail, None if deleted else webhook or make_webhook(), last_success)


def make_log(*rows: DeliverySummary, **fields: Any) -> LogPage:
    """Return the first page of a log that holds these rows."""
    defaults: dict[str, Any] = {
        "rows": rows,
        "newer": 0,
        "total": len(rows),
        "exist": len(rows),
        "has_older": False,
    }
    return LogPage(**defaults | fields)
