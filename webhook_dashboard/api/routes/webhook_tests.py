"""Events sent because a person wants it: a test of a webhook, and events of the past."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from webhook_dashboard.api.caller import Admin, ThePlatform
from webhook_dashboard.api.errors import refusal_of
from webhook_dashboard.api.routes.webhook_bodies import NewWebhook
from webhook_dashboard.api.schemas import Input
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.services.past_events import PastEvents
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_configuration import Configuration, configure
from webhook_dashboard.services.webhook_secrets import make_secret
from webhook_dashboard.services.webhook_tests import UNSAVED, Preview, TestRequest, TestResult

router = APIRouter(prefix="/api/v1/webhooks", tags=["Webhooks"])


class TestIn(Input):
    """What to send. Give `webhook_id` for a saved webhook, or `webhook` for one that is not saved."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "webhook": {
                    "name": "Order Sync",
                    "url": "https://example.com/webhooks",
                    "event_types": ["order.created"],
                },
                "event_type": "order.created",
            }
        }
    )

    webhook_id: Annotated[str | None, Field(examples=["wh_0Ab3dE5gH7j"])] = None
    webhook: NewWebhook | None = None
    event_type: Annotated[str, Field(examples=["order.created"])]
    data: Annotated[Any, Field(description="What the event says; without it, the catalogue's sample.")] = None
    include_signature: bool = True


class SentOut(BaseModel):
    """The request; credentials are masked."""

    method: str
    url: str
    headers: dict[str, str]
    body: str


class FilterVerdict(BaseModel):
    """Whether the filter of the webhook lets such an event through."""

    matches: bool
    sentence: str


class TestOut(BaseModel):
    """What came back. `delivery_id` is that of the test in the log; null for a webhook that is not saved."""

    succeeded: bool
    sentence: Annotated[str, Field(examples=["Webhook is working correctly!"])]
    advice: Annotated[str, Field(description="What to try; empty after a success.")]
    response_code: int | None
    duration_ms: float
    response_headers: dict[str, str]
    response_body: str
    response_cut: bool
    request: SentOut
    curl: str
    filter: FilterVerdict | None
    delivery_id: str | None


@router.post("/test", summary="Test a webhook")
async def test_webhook(body: TestIn, caller: Admin, platform: ThePlatform) -> TestOut:
    """Sends one event now, through the real sender. It is counted in no statistics."""
    number = UNSAVED if body.webhook_id is None else parse_id(WEBHOOK, body.webhook_id, field="webhook_id")
    configuration = await _configuration(body, platform, number)
    data = body.data if body.data is not None else await platform.event_types.sample(body.event_type)
    wanted = TestRequest(body.event_type, data, body.include_signature)
    result = await platform.webhook_tests.send(configuration, wanted, caller, webhook_id=number)
    return _shown(result)


async def _configuration(body: TestIn, platform: Platform, number: int) -> Configuration:
    if (body.webhook_id is None) == (body.webhook is None):
        raise InvalidInput("webhook", "webhook: give either webhook_id or webhook.")
    if body.webhook is None:
        return await platform.webhooks.configuration(number)
    draft = body.webhook.as_draft()
    try:
        return configure(draft, await platform.webhook_urls.stored(draft.url), make_secret())
    except InvalidInput as error:
        raise refusal_of(error).within("webhook") from None


def _shown(result: TestResult) -> TestOut:
    explanation = result.sent.explanation
    return TestOut(
        succeeded=result.succeeded,
        sentence=result.sentence,
        advice=result.advice,
        response_code=result.response_code,
        duration_ms=result.duration_ms,
        response_headers=dict(result.response_headers),
        response_body=result.response_body.decode(errors="replace"),
        response_cut=result.response_cut,
        request=_sent(result.sent),
        curl=result.curl,
        filter=None
        if explanation is None
        else FilterVerdict(matches=explanation.matches, sentence=explanation.sentence),
        delivery_id=result.delivery_id,
    )


def _sent(sent: Preview) -> SentOut:
    body = sent.body.decode(errors="replace")
    return SentOut(method=sent.method, url=sent.url, headers=dict(sent.headers), body=body)


class PastIn(Input):
    """Which past events to send: those published in [since, until) that this webhook has not got."""

    since: Annotated[AwareDatetime, Field(strict=False, examples=["2026-11-19T00:00:00Z"])]
    until: Annotated[AwareDatetime, Field(strict=False, examples=["2026-11-20T00:00:00Z"])]
    per_second: Annotated[float, Field(description="At most so many a second.")] = 10.0
    count_only: Annotated[bool, Field(description="Say what would be sent, and send nothing.")] = False


class PastOut(BaseModel):
    """How many events are sent, how many the filter stops, and how long sending takes."""

    events: int
    filtered: int
    seconds: float
    cut: Annotated[bool, Field(description="There are more than 10,000; the oldest are sent.")]
    sending: bool


@router.post("/{webhook_id}/past-events", summary="Send past events")
async def send_past_events(webhook_id: str, body: PastIn, caller: Admin, platform: ThePlatform) -> PastOut:
    """Never automatic: events of before a webhook was made go to it only this way."""
    number = parse_id(WEBHOOK, webhook_id)
    wanted = PastEvents(body.since, body.until, body.per_second)
    counted = await platform.past_events.count(number, wanted)
    if not body.count_only:
        await platform.past_events.send(number, wanted, caller)
    return PastOut(
        events=counted.sent,
        filtered=counted.filtered,
        seconds=counted.seconds,
        cut=counted.is_cut,
        sending=not body.count_only,
    )
