"""Trying a webhook out: through the real sender, from a draft, in the log and in no count."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from tests.factories import make_actor, make_draft, make_webhook
from tests.integration.conftest import OpenPlatform
from tests.integration.services.test_statistics import DAY
from tests.patience import PATIENCE_SECONDS
from tests.played_receivers import Played
from tests.receivers import Answer, Receiver
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.domain.errors import Conflict, InvalidInput, NotAllowed, Unavailable
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.periods import window_at
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.services.webhook_configuration import Configuration, configure
from webhook_dashboard.services.webhook_tests import TestRequest, TestResult
from webhook_dashboard.storage import delivery_details, delivery_log, statistics
from webhook_dashboard.storage.delivery_details import DeliveryDetail
from webhook_dashboard.storage.webhooks import find_webhook

OPERATOR = make_actor(Role.OPERATOR)
ORDER = TestRequest("order.created", {"order": {"total": 50}})
SECRET = "whsec_" + "A" * 32


@pytest.fixture
def played() -> Played:
    return Played()


@pytest.fixture
def platform(open_platform: OpenPlatform, played: Played) -> Platform:
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    return platform


def drafted(**fields: object) -> Configuration:
    draft = make_draft(**fields)
    return configure(draft, draft.url, SECRET)


async def test_a_draft_is_sent_as_it_would_be_and_leaves_nothing_in_the_log(
    platform: Platform, played: Played
) -> None:
    result = await platform.webhook_tests.send(drafted(), ORDER, OPERATOR)
    assert (result.succeeded, result.sentence) == (True, "Webhook is working correctly!")
    assert result.delivery_id is None
    [request] = played.requests
    assert b'"total":50' in request.content
    assert request.content == result.sent.body
    assert request.headers["webhook-signature"].startswith("v1,")
    assert await count_rows(platform) == 0


async def test_a_test_of_a_saved_webhook_is_in_the_log_and_in_no_count(platform: Platform) -> None:
    made = await make_webhook(platform)
    number = made.summary.id
    stored = await platform.webhooks.configuration(number)
    result = await platform.webhook_tests.send(stored, ORDER, OPERATOR, webhook_id=number)
    assert result.delivery_id is not None
    delivery_id = parse_id(DELIVERY, result.delivery_id)
    detail = await platform.database.read(lambda c: delivery_details.find_delivery(c, delivery_id))
    assert detail is not None
    assert [attempt.trigger for attempt in detail.attempts] == ["test"]
    window = window_at(DAY, platform.clock(), platform.clock().tzinfo)  # type: ignore[arg-type]
    totals = await platform.database.read(lambda c: statistics.read_totals(c, window))
    assert totals == statistics.Totals()


async def test_the_log_says_that_it_was_a_test_of_which_record_and_what_was_sent(platform: Platform) -> None:
    made = await make_webhook(platform)
    number = made.summary.id
    stored = await platform.webhooks.configuration(number)
    wanted = replace(ORDER, entity_id="SO-2026-0892")
    result = await platform.webhook_tests.send(stored, wanted, OPERATOR, webhook_id=number)
    detail = await find(platform, result)
    assert (detail.summary.test, detail.summary.entity_id) == (True, "SO-2026-0892")
    assert detail.attempts[0].body_of(detail.event) == result.sent.body


async def test_a_webhook_that_keeps_no_payloads_keeps_none_of_its_tests(platform: Platform) -> None:
    made = await make_webhook(platform)
    number = made.summary.id
    stored = await platform.webhooks.configuration(number)
    quiet = replace(stored, profile=stored.profile.changed({"store_payload": "none"}))
    result = await platform.webhook_tests.send(quiet, ORDER, OPERATOR, webhook_id=number)
    assert result.response_body
    [attempt] = (await find(platform, result)).attempts
    assert (attempt.request_body, attempt.response_body) == (b"", b"")


@pytest.mark.parametrize("verb", ["retry", "resend"])
async def test_a_test_is_neither_retried_nor_resent(platform: Platform, played: Played, verb: str) -> None:
    played.answer = lambda _: httpx.Response(500)
    made = await make_webhook(platform)
    number = made.summary.id
    stored = await platform.webhooks.configuration(number)
    result = await platform.webhook_tests.send(stored, ORDER, OPERATOR, webhook_id=number)
    assert result.delivery_id is not None
    with pytest.raises(Conflict, match="This was a test"):
        await getattr(platform.deliveries, verb)(parse_id(DELIVERY, result.delivery_id), OPERATOR)


async def test_without_signature_nothing_is_signed(platform: Platform, played: Played) -> None:
    await platform.webhook_tests.send(drafted(), replace(ORDER, include_signature=False), OPERATOR)
    assert "webhook-signature" not in played.requests[0].headers


async def test_the_filter_says_whether_it_would_have_let_the_event_through(platform: Platform) -> None:
    configuration = drafted(filters={"order.created": {"order.total": {"$gt": 100}}})
    result = await platform.webhook_tests.send(configuration, ORDER, OPERATOR)
    assert result.sent.explanation is not None
    assert not result.sent.explanation.matches
    assert result.sent.explanation.sentence.startswith("Below minimum: order.total is 50")


async def test_the_preview_is_what_is_sent(platform: Platform, played: Played) -> None:
    template = {"format": "json", "text": '{"total": {order.total}, "type": "{webhook.event}"}'}
    configuration = drafted(templates={"order.created": template})
    preview = await platform.webhook_tests.preview(configuration, ORDER)
    await platform.webhook_tests.send(configuration, ORDER, OPERATOR)
    assert played.requests[0].content == preview.body == b'{"total": 50, "type": "order.created"}'


async def test_a_test_that_succeeds_ends_a_pause(platform: Platform) -> None:
    made = await make_webhook(platform)
    number = made.summary.id
    await platform.webhooks.pause(number, OPERATOR)
    stored = await platform.webhooks.configuration(number)
    await platform.webhook_tests.send(stored, ORDER, OPERATOR, webhook_id=number)
    found = await platform.database.read(lambda c: find_webhook(c, number))
    assert found is not None
    assert found.summary.state == "active"


async def test_a_draft_that_goes_elsewhere_ends_no_pause(platform: Platform) -> None:
    made = await make_webhook(platform)
    number = made.summary.id
    await platform.webhooks.pause(number, OPERATOR)
    stored = await platform.webhooks.configuration(number)
    elsewhere = replace(stored, url="http://127.0.0.1:9/elsewhere")
    result = await platform.webhook_tests.send(elsewhere, ORDER, OPERATOR, webhook_id=number)
    assert result.succeeded
    found = await platform.database.read(lambda c: find_webhook(c, number))
    assert found is not None
    assert found.summary.state == "paused"


async def test_what_the_template_lacks_is_a_warning_before_and_after(platform: Platform) -> None:
    template = {"format": "json", "text": '{"gift": {order.gift}}'}
    configuration = drafted(templates={"order.created": template})
    preview = await platform.webhook_tests.preview(configuration, ORDER)
    result = await platform.webhook_tests.send(configuration, ORDER, OPERATOR)
    assert preview.warnings == result.sent.warnings
    assert "order.gift" in preview.warnings[0]


async def test_an_inbox_of_this_process_is_found_by_its_whole_address(
    platform: Platform, played: Played
) -> None:
    token = await platform.inboxes.create(OPERATOR)
    address = f"{platform.own_origin}/inbox/{token}"
    result = await platform.webhook_tests.send(replace(drafted(), url=address), ORDER, OPERATOR)
    assert result.sent.url == f"/inbox/{token}"
    assert str(played.requests[0].url) == address
    assert address in result.curl


async def test_a_failure_says_what_happened_and_what_to_try(platform: Platform, played: Played) -> None:
    played.answer = lambda _: httpx.Response(404, content=b"no such route")
    result = await platform.webhook_tests.send(drafted(), ORDER, OPERATOR)
    assert (result.succeeded, result.response_code) == (False, 404)
    assert result.sentence.endswith("answered 404.")
    assert result.advice
    assert result.first_characters == "no such route"
    assert result.curl.startswith("curl -X POST")


async def test_credentials_are_masked_in_what_is_shown(platform: Platform) -> None:
    configuration = drafted(authentication={"type": "bearer", "token": "tok_very_secret"})
    result = await platform.webhook_tests.send(configuration, ORDER, OPERATOR)
    assert "tok_very_secret" not in repr((result.sent.headers, result.curl))


async def test_an_address_that_is_not_allowed_is_refused_before_anything_is_sent(
    platform: Platform, played: Played
) -> None:
    configuration = replace(drafted(), url="https://10.0.0.1/")
    with pytest.raises(InvalidInput):
        await platform.webhook_tests.send(configuration, ORDER, OPERATOR)
    assert not played.requests


async def test_viewers_may_not_send(platform: Platform) -> None:
    with pytest.raises(NotAllowed):
        await platform.webhook_tests.send(drafted(), ORDER, make_actor(Role.VIEWER))


async def count_rows(platform: Platform) -> int:
    return await platform.database.read(lambda c: delivery_log.count_deliveries(c, delivery_log.LogFilter()))


async def find(platform: Platform, result: TestResult) -> DeliveryDetail:
    assert result.delivery_id is not None
    number = parse_id(DELIVERY, result.delivery_id)
    found = await platform.database.read(lambda c: delivery_details.find_delivery(c, number))
    assert found is not None
    return found


async def test_a_test_without_an_answer_ends_with_the_engine(open_platform: OpenPlatform) -> None:
    platform = open_platform(limits=Limits(grace_seconds=0.1))
    platform.start()
    with Receiver(Answer(delay_seconds=PATIENCE_SECONDS)) as receiver:
        sending = asyncio.create_task(platform.webhook_tests.send(drafted(url=receiver.url), ORDER, OPERATOR))
        await asyncio.to_thread(receiver.wait_for, 1)
        await asyncio.to_thread(platform.drain)
        with pytest.raises(Unavailable, match="the test was broken off"):
            await asyncio.wait_for(sending, PATIENCE_SECONDS)
