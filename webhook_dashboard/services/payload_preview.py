"""The request that a configuration, saved or not, would send for one event: made by the code that sends."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from webhook_dashboard.delivery.directory import make_webhook
from webhook_dashboard.domain.ids import DELIVERY, EVENT, encode_id, first_id_at
from webhook_dashboard.domain.masking import mask_headers
from webhook_dashboard.domain.payloads import PayloadRefused
from webhook_dashboard.domain.requests import AttemptOf, EventToSend, RequestBuilder
from webhook_dashboard.domain.webhooks import Webhook
from webhook_dashboard.services.webhook_configuration import Configuration

Pairs = tuple[tuple[str, str], ...]
_SIGNED_ALONG: Final = ("webhook-id", "webhook-timestamp")
"""Headers of Standard Webhooks that unsigned requests carry, too; what is signed contains them."""


@dataclass(frozen=True, slots=True)
class PreviewedRequest:
    """What would be sent. `signature` are the headers that sign it; credentials in `headers` are masked.

    `refusal` is why nothing would be sent, or empty. The query of a GET stands in the URL.
    """

    method: str
    url: str
    headers: Pairs = ()
    signature: Pairs = ()
    content_type: str = ""
    body: bytes = b""
    refusal: str = ""


def event_to_preview(event_type: str, data: bytes, now: datetime) -> EventToSend:
    """Return an event that nobody published, happening now."""
    return EventToSend(encode_id(EVENT, first_id_at(now)), event_type, now, data)


def preview_request(
    configuration: Configuration, event: EventToSend, now: datetime, *, webhook_id: int = 0
) -> PreviewedRequest:
    """Return the request of a first attempt made now.

    Raises:
        InvalidInput: a template or filter of the configuration cannot be used.
    """
    summary = configuration.summary(webhook_id, 1, now, now)
    webhook = make_webhook(summary, configuration.credentials())
    attempt = AttemptOf(encode_id(DELIVERY, first_id_at(now)), 1)
    try:
        request = RequestBuilder(webhook).build(event, attempt, now)
    except PayloadRefused as refused:
        return PreviewedRequest(webhook.method, webhook.url, refusal=str(refused))
    headers = mask_headers(request.headers, webhook.authentication.header_names())
    unsigned = _count_unsigned(webhook, event, attempt, now)
    signature = tuple(pair for pair in headers[:unsigned] if pair[0].lower() in _SIGNED_ALONG)
    return PreviewedRequest(
        method=request.method,
        url=request.url,
        headers=tuple(pair for pair in headers[:unsigned] if pair not in signature),
        signature=(*signature, *headers[unsigned:]) if headers[unsigned:] else (),
        content_type=dict(request.headers).get("content-type", ""),
        body=request.body,
    )


def _count_unsigned(webhook: Webhook, event: EventToSend, attempt: AttemptOf, now: datetime) -> int:
    """Return how many headers there are before those of the signature: they come last."""
    unsigned = RequestBuilder(replace(webhook, secret="", previous_secrets=()))
    return len(unsigned.build(event, attempt, now).headers)
