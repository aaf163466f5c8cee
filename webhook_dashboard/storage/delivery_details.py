"""One delivery in full: its event and every attempt, with all that was sent and all that came back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from webhook_dashboard.domain.advice import advise
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.outcomes import ErrorKind, Phases
from webhook_dashboard.domain.payloads import EventToSend, build_payload
from webhook_dashboard.domain.retry import retry_after_of
from webhook_dashboard.domain.webhooks import host_of
from webhook_dashboard.storage.columns import unindexed
from webhook_dashboard.storage.delivery_log import DeliverySummary, select_summaries, summary_of
from webhook_dashboard.storage.events import StoredEvent, find_events
from webhook_dashboard.storage.tables import attempts, deliveries, webhook_revisions

OTHERS_LIMIT: Final = 5


@dataclass(frozen=True, slots=True)
class AttemptDetail:
    """One attempt with all that was sent and all that came back."""

    attempt_number: int
    trigger: Trigger
    started_at: datetime
    duration_ms: float
    phases: Phases
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    response_code: int | None
    error_kind: str | None
    error_detail: str
    sentence: str
    response_headers: tuple[tuple[str, str], ...]
    response_body: bytes
    response_cut: bool
    request_body: bytes | None = None

    @property
    def advice(self) -> str:
        """What to try after it failed; empty when it succeeded."""
        if self.error_kind is None:
            return ""
        ended_at = self.started_at + timedelta(milliseconds=self.duration_ms)
        asked_seconds = retry_after_of(self, ended_at)
        return advise(
            ErrorKind(self.error_kind),
            self.error_detail,
            host_of(self.url),
            self.response_code,
            asked_seconds,
        )

    def body_of(self, event: StoredEvent) -> bytes:
        """Return the body that was sent; empty when there was none, or none was to be kept.

        What was sent in the standard envelope is not stored: it is made again from the event.
        """
        if self.request_body is not None:
            return self.request_body
        occurred_at = event.occurred_at or event.created_at
        return build_payload(EventToSend(event.public_id, event.type, occurred_at, event.data))


@dataclass(frozen=True, slots=True)
class DeliveryDetail:
    """A delivery, its event and its attempts, the first attempt first.

    `webhook_revision` is the revision of the webhook at the last attempt, or when the delivery was made;
    `others` are the further deliveries of the event to the same webhook, newest first: a resend and what
    it repeats.
    """

    summary: DeliverySummary
    event: StoredEvent
    attempts: tuple[AttemptDetail, ...]
    webhook_revision: int
    others: tuple[int, ...]


def find_delivery(connection: Connection, delivery_id: int) -> DeliveryDetail | None:
    """Return a delivery in full, or None."""
    row = connection.execute(select_summaries().where(deliveries.c.id == delivery_id)).one_or_none()
    if row is None:
        return None
    event = find_events(connection, [row.event_id])[row.event_id]
    tries = select(attempts).where(attempts.c.delivery_id == delivery_id).order_by(attempts.c.attempt_number)
    made = tuple(_attempt(entry) for entry in connection.execute(tries))
    return DeliveryDetail(
        summary_of(row),
        event,
        made,
        _revision_sent(connection, row, made),
        _others(connection, row),
    )


def find_last_success(connection: Connection, webhook_id: int, before_id: int) -> AttemptDetail | None:
    """Return the successful attempt of the newest delivery before `before_id` that the webhook accepted.

    Tests are left out.

    Looks at the last 500 deliveries only: it is a comparison for people, not a fact of the log.
    """
    recent = (
        select(deliveries.c.id, deliveries.c.status, deliveries.c.attempt_count)
        .where(deliveries.c.webhook_id == webhook_id, deliveries.c.id < before_id, ~deliveries.c.test)
        .order_by(deliveries.c.id.desc())
        .limit(500)
        .subquery()
    )
    newest = (
        select(recent).where(recent.c.status == int(Status.SUCCEEDED)).order_by(recent.c.id.desc()).limit(1)
    )
    found = connection.execute(newest).one_or_none()
    if found is None:
        return None
    query = select(attempts).where(
        attempts.c.delivery_id == found.id, attempts.c.attempt_number == found.attempt_count
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _attempt(row)


def _revision_sent(connection: Connection, row: Row[Any], made: tuple[AttemptDetail, ...]) -> int:
    """Each attempt is made as the webhook is at that moment; a test as the draft's revision was."""
    if row.test or not made:
        return row.webhook_revision
    saved_before = select(func.max(webhook_revisions.c.revision)).where(
        webhook_revisions.c.webhook_id == row.webhook_id,
        webhook_revisions.c.saved_at <= made[-1].started_at,
    )
    return max(connection.execute(saved_before).scalar() or 0, row.webhook_revision)


def _others(connection: Connection, row: Row[Any]) -> tuple[int, ...]:
    query = select(deliveries.c.id).where(
        deliveries.c.event_id == row.event_id,
        unindexed(deliveries.c.webhook_id) == row.webhook_id,
        deliveries.c.id != row.id,
    )
    return tuple(connection.execute(query.order_by(deliveries.c.id.desc()).limit(OTHERS_LIMIT)).scalars())


def _attempt(row: Row[Any]) -> AttemptDetail:
    return AttemptDetail(
        attempt_number=row.attempt_number,
        trigger=Trigger(row.trigger),
        started_at=row.started_at,
        duration_ms=row.duration_ms,
        phases=Phases(*row.phases),
        method=row.method,
        url=row.url,
        request_headers=tuple((name, value) for name, value in row.request_headers),
        response_code=row.response_code,
        error_kind=row.error_kind,
        error_detail=row.error_detail,
        sentence=row.sentence,
        response_headers=tuple((name, value) for name, value in row.response_headers),
        response_body=row.response_body,
        response_cut=row.response_cut,
        request_body=row.request_body,
    )
