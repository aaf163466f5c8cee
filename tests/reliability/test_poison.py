"""Payloads that break what is built from them: given up with a reason, and nobody else notices."""

from typing import Final

from sqlalchemy import text

from tests.factories import make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from webhook_dashboard.domain.outcomes import ErrorKind

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
