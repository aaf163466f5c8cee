"""Receivers that take longer than a lease, and clocks that say so."""

from collections import Counter
from datetime import UTC, datetime
from typing import Final

from tests.factories import MovableClock, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from tests.receivers import Answer, Receiver
from webhook_dashboard.delivery.jobs import rescue
from webhook_dashboard.delivery.limits import Limits

AT_ONCE: Final = 100
LEASE_SECONDS: Final = 6.0
"""Renewed at each third of it: the machine may stand still for four seconds."""


async def test_what_takes_longer_than_its_lease_is_requested_once(
    open_platform: OpenPlatform, receiver: Receiver
) -> None:
    """On PostgreSQL a second process looks every second for leases that have ended."""
    limits = Limits(per_webhook=AT_ONCE, lease_seconds=LEASE_SECONDS)
    platform = open_platform(limits=limits)
    platform.start()
    if not platform.database.is_sqlite:
        open_platform(limits=limits).start()
    receiver.answer(Answer(delay_seconds=1.5 * LEASE_SECONDS))
    await make_webhook(platform, url=receiver.url, fields={"concurrency": AT_ONCE})
    await publish(platform, *(make_event() for _ in range(AT_ONCE)))
    await until_log_is(platform, succeeded=AT_ONCE)
    ids = Counter(request.header("webhook-id") for request in receiver.requests)
    assert (len(ids), ids.total()) == (AT_ONCE, AT_ONCE)


async def test_a_clock_that_jumps_an_hour_ahead_sends_nothing_twice(open_platform: OpenPlatform) -> None:
    """As a machine's does that was asleep: leases seem to be over before anything could renew them."""
    played, clock = Played(), MovableClock(datetime.now(UTC))
    played.hanging = {"127.0.0.1"}
    platform = open_platform(make_sender=played.make_sender, clock=clock)
    platform.start()
    await make_webhook(platform)
    await publish(platform, *(make_event() for _ in range(20)))
    await played.wait_for(16)
    clock.move(hours=1)
    await rescue(platform.engine)
    await until_log_is(platform, sending=20)
    played.let_go()
    await until_log_is(platform, succeeded=20)
    assert len(played.requests) == 20
