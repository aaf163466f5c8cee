"""Deliveries as the API shows them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from webhook_dashboard.api.bodies import parse_json
from webhook_dashboard.api.schemas import Page
from webhook_dashboard.domain.deliveries import STATUS_BY_KEY
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, attempt_id, encode_id
from webhook_dashboard.domain.masking import mask_headers
from webhook_dashboard.storage.delivery_details import AttemptDetail, DeliveryDetail
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.events import StoredEvent

Milliseconds = Annotated[float | None, Field(examples=[42.5])]


class Accepted(BaseModel):
    """The delivery that is going to be sent."""

    id: Annotated[str, Field(examples=["whd_0Ab3dE5gH7j"])]


class DeliveryOut(BaseModel):
    """One event to one webhook. Response code, error and duration are those of the last attempt."""

    id: Annotated[str, Field(examples=["whd_0Ab3dE5gH7j"])]
    event_id: Annotated[str, Field(examples=["evt_0Ab3dE5gH7i"])]
    webhook_id: Annotated[str, Field(examples=["wh_0Ab3dE5gH70"])]
    webhook_name: Annotated[str, Field(examples=["Order Sync"])]
    event_type: Annotated[str, Field(examples=["order.created"])]
    entity_type: str | None
    entity_id: str | None
    status: Annotated[
        str,
        Field(
            description="Held: it waits for its webhook. Cancelled: nobody tries it any more.",
            json_schema_extra={"enum": list(STATUS_BY_KEY)},
        ),
    ]
    held_because: Annotated[
        str | None,
        Field(description="Why a held one waits, or one whose webhook has a rate limit, in a sentence."),
    ]
    response_code: Annotated[int | None, Field(examples=[200])]
    error_kind: str | None
    duration_ms: Milliseconds
    attempt_count: int
    created_at: datetime
    last_attempt_at: datetime | None
    next_attempt_at: datetime | None
    test: Annotated[bool, Field(description="A person tried the webhook out: counted in no statistics.")]
    resend_of: Annotated[str | None, Field(description="The delivery that this one repeats.")]


class DeliveryPage(Page[DeliveryOut]):
    """Deliveries, newest first."""


class HeaderOut(BaseModel):
    """One header line."""

    name: str
    value: str


class PhasesOut(BaseModel):
    """Where the time of an attempt went, in milliseconds; null where a phase did not happen."""

    dns_ms: Milliseconds
    connect_ms: Milliseconds
    tls_ms: Milliseconds
    wait_ms: Milliseconds
    read_ms: Milliseconds


class RequestOut(BaseModel):
    """What was sent."""

    method: str
    url: str
    headers: list[HeaderOut]
    body: str


class ResponseOut(BaseModel):
    """What came back. `cut`: there was more than the 65,536 bytes kept. Bytes that are no text: U+FFFD."""

    code: int
    headers: list[HeaderOut]
    body: str
    cut: bool


class AttemptOut(BaseModel):
    """One HTTP try. `message` says in a sentence what it came to, `advice` what to try after a failure."""

    id: Annotated[str, Field(examples=["att_0Ab3dE5gH7j-1"])]
    attempt_number: int
    trigger: Annotated[str, Field(description="first, retry, manual, test or past.")]
    started_at: datetime
    duration_ms: float
    phases: PhasesOut
    request: RequestOut
    response: ResponseOut | None
    error_kind: str | None
    error_detail: str
    message: str
    advice: Annotated[str, Field(description="What to try; empty after a success.")]


class EventOut(BaseModel):
    """The event, as published."""

    id: str
    type: str
    entity_type: str | None
    entity_id: str | None
    occurred_at: datetime | None
    created_at: datetime
    data: Any


class DeliveryWithAttempts(DeliveryOut):
    """A delivery in full, its first attempt first."""

    webhook_revision: Annotated[
        int, Field(description="What the webhook was at the last attempt, or when this was made.")
    ]
    event: EventOut
    attempts: list[AttemptOut]


def in_list(summary: DeliverySummary) -> DeliveryOut:
    """Return a row of the log."""
    return DeliveryOut(**_fields(summary))


def in_full(detail: DeliveryDetail) -> DeliveryWithAttempts:
    """Return a delivery with its event and attempts."""
    attempts = [
        _attempt(detail.summary.id, attempt, attempt.body_of(detail.event).decode(errors="replace"))
        for attempt in detail.attempts
    ]
    return DeliveryWithAttempts(
        **_fields(detail.summary),
        webhook_revision=detail.webhook_revision,
        event=show_event(detail.event),
        attempts=attempts,
    )


def _fields(summary: DeliverySummary) -> dict[str, Any]:
    return {
        "id": encode_id(DELIVERY, summary.id),
        "event_id": summary.event_public_id,
        "webhook_id": encode_id(WEBHOOK, summary.webhook_id),
        "webhook_name": summary.webhook_name,
        "event_type": summary.event_type,
        "entity_type": summary.entity_type,
        "entity_id": summary.entity_id,
        "status": summary.status.key,
        "held_because": summary.held_because or None,
        "response_code": summary.response_code,
        "error_kind": summary.error_kind,
        "duration_ms": _rounded(summary.duration_ms),
        "attempt_count": summary.attempt_count,
        "created_at": summary.created_at,
        "last_attempt_at": summary.last_attempt_at,
        "next_attempt_at": summary.next_at,
        "test": summary.test,
        "resend_of": None if summary.resend_of is None else encode_id(DELIVERY, summary.resend_of),
    }


def show_event(event: StoredEvent) -> EventOut:
    """Return an event as published."""
    return EventOut(
        id=event.public_id,
        type=event.type,
        entity_type=event.entity_type,
        entity_id=event.entity_id,
        occurred_at=event.occurred_at,
        created_at=event.created_at,
        data=parse_json(event.data)[0],
    )


def _attempt(delivery_id: int, attempt: AttemptDetail, body: str) -> AttemptOut:
    phases = attempt.phases
    return AttemptOut(
        id=attempt_id(delivery_id, attempt.attempt_number),
        attempt_number=attempt.attempt_number,
        trigger=attempt.trigger.value,
        started_at=attempt.started_at,
        duration_ms=round(attempt.duration_ms, 3),
        phases=PhasesOut(
            dns_ms=_rounded(phases.dns_ms),
            connect_ms=_rounded(phases.connect_ms),
            tls_ms=_rounded(phases.tls_ms),
            wait_ms=_rounded(phases.wait_ms),
            read_ms=_rounded(phases.read_ms),
        ),
        request=RequestOut(
            method=attempt.method, url=attempt.url, headers=_headers(attempt.request_headers), body=body
        ),
        response=_response(attempt),
        error_kind=attempt.error_kind,
        error_detail=attempt.error_detail,
        message=attempt.sentence,
        advice=attempt.advice,
    )


def _response(attempt: AttemptDetail) -> ResponseOut | None:
    if attempt.response_code is None:
        return None
    return ResponseOut(
        code=attempt.response_code,
        headers=_headers(attempt.response_headers),
        body=attempt.response_body.decode(errors="replace"),
        cut=attempt.response_cut,
    )


def _headers(pairs: tuple[tuple[str, str], ...]) -> list[HeaderOut]:
    return [HeaderOut(name=name, value=value) for name, value in mask_headers(pairs)]


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 3)
