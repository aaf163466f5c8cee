"""Why something did not arrive: refused at the last moment, or not meant for a webhook in the first place."""

from collections import Counter

from sqlalchemy import text

from tests.factories import MovableClock, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.delivery.stepping import publish_one, until_attempted
from tests.integration.the_log import until_log_is
from tests.receivers import Receiver
from webhook_dashboard.domain.deliveries import SkipReason, Status
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.services.event_outcomes import find_outcomes

FEW = 30


async def test_an_address_that_was_closed_since_is_refused_with_a_reason(
    open_platform: OpenPlatform, receiver: Receiver
) -> None:
    before = open_platform()
    await make_webhook(before, url=receiver.url)
    platform = open_platform(allowed_addresses=())
    platform.start()
    detail = await until_attempted(platform, await publish_one(platform), 1)
    (attempt,) = detail.attempts
    assert (detail.summary.status, attempt.error_kind) == (Status.FAILED, ErrorKind.BLOCKED_ADDRESS)
    assert "127.0.0.1" in attempt.sentence
    assert receiver.connections == 0


async def test_only_what_stops_a_subscriber_is_stored_and_every_webhook_has_its_reason(
    open_platform: OpenPlatform, clock: MovableClock
) -> None:
    platform = open_platform(clock=clock)
    over_100 = {"order.created": {"order.total": {"$gt": 100}}}
    await make_webhook(platform, name="Large orders", filters=over_100)
    for number in range(FEW):
        await make_webhook(platform, name=f"Off {number}", active=False)
        await make_webhook(platform, name=f"Invoices {number}", event_types=["invoice.*"])
    clock.move(seconds=1)
    (event,) = await publish(platform, make_event(data=b'{"order":{"total":50}}'))
    stored = await platform.database.read(
        lambda connection: connection.execute(text("SELECT reason FROM skips")).scalars().all()
    )
    assert stored == [SkipReason.FILTERED.value]
    found = await platform.database.read(lambda connection: find_outcomes(connection, event.id))
    assert found is not None
    assert Counter(one.skip and one.skip.reason for one in found.outcomes) == {
        SkipReason.FILTERED: 1,
        SkipReason.INACTIVE: FEW,
        SkipReason.NOT_SUBSCRIBED: FEW,
    }
    await until_log_is(platform)
