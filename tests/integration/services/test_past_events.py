"""Past events go to a webhook when somebody asks for it: counted first, filtered, paced, never twice."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from tests.factories import make_actor, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from webhook_dashboard.domain.deliveries import Trigger
from webhook_dashboard.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.past_events import PastCount, PastEvents
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.database import Connection

OPERATOR = make_actor(Role.OPERATOR)
TOTALS = (50, 150, 200, 80)


@pytest.fixture
def played() -> Played:
    return Played()


@pytest.fixture
def platform(open_platform: OpenPlatform, played: Played) -> Platform:
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    return platform


def last_hour(platform: Platform, per_second: float = 1_000.0) -> PastEvents:
    now = platform.clock()
    return PastEvents(now - timedelta(hours=1), now + timedelta(seconds=1), per_second)


async def publish_orders(platform: Platform) -> None:
    events = (make_event(data=b'{"order":{"total":%d}}' % total) for total in TOTALS)
    await publish(platform, *events, make_event(type="sync.completed"))


async def test_what_was_published_before_is_counted_then_sent_through_the_filter(
    platform: Platform, played: Played
) -> None:
    await publish_orders(platform)
    condition = {"order.created": {"order.total": {"$gt": 100}}}
    made = await make_webhook(platform, event_types=["order.*"], filters=condition)
    wanted = last_hour(platform, 2.0)
    assert await platform.past_events.count(made.summary.id, wanted) == PastCount(2, 2, 1.0, is_cut=False)
    assert await platform.past_events.send(made.summary.id, last_hour(platform), OPERATOR) == 2
    await until_log_is(platform, succeeded=2)
    bodies = [orjson.loads(request.content) for request in played.requests]
    assert [body["data"]["order"]["total"] for body in bodies] == [150, 200]
    triggers = await platform.database.read(
        lambda connection: connection.execute(text("SELECT trigger FROM attempts")).scalars().all()
    )
    assert triggers == [Trigger.PAST.value] * 2


async def test_what_a_webhook_got_already_is_not_sent_again(platform: Platform) -> None:
    made = await make_webhook(platform)
    await publish_orders(platform)
    await until_log_is(platform, succeeded=5)
    assert (await platform.past_events.count(made.summary.id, last_hour(platform))).sent == 0
    assert await platform.past_events.send(made.summary.id, last_hour(platform), OPERATOR) == 0


async def test_asked_for_twice_at_once_each_is_sent_once(
    platform: Platform, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish_orders(platform)
    made = await make_webhook(platform)
    read, both_have_read = platform.database.read, asyncio.Barrier(2)

    async def read_together(query: Callable[[Connection], Any]) -> Any:
        found = await read(query)
        await both_have_read.wait()
        return found

    wanted = last_hour(platform)
    with monkeypatch.context() as patch:
        patch.setattr(platform.database, "read", read_together)
        sent = await asyncio.gather(
            *(platform.past_events.send(made.summary.id, wanted, OPERATOR) for _ in range(2))
        )
    assert sorted(sent) == [0, 5]
    await until_log_is(platform, succeeded=5)
    assert len(played.requests) == 5


async def test_unusable_wishes_are_refused(platform: Platform) -> None:
    made = await make_webhook(platform, active=False)
    number, now = made.summary.id, platform.clock()
    with pytest.raises(Conflict):
        await platform.past_events.send(number, last_hour(platform), OPERATOR)
    with pytest.raises(NotAllowed):
        await platform.past_events.send(number, last_hour(platform), make_actor(Role.VIEWER))
    with pytest.raises(NotFound):
        await platform.past_events.count(number + 1, last_hour(platform))
    for wrong in (
        PastEvents(now, now),
        PastEvents(now - timedelta(days=91), now),
        PastEvents(now - timedelta(days=1), now, per_second=0),
    ):
        with pytest.raises(InvalidInput):
            await platform.past_events.count(number, wrong)
