"""One attempt from beginning to end: build, send, judge, decide. What comes out is a record to be stored."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from webhook_dashboard.delivery.clock import Clock
from webhook_dashboard.delivery.directory import Directory, Plan
from webhook_dashboard.delivery.lanes import Work
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.domain.breaker import effect_of
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.ids import DELIVERY, encode_id
from webhook_dashboard.domain.judging import judge
from webhook_dashboard.domain.outcomes import ErrorKind, Outcome, Phases, SendResult
from webhook_dashboard.domain.payloads import EventToSend, PayloadRefused
from webhook_dashboard.domain.requests import AttemptOf, OutgoingRequest
from webhook_dashboard.domain.retry import RetryAt, RetryPolicy, decide, retry_after_of
from webhook_dashboard.domain.webhooks import INBOX_PATH
from webhook_dashboard.storage.attempts import AttemptRecord

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trial:
    """An attempt made to try a webhook out, the body that was sent, and what came of it."""

    record: AttemptRecord
    body: bytes
    outcome: Outcome


class Dispatcher:
    """Makes attempts. `chance` returns a number in [0, 1) for the jitter of retries.

    `own_origin` is where this very process listens, such as `http://127.0.0.1:8000`: deliveries to the
    test inbox go there.
    """

    def __init__(
        self,
        directory: Directory,
        sender: Sender,
        *,
        clock: Clock,
        chance: Callable[[], float],
        own_origin: str,
    ) -> None:
        self._directory = directory
        self._sender = sender
        self._clock = clock
        self._chance = chance
        self._own_origin = own_origin

    async def attempt(self, work: Work) -> AttemptRecord | None:
        """Make one attempt; None, and nothing sent, when its webhook is not sent to at present.

        A probe, and what a person asked for, goes to a webhook that is held too.
        """
        plan = self._directory.plan(work.delivery.webhook_id)
        if plan is None or not may_send(plan, work):
            return None
        started_at, number = self._clock(), work.delivery.attempt_count + 1
        request, result = await self._send(plan, work.event, AttemptOf(_public_id(work), number), started_at)
        now = self._clock()
        outcome = judge(result, plan.host, plan.judging, retry_after_of(result, now))
        status, next_at = self._decide(plan.retry, outcome, number, now)
        record = _record(work, request, result, outcome, (status, next_at), started_at)
        return as_kept(plan.echoes.mask(record), plan.webhook.profile.store_payload)

    async def _send(
        self, plan: Plan, event: EventToSend, attempt: AttemptOf, now: datetime
    ) -> tuple[OutgoingRequest, SendResult]:
        webhook = plan.webhook
        request = OutgoingRequest(webhook.method, webhook.url, (), b"", webhook.profile.timeouts, b"")
        try:
            request = plan.builder.build(event, attempt, now)
            return request, await self._sender.send(self._absolute(request))
        except PayloadRefused as refused:
            return request, _unsent(refused.kind, str(refused))
        except Exception as error:
            # A bug of ours. It counts as a failed attempt, so that one delivery cannot break off
            # for ever. Its name only: its text may hold anything.
            _log.exception("attempt broke off: delivery=%s", attempt.delivery_id)
            return request, _unsent(
                ErrorKind.INTERNAL_ERROR, type(error).__name__
            )  # its text may hold anything

    async def try_out(self, plan: Plan, work: Work) -> Trial:
        """Send one event as the plan says, whatever its webhook's state; nothing follows from a failure."""
        started_at = self._clock()
        request, result = await self._send(plan, work.event, AttemptOf(_public_id(work), 1), started_at)
        outcome = judge(result, plan.host, plan.judging, retry_after_of(result, self._clock()))
        status = Status.SUCCEEDED if outcome.succeeded else Status.FAILED
        record = _record(work, request, result, outcome, (status, None), started_at)
        return Trial(plan.echoes.mask(record), request.body, outcome)

    async def close(self) -> None:
        """Close the connections to receivers."""
        await self._sender.close()

    def _decide(
        self, policy: RetryPolicy, outcome: Outcome, number: int, now: datetime
    ) -> tuple[Status, datetime | None]:
        if outcome.succeeded:
            return Status.SUCCEEDED, None
        decision = decide(policy, outcome, number, now, self._chance())
        return (Status.RETRYING, decision.at) if isinstance(decision, RetryAt) else (Status.FAILED, None)

    def _absolute(self, request: OutgoingRequest) -> OutgoingRequest:
        if not request.url.startswith(INBOX_PATH):
            return request
        return replace(request, url=self._own_origin + request.url)


def _record(
    work: Work,
    request: OutgoingRequest,
    result: SendResult,
    outcome: Outcome,
    following: tuple[Status, datetime | None],
    started_at: datetime,
) -> AttemptRecord:
    return AttemptRecord(
        delivery=work.delivery,
        status=following[0],
        next_at=following[1],
        trigger=work.delivery.trigger,
        started_at=started_at,
        duration_ms=round(result.duration_ms, 3),
        phases=_phases(result.phases),
        method=request.method,
        url=request.url,
        request_headers=request.stored_headers,
        response_code=result.response_code,
        error_kind=outcome.error_kind.value if outcome.error_kind else None,
        error_detail=result.error_detail,
        sentence=outcome.sentence,
        response_headers=result.response_headers,
        response_body=result.response_body,
        response_cut=result.response_cut,
        request_body=request.stored_body,
        event_type=work.event.type,
        gone=outcome.gone,
        effect=effect_of(result, outcome),
    )


def may_send(plan: Plan, work: Work) -> bool:
    """Return whether a delivery may go out now: its webhook is active, and not held or else asked for."""
    asked_for = work.probe or work.delivery.trigger is Trigger.MANUAL
    return plan.webhook.active and (asked_for or not plan.webhook.held)


def _public_id(work: Work) -> str:
    return encode_id(DELIVERY, work.delivery.id)


def as_kept(record: AttemptRecord, store_payload: str) -> AttemptRecord:
    """Leave out what the webhook says is not to be kept (R098)."""
    if store_payload == "all" or (store_payload == "failed" and record.status is not Status.SUCCEEDED):
        return record
    return replace(record, request_body=b"", response_body=b"")


def _unsent(kind: ErrorKind, detail: str) -> SendResult:
    return SendResult(None, kind, detail, (), b"", False, 0.0, Phases())


def _phases(phases: Phases) -> tuple[float | None, ...]:
    # Written out: astuple copies deeply and took a twentieth of the engine's time.
    return (
        _rounded(phases.dns_ms),
        _rounded(phases.connect_ms),
        _rounded(phases.tls_ms),
        _rounded(phases.wait_ms),
        _rounded(phases.read_ms),
    )


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 3)
