"""The request that a delivery becomes: exact bytes, ready to send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from webhook_dashboard.domain.masking import mask_headers
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.domain.paths import entity_of
from webhook_dashboard.domain.payloads import (
    FORM_TYPE,
    JSON_TYPE,
    MAX_BODY_BYTES,
    MAX_QUERY_BYTES,
    EventToSend,
    Payload,
    PayloadRefused,
    build_envelope,
    build_payload,
    to_fields,
)
from webhook_dashboard.domain.profiles.profile import USER_AGENT
from webhook_dashboard.domain.signing import Signer
from webhook_dashboard.domain.templates import (
    Template,
    TemplateContext,
    TemplateFault,
    default_template,
    parse_template,
    read_data,
)
from webhook_dashboard.domain.templates.dates import iso
from webhook_dashboard.domain.timeouts import Timeouts
from webhook_dashboard.domain.webhooks import Webhook

__all__ = [
    "USER_AGENT",
    "EventToSend",
    "OutgoingRequest",
    "RequestBuilder",
    "Timeouts",
    "build_payload",
    "build_request",
]

_BODILESS: Final = "GET"
_AS_IT_IS: Final = "".join(character for character in map(chr, range(0x21, 0x7F)) if character not in '"#<>')
"""What the query of a URL may hold as it stands; all else is percent-encoded when it is sent."""
_IDENTITY: Final[Mapping[str, Callable[[Webhook, EventToSend, "AttemptOf", datetime], str]]] = {
    "event_type": lambda _webhook, event, _attempt, _now: event.type,
    "event_id": lambda _webhook, event, _attempt, _now: event.public_id,
    "webhook_id": lambda webhook, _event, _attempt, _now: webhook.public_id,
    "delivery_id": lambda _webhook, _event, attempt, _now: attempt.delivery_id,
    "event_time": lambda _webhook, event, _attempt, _now: iso(event.occurred_at),
    "attempt_time": lambda _webhook, _event, _attempt, now: iso(now),
}
"""What an identity header may say, by the names of `domain/profiles`."""


@dataclass(slots=True)  # not frozen: made for every delivery, in a quarter of the time
class OutgoingRequest:
    """One HTTP request as it goes on the wire; `body`, or the query of a GET, is exactly what was signed.

    `stored_body` is what the log keeps of the body: None where it can be made again from the event.
    `stored_headers` is what it keeps of the headers: credentials are masked.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    timeouts: Timeouts
    stored_body: bytes | None = None
    stored_headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptOf:
    """Which delivery an attempt belongs to (`whd_…`), and its number, from 1."""

    delivery_id: str
    number: int


UNKNOWN_ATTEMPT: Final = AttemptOf("whd_00000000000", 1)


