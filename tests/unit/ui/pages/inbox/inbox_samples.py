"""Requests and inboxes as the storage returns them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.outcomes import Phases
from webhook_dashboard.domain.signing import Verdict
from webhook_dashboard.storage.delivery_details import AttemptDetail
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.inboxes import Arrival, InboxPlace, ReceivedRequest

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)


def arrival(number: int, **fields: Any) -> Arrival:
    """A request in a list, `number` seconds after noon."""
    defaults: dict[str, Any] = {
        "received_at": datetime(2026, 11, 20, 12, tzinfo=UTC) + timedelta(seconds=number),
        "method": "POST",
        "event_type": "order.created",
        "message_id": "evt_1",
        "verdict": Verdict.VALID,
        "response_code": 200,
    }
    return Arrival(id=number, **defaults | fields)


def received(number: int, **fields: Any) -> ReceivedRequest:
    """The same in full."""
    defaults: dict[str, Any] = {
        "token": "k3v9tz",
        "received_at": NOW,
        "method": "POST",
        "path": "/inbox/k3v9tz",
        "headers": (("content-type", "application/json"), ("webhook-id", "evt_1")),
        "body": b'{"total":150.00}',
        "event_type": "order.created",
        "verdict": Verdict.VALID,
        "scheme": "Standard Webhooks v1, HMAC-SHA256",
        "sentence": "Signed bytes: webhook-id.webhook-timestamp.body.",
        "response_code": 200,
    }
    return ReceivedRequest(id=number, **defaults | fields)


def place(token: str, **fields: Any) -> InboxPlace:
    """An inbox among others."""
    defaults: dict[str, Any] = {
        "created_at": NOW,
        "request_count": 0,
        "newest_request": 0,
        "senders": (),
    }
    return InboxPlace(token=token, **defaults | fields)


def delivery(status: Status = Status.SUCCEEDED) -> DeliverySummary:
    """What the log has of a request."""
    return DeliverySummary(
        id=7,
        event_id=6,
        event_public_id="evt_1",
        webhook_id=1,
        webhook_name="My first webhook",
        webhook_url="/inbox/k3v9tz",
        webhook_deleted=False,
        event_type="order.created",
        entity_type=None,
        entity_id=None,
        status=status,
        response_code=200,
        error_kind=None,
        attempt_count=1,
        duration_ms=12.0,
        created_at=NOW,
        next_at=None,
        last_attempt_at=NOW,
    )


def attempt(**fields: Any) -> AttemptDetail:
    """What the sender noted of the answer."""
    defaults: dict[str, Any] = {
        "attempt_number": 1,
        "trigger": Trigger.FIRST,
        "started_at": NOW,
        "duration_ms": 12.0,
        "phases": Phases(None, None, None, None, None),
        "method": "POST",
        "url": "/inbox/k3v9tz",
        "request_headers": (),
        "response_code": 200,
        "error_kind": None,
        "error_detail": "",
        "sentence": "",
        "response_headers": (("Content-Type", "application/json"),),
        "response_body": b'{"status":"received"}',
        "response_cut": False,
    }
    return AttemptDetail(**defaults | fields)
