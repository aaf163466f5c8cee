"""Payloads that break what is built from them: given up with a reason, and nobody else notices."""

from datetime import UTC, datetime
from typing import Final

import httpx
from sqlalchemy import text

from tests.factories import MovableClock, eventually, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from webhook_dashboard.delivery.jobs import renew, rescue
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.services.platform import Platform

EVENTS: Final = 10_000
POISONED: Final = 100
TEMPLATES: Final = {
    "order.created": {"format": "json", "text": '{"total": {order.total}}', "strict": True},
}


async def test_a_hundred_of_ten_thousand_break_the_template_and_the_others_arrive(
    open_platform: OpenPlatform,
) -> None:
    played = Played()
    platform = open_platform(make_sender=played.make_sender)
    platform.start()
    await make_webhook(platform, templates=TEMPLATES, fields={"pause_after": None})
    poison, sound = make_event(data=b'{"number":"7"}'), make_event(data=b'{"total":7}')
    for _ in range(10):
        events = [poison if number % 100 == 50 else sound for number in range(EVENTS // 10)]
        await publish(platform, *events)
    await until_log_is(platform, succeeded=EVENTS - POISONED, failed=POISONED)
    assert len(played.requests) == EVENTS - POISONED
    assert {request.content for request in played.requests} == {b'{"total": 7}'}
    kinds = await platform.database.read(
        lambda connection: (
            connection.execute(text("SELECT DISTINCT error_kind FROM deliveries WHERE status = 4"))
            .scalars()
            .all()
        )
    )
    assert kinds == [ErrorKind.TEMPLATE_ERROR]


async def test_a_fault_of_ours_after_the_answer_costs_a_lease_and_not_the_delivery(
    open_platform: OpenPlatform,
) -> None:
    """The chance of the jitter breaks off once: the answer is there, and what follows is never decided."""
    played, clock, broken = Played(), MovableClock(datetime.now(UTC)), [True]
    played.answer = lambda _: httpx.Response(503)

    def chance() -> float:
        if broken.pop():
            raise ZeroDivisionError
        return 0.5

    platform = open_platform(make_sender=played.make_sender, clock=clock, chance=chance)
    platform.start()
    await make_webhook(platform)
    await publish(platform)
    await played.wait_for(1)
    await eventually(lambda: nothing_is_held(platform))
    played.answer = lambda _: httpx.Response(200)
    for _ in range(4):
        clock.move(seconds=20)
        await renew(platform.engine)
        await rescue(platform.engine)
    await until_log_is(platform, succeeded=1)
    assert len(played.requests) == 2


async def nothing_is_held(platform: Platform) -> bool:
    return not platform.engine.held()
