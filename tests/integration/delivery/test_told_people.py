"""From a receiver that fails to the e-mail in somebody's box, through the engine and its job."""

import asyncio
from datetime import UTC, datetime

import httpx

from tests.factories import MovableClock, make_webhook, publish
from tests.integration.conftest import ONE_DATABASE, OpenPlatform
from tests.integration.delivery.stepping import look_for_due
from tests.mail_server import MailServer
from tests.played_receivers import Played
from webhook_dashboard.delivery.alerts import AlertOptions
from webhook_dashboard.domain.ids import WEBHOOK, encode_id


@ONE_DATABASE
async def test_people_are_told_of_the_pause_and_of_the_recovery(open_platform: OpenPlatform) -> None:
    played = Played()
    with MailServer() as server:
        alerts = AlertOptions(
            public_url="https://hooks.company.com",
            emails=("ops@company.com",),
            smtp_from="hooks@company.com",
            smtp_url=f"smtp://127.0.0.1:{server.port}",
        )
        clock = MovableClock(datetime.now(UTC).replace(microsecond=0))
        platform = open_platform(clock=clock, make_sender=played.make_sender, alerts=alerts)
        platform.start()
        made = await make_webhook(platform, fields={"pause_after": 1})
        played.answer = lambda _: httpx.Response(404)
        await publish(platform)
        (paused,) = await asyncio.to_thread(server.wait_for, 1)
        played.answer = lambda _: httpx.Response(200)
        await publish(platform)
        clock.move(minutes=10)
        await look_for_due(platform)
        _, recovered = await asyncio.to_thread(server.wait_for, 2)
    assert paused.message["Subject"] == "Order Sync is paused after 1 failed delivery in a row"
    text = paused.message.get_content()
    assert "Last failure: 127.0.0.1 answered 404." in text
    assert "Given up:     1 delivery since " in text
    assert f"https://hooks.company.com/webhooks/{encode_id(WEBHOOK, made.summary.id)}" in text
    assert recovered.message["Subject"] == "Order Sync delivers again"
