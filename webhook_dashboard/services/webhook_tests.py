"""Trying a webhook out from an unsaved draft, through the real sender: never counted, marked in the log."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import orjson

from webhook_dashboard.delivery.directory import Plan, make_webhook
from webhook_dashboard.delivery.dispatcher import Trial, as_kept
from webhook_dashboard.delivery.engine import Engine
from webhook_dashboard.delivery.lanes import Work
from webhook_dashboard.domain.commands import write_curl
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import Explanation
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import DELIVERY, EVENT, encode_id
from webhook_dashboard.domain.masking import mask_headers
from webhook_dashboard.domain.outcomes import Phases
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.requests import AttemptOf, EventToSend
from webhook_dashboard.domain.templates import TemplateFault, read_data
from webhook_dashboard.domain.webhooks import Webhook, check_event_type, inbox_token
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.templates import sample_context
from webhook_dashboard.services.webhook_configuration import Configuration
from webhook_dashboard.services.webhook_urls import WebhookUrls
from webhook_dashboard.storage import holds, webhook_health, webhooks
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import ClaimedDelivery
from webhook_dashboard.storage.trials import insert_trial

SHOWN_CHARACTERS: Final = 200
MAX_DATA_BYTES: Final = 262_144
UNSAVED: Final = 0
"""The id of a webhook that was not saved yet."""


@dataclass(frozen=True, slots=True)
class TestRequest:
    """What to send: an event of a type with this data. Without `include_signature` nothing is signed.

    `entity_id` names the record that the data are of, for the log.
    """

    __test__ = False  # no test, whatever its name says to pytest

    event_type: str
    data: Any
    include_signature: bool = True
    entity_id: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a test would send. Headers are masked; the signature is of this moment.

    `explanation` says whether the filter lets the event through; None: there is no filter. `warnings` are
    what the template says about it.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    explanation: Explanation | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestResult:
    """What became of a test. `delivery_id` is None when the webhook is not saved: then nothing is logged."""

    __test__ = False

    succeeded: bool
    sentence: str
    advice: str
    response_code: int | None
    duration_ms: float
    phases: Phases
    response_headers: tuple[tuple[str, str], ...]
    response_body: bytes
    response_cut: bool
    sent: Preview
    curl: str
    delivery_id: str | None

    @property
    def first_characters(self) -> str:
        """The beginning of what came back (R045)."""
        return self.response_body.decode(errors="replace")[:SHOWN_CHARACTERS]


class WebhookTests:
    """Verbs about tests. What is tested is a configuration, saved or not."""

    def __init__(self, context: Context, engine: Engine, urls: WebhookUrls, own_origin: str) -> None:
        self._context = context
        self._engine = engine
        self._urls = urls
        self._own_origin = own_origin

    async def preview(
        self, configuration: Configuration, test: TestRequest, *, webhook_id: int = UNSAVED
    ) -> Preview:
        """Return what `send` would send.

        Raises:
            InvalidInput: the event type or the data cannot be used. PayloadRefused: the template fails.
        """
        plan, work = self._prepare(configuration, test, webhook_id)
        now = self._context.clock()
        attempt = encode_id(DELIVERY, work.delivery.id)
        request = plan.builder.build(work.event, AttemptOf(attempt, 1), now)
        return Preview(
            request.method,
            request.url,
            mask_headers(request.headers, plan.webhook.authentication.header_names()),
            request.body,
            _explain(plan.webhook, test),
            _warnings(plan.webhook, work.event, now),
        )

    async def send(
        self,
        configuration: Configuration,
        test: TestRequest,
        actor: Actor,
        *,
        webhook_id: int = UNSAVED,
    ) -> TestResult:
        """Send one event as configured, now. A success lets a saved webhook go that is held.

        Raises:
            InvalidInput: the address, event type or data cannot be used. NotAllowed: needs operator.
            Unavailable: the process is stopping.
        """
        actor.require(Role.OPERATOR)
        url = await self._urls.stored(configuration.url)
        plan, work = self._prepare(replace(configuration, url=url), test, webhook_id)
        trial = await self._engine.try_out(plan, work)
        if webhook_id != UNSAVED:
            await self._log(plan.webhook, trial, work.event.data, test.entity_id, actor)
        return self._result(plan.webhook, test, trial, work.event)

    def _prepare(self, configuration: Configuration, test: TestRequest, webhook_id: int) -> tuple[Plan, Work]:
        check_event_type(test.event_type, name="event_type")
        try:
            data = orjson.dumps(test.data)
        except orjson.JSONEncodeError as error:
            raise InvalidInput(
                "data", "data: use at most 250 levels, integers of at most 64 bits, and valid Unicode."
            ) from error
        if len(data) > MAX_DATA_BYTES:
            raise InvalidInput("data", f"data: {len(data):,} bytes; at most {MAX_DATA_BYTES:,} can be sent.")
        now = self._context.clock()
        webhook = make_webhook(configuration.summary(webhook_id, 1, now, now), configuration.credentials())
        if not test.include_signature:
            webhook = replace(webhook, secret="", previous_secrets=())
        event_id, delivery_id = self._context.new_id(), self._context.new_id()
        claimed = ClaimedDelivery(delivery_id, event_id, webhook_id, 0, Trigger.TEST, now)
        event = EventToSend(encode_id(EVENT, event_id), test.event_type, now, data)
        return Plan.of(webhook), Work(claimed, event)

    async def _log(
        self, webhook: Webhook, trial: Trial, data: bytes, entity_id: str | None, actor: Actor
    ) -> None:
        # The body of a draft cannot be made again from the event, so it is kept, if any may be.
        record = as_kept(replace(trial.record, request_body=trial.body), webhook.profile.store_payload)

        def work(connection: Connection) -> bool:
            found = webhooks.find_webhook(connection, webhook.id)
            if found is None:
                return False
            insert_trial(connection, record, data, found.summary.revision, entity_id=entity_id)
            subject = encode_id(DELIVERY, record.delivery.id)
            self._context.note(connection, actor, "webhook.tested", subject, name=found.summary.name)
            is_this = found.summary.url == webhook.url  # a draft may go elsewhere
            recovered = record.status is Status.SUCCEEDED and found.summary.is_held and is_this
            if recovered:
                holds.resume(connection, webhook.id)
                webhook_health.write_health(connection, webhook.id, Health())
            return recovered

        if await self._context.database.write(work):
            self._engine.wake(released=True)

    def _result(self, webhook: Webhook, test: TestRequest, trial: Trial, event: EventToSend) -> TestResult:
        record, outcome = trial.record, trial.outcome
        shown = mask_headers(record.request_headers, webhook.authentication.header_names())
        sentence = "Webhook is working correctly!" if outcome.succeeded else record.sentence
        logged = record.delivery.webhook_id != UNSAVED
        warnings = _warnings(webhook, event, record.started_at)
        address = self._own_origin + record.url if inbox_token(record.url) else record.url
        return TestResult(
            succeeded=outcome.succeeded,
            sentence=sentence,
            advice=outcome.advice,
            response_code=record.response_code,
            duration_ms=record.duration_ms,
            phases=Phases(*record.phases),
            response_headers=record.response_headers,
            response_body=record.response_body,
            response_cut=record.response_cut,
            sent=Preview(record.method, record.url, shown, trial.body, _explain(webhook, test), warnings),
            curl=write_curl(record.method, address, shown, trial.body),
            delivery_id=encode_id(DELIVERY, record.delivery.id) if logged else None,
        )


def _explain(webhook: Webhook, test: TestRequest) -> Explanation | None:
    condition = webhook.filter_for(test.event_type)
    return None if condition is None else condition.explain(test.data, test.event_type)


def _warnings(webhook: Webhook, event: EventToSend, now: datetime) -> tuple[str, ...]:
    """Return what the template says about an event, beside what it makes of it."""
    template = webhook.template_for(event.type)
    if template is None:
        return ()
    context = sample_context(
        event.type,
        read_data(event.data),
        now,
        event_id=event.public_id,
        event_time=event.occurred_at,
        integration_id=webhook.profile.integration_id,
    )
    try:
        return template.render(context).warnings
    except TemplateFault:
        return ()  # nothing is sent, and the attempt says why
