"""The request that a delivery becomes: exact bytes, ready to send."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webhook_dashboard.domain.signing import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, parse_secret, sign
from webhook_dashboard.domain.timeouts import Timeouts
from webhook_dashboard.domain.webhooks import Webhook

__all__ = ["EventToSend", "OutgoingRequest", "Timeouts", "build_payload", "build_request"]


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """One HTTP request as it goes on the wire; `body` is exactly what was signed."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    timeouts: Timeouts


USER_AGENT: Final = "Webhook-Dashboard/1.0"


@dataclass(frozen=True, slots=True)
class EventToSend:
    """What a payload is built from: the event's public id, type, time and its data as JSON."""

    public_id: str
    type: str
    occurred_at: datetime
    data: bytes


def build_payload(event: EventToSend) -> bytes:
    """Return the Standard Webhooks envelope `{type, timestamp, data}` around the event's own bytes."""
    stamp = event.occurred_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return b'{"type":"%b","timestamp":"%b","data":%b}' % (event.type.encode(), stamp.encode(), event.data)


def build_request(webhook: Webhook, event: EventToSend, now: datetime) -> OutgoingRequest:
    """Build the signed request of one attempt made at `now`: what is signed is what is sent."""
    body = build_payload(event)
    timestamp = int(now.timestamp())
    signature = sign(parse_secret(webhook.secret), event.public_id, timestamp, body)
    headers = (
        ("content-type", "application/json"),
        ("user-agent", USER_AGENT),
        ("accept", "*/*"),
        ("accept-encoding", "identity"),
        (ID_HEADER, event.public_id),
        (TIMESTAMP_HEADER, str(timestamp)),
        (SIGNATURE_HEADER, signature),
        ("x-webhook-event", event.type),
    )
    return OutgoingRequest(webhook.method, webhook.url, headers, body, webhook.timeouts)