class RequestBuilder:
    """Builds the requests of one webhook; what does not change between them is prepared once."""

    def __init__(self, webhook: Webhook) -> None:
        self.webhook = webhook
        profile = webhook.profile
        self._bodiless = profile.method == _BODILESS
        self._wants_fields = profile.content_type == FORM_TYPE and not self._bodiless
        self._timeouts = profile.timeouts
        self._identity = tuple((name, _IDENTITY[source]) for name, source in profile.identity_headers)
        self._signer: Signer | None = None
        self._signer_until: datetime | None = None
        accept = () if any(name.lower() == "accept" for name, _ in webhook.headers) else (("accept", "*/*"),)
        self._fixed = (
            ("user-agent", profile.user_agent),
            *accept,
            ("accept-encoding", "identity"),
            *webhook.authentication.headers(),
            *webhook.headers,
        )
        masked = mask_headers(self._fixed, webhook.authentication.header_names())
        self._masked = None if masked == self._fixed else masked

    def build(self, event: EventToSend, attempt: AttemptOf, now: datetime) -> OutgoingRequest:
        """Build the signed request of one attempt made at `now`: what is signed is what is sent.

        Raises:
            PayloadRefused: the template fails on this event, or the result is too large.
        """
        profile = self.webhook.profile
        payload = self.build_body(event, attempt, now)
        url, body = self.webhook.url, payload.body
        signed = body
        headers: tuple[tuple[str, str], ...] = (("content-type", payload.content_type),)
        if self._bodiless:
            url, signed = _with_query(url, self._query(payload))
            headers, body = (), b""
        own = (
            *[(name, read(self.webhook, event, attempt, now)) for name, read in self._identity],
            *self._signer_at(now).headers(event.public_id, int(now.timestamp()), signed),
        )
        sent = (*headers, *self._fixed, *own)
        return OutgoingRequest(
            profile.method,
            url,
            sent,
            body,
            self._timeouts,
            stored_body=body if payload.stored or self._bodiless else None,
            stored_headers=sent if self._masked is None else (*headers, *self._masked, *own),
        )

    def build_body(self, event: EventToSend, attempt: AttemptOf, now: datetime) -> Payload:
        """Return what is to be sent, before it is put into a body or a query.

        Raises:
            PayloadRefused: the template fails on this event, or the result is too large.
        """
        payload = self._rendered(event, attempt, now)
        if self._wants_fields and payload.content_type == JSON_TYPE:
            fields = to_fields(payload.body, self.webhook.profile.query_style)
            payload = Payload(fields.encode(), FORM_TYPE)
        if len(payload.body) > MAX_BODY_BYTES:
            size = f"{len(payload.body):,}"
            raise PayloadRefused(
                ErrorKind.PAYLOAD_TOO_LARGE, f"The payload has {size} bytes; {MAX_BODY_BYTES:,} can be sent."
            )
        return payload

    def _rendered(self, event: EventToSend, attempt: AttemptOf, now: datetime) -> Payload:
        profile = self.webhook.profile
        template = self.webhook.template_for(event.type) or _template_of_envelope(
            profile.envelope, event.type
        )
        if template is not None:
            context = TemplateContext(
                event_type=event.type,
                data=read_data(event.data),
                delivery_id=attempt.delivery_id,
                attempt=attempt.number,
                timestamp=now,
                event_id=event.public_id,
                event_time=event.occurred_at,
                integration_id=profile.integration_id,
            )
            try:
                rendered = template.render(context)
            except TemplateFault as fault:
                raise PayloadRefused(ErrorKind.TEMPLATE_ERROR, fault.sentence) from fault
            return Payload(rendered.body, rendered.content_type)
        body = build_envelope(profile, event)
        return Payload(body, JSON_TYPE, stored=profile.envelope != "standard")

    def _query(self, payload: Payload) -> str:
        if payload.content_type == FORM_TYPE:
            query = payload.body.decode()
        elif payload.content_type == JSON_TYPE:
            query = to_fields(payload.body, self.webhook.profile.query_style)
        else:
            raise PayloadRefused(
                ErrorKind.TEMPLATE_ERROR, "A GET carries fields: make the template JSON or form, not text."
            )
        if len(query) > MAX_QUERY_BYTES:
            raise PayloadRefused(
                ErrorKind.PAYLOAD_TOO_LARGE,
                f"As a query the payload has {len(query):,} bytes; {MAX_QUERY_BYTES:,} are allowed. "
                "Use POST, or a template with fewer fields.",
            )
        return query

    def _signer_at(self, now: datetime) -> Signer:
        """Secrets that were replaced sign along until their time is over (C25)."""
        if self._signer is None or (self._signer_until is not None and now >= self._signer_until):
            valid = [one for one in self.webhook.previous_secrets if one.valid_until > now]
            secrets = (self.webhook.secret, *(one.secret for one in valid)) if self.webhook.secret else ()
            self._signer = Signer(self.webhook.profile.signatures, secrets)
            self._signer_until = min((one.valid_until for one in valid), default=None)
        return self._signer


@lru_cache(maxsize=256)
def _template_of_envelope(envelope: str, event_type: str) -> Template | None:
    """Orders of Angage ERP have a shape of their own; all other envelopes are written without a template."""
    if envelope != "angage" or entity_of(event_type) != "order":
        return None
    return parse_template(default_template("angage", event_type))


def _with_query(url: str, query: str) -> tuple[str, bytes]:
    """Return the URL with the fields added, and the exact query that it has now: that is what is signed."""
    address, _, fragment = url.partition("#")
    del fragment  # it is never sent
    base, mark, before = address.partition("?")
    before = quote(before, safe=_AS_IT_IS)  # as it is sent, or something else would be signed
    whole = f"{before}&{query}" if mark and before else query
    return f"{base}?{whole}", whole.encode()


def build_request(
    webhook: Webhook, event: EventToSend, now: datetime, attempt: AttemptOf = UNKNOWN_ATTEMPT
) -> OutgoingRequest:
    """Build one request; whoever builds many of a webhook keeps its RequestBuilder."""
    return RequestBuilder(webhook).build(event, attempt, now)
