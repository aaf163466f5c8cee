"""What several screens say about the same things: the state of a webhook, a row of the tail. Pure."""

from datetime import datetime, tzinfo
from urllib.parse import urlencode

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, encode_id
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.live_rail import TailRow
from webhook_dashboard.ui.components.status import STATUSES
from webhook_dashboard.ui.formatting import format_clock, format_day, format_ms, format_since


def webhook_state(webhook: WebhookSummary, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """The kind of state (a key of STATUSES) and a second fact: ("failing", "since 08:12")."""
    if not webhook.active:
        if webhook.revision == 1:
            return "unused", ""
        return "off", format_day(webhook.updated_at, zone)
    if webhook.paused_at is not None:
        return "paused", format_since(webhook.paused_at, now, zone)
    if webhook.breaker_opened_at is not None:
        return "failing", format_since(webhook.breaker_opened_at, now, zone)
    if webhook.health.is_failing:
        since = webhook.health.failing_since
        return "failing", format_since(since, now, zone) if since else ""
    return "active", ""


def is_sending(webhook: WebhookSummary) -> bool:
    """Whether it is switched on and not paused; one that fails goes on trying."""
    return webhook.active and webhook.paused_at is None


def record_of(delivery: DeliverySummary) -> str:
    """The record that an event is about, "SO-2026-0918"; empty when the publisher named none."""
    return delivery.entity_id or ""


def to_tail_row(delivery: DeliverySummary, zone: tzinfo, *, fresh: bool = False) -> TailRow:
    """A delivery as two lines of the Live rail."""
    kind = delivery.status.key
    arrived = f"OK · {format_ms(delivery.duration_ms)}"
    parts = (delivery.webhook_name, record_of(delivery), "Test" if delivery.test else "")
    return TailRow(
        id=encode_id(DELIVERY, delivery.id),
        kind=kind,
        event=delivery.event_type,
        second=" · ".join(part for part in parts if part),
        end=arrived if delivery.status is Status.SUCCEEDED else STATUSES[kind].word,
        time=format_clock(delivery.last_attempt_at or delivery.created_at, zone),
        fresh=fresh,
    )


def delivery_href(delivery_id: int) -> str:
    """The address of the log with this delivery's panel open."""
    return f"/deliveries?id={encode_id(DELIVERY, delivery_id)}"


def webhook_href(webhook_id: int) -> str:
    """The address of a webhook."""
    return f"/webhooks/{encode_id(WEBHOOK, webhook_id)}"


def event_type_href(event_type: str) -> str:
    """The address of the event catalogue with the panel of a type open."""
    return f"/event-types?{urlencode({'type': event_type})}"


def log_href(
    *,
    webhook_id: int | None = None,
    status: str = "",
    event_type: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> str:
    """The address of the log with these filters set."""
    filters = {
        "webhook": encode_id(WEBHOOK, webhook_id) if webhook_id is not None else "",
        "status": status,
        "type": event_type,
        "since": _instant(since),
        "until": _instant(until),
    }
    query = urlencode({name: value for name, value in filters.items() if value})
    return f"/deliveries?{query}" if query else "/deliveries"


def _instant(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%dT%H:%M}Z"
