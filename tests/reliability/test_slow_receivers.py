"""Receivers that take longer than a lease."""

from collections import Counter
from typing import Final

from tests.factories import make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.receivers import Answer, Receiver
from webhook_dashboard.delivery.engine import Limits

AT_ONCE: Final = 100
LEASE_SECONDS: Final = 2.0


async def test_what_takes_longer_than_its_lease_is_requested_once(
    open_platform: OpenPlatform, receiver: Receiver
) -> None:
    """On PostgreSQL a second process looks every second for leases that have ended."""
    limits = Limits(per_webhook=AT_ONCE, lease_seconds=LEASE_SECONDS)
    platform = open_platform(limits=limits)
    platform.start()
    if not platform.database.is_sqlite:
        open_platform(limits=limits).start()
    receiver.answer(Answer(delay_seconds=2.5 * LEASE_SECONDS))
    await make_webhook(platform, url=receiver.url, fields={"concurrency": AT_ONCE})
    await publish(platform, *(make_event() for _ in range(AT_ONCE)))
    await until_log_is(platform, succeeded=AT_ONCE)
    ids = Counter(request.header("webhook-id") for request in receiver.requests)
    assert (len(ids), ids.total()) == (AT_ONCE, AT_ONCE)
