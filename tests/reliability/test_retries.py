"""Retries of a thousand failures do not come at once, and Retry-After is believed within bounds."""

import math
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

import httpx
import pytest
from sqlalchemy import text

from tests.factories import MovableClock, make_event, make_webhook, publish
from tests.integration.conftest import OpenPlatform
from tests.integration.the_log import until_log_is
from tests.played_receivers import Played
from tests.receivers import Answer, Receiver
from webhook_dashboard.domain.retry import RETRY_AFTER_CAP_SECONDS, RetryPolicy
from webhook_dashboard.services.platform import Platform

NOW: Final = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
FAILURES: Final = 1_000
SLOT_SECONDS: Final = 0.1
MOST_IN_A_SLOT: Final = FAILURES * 0.05
FIRST_WAIT: Final = RetryPolicy().waits_seconds[0]
JITTER: Final = RetryPolicy().jitter
PATIENT: Final = {"breaker": False, "pause_after": None}
"""A webhook that goes on, however much fails."""


async def read_waits(platform: Platform) -> list[float]:
    """Return how long after NOW each delivery is tried again, in seconds, the oldest delivery first."""
    found = await platform.database.read(
        lambda connection: connection.execute(text("SELECT next_at FROM deliveries ORDER BY id")).scalars()
    )
    return [(next_at - NOW.timestamp() * 1e6) / 1e6 for next_at in found]


async def test_a_thousand_failures_at_once_are_tried_again_spread_out(open_platform: OpenPlatform) -> None:
    played = Played()
    played.answer = lambda _: httpx.Response(503)
    chance = random.Random(20261120).random
    platform = open_platform(make_sender=played.make_sender, clock=MovableClock(NOW), chance=chance)
    platform.start()
    await make_webhook(platform, fields=PATIENT)
    await publish(platform, *(make_event() for _ in range(FAILURES)))
    await until_log_is(platform, retrying=FAILURES)
    waits = await read_waits(platform)
    slots = Counter(math.floor(wait / SLOT_SECONDS) for wait in waits)
    assert max(slots.values()) <= MOST_IN_A_SLOT
    assert min(waits) >= FIRST_WAIT * (1 - JITTER)
    assert max(waits) <= FIRST_WAIT * (1 + JITTER)


def at(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


ASKED: Final = (
    ("0", 0.0),
    ("120", 120.0),
    ("119.5", 119.5),
    (" 120 ", 120.0),
    ("1000000000000", RETRY_AFTER_CAP_SECONDS),
    ("9" * 400, RETRY_AFTER_CAP_SECONDS),
    ("-5", 0.0),
    ("1e9", 0.0),
    ("NaN", 0.0),
    ("in a while", 0.0),
    ("", 0.0),
    ("\xff\x00", 0.0),
    (at(NOW + timedelta(seconds=600)), 600.0),
    (at(NOW + timedelta(days=3)), RETRY_AFTER_CAP_SECONDS),
    (at(NOW - timedelta(days=3)), 0.0),
    ("Fri, 99 Nov 2026 99:99:99 GMT", 0.0),
)
"""What a receiver sends, and the seconds it may expect to be left alone."""


@pytest.mark.parametrize("status", [429, 503])
async def test_a_retry_is_never_earlier_than_asked_and_never_later_than_the_cap(
    open_platform: OpenPlatform, receiver: Receiver, status: int
) -> None:
    platform = open_platform(clock=MovableClock(NOW), chance=lambda: 0.0)
    platform.start()
    await make_webhook(platform, url=receiver.url, fields=PATIENT)
    for number, (value, _) in enumerate(ASKED, 1):
        receiver.script(Answer(status, (("Retry-After", value),)))
        await publish(platform)
        await until_log_is(platform, retrying=number)
    shortest = FIRST_WAIT * (1 - JITTER)
    waits = dict(zip((value for value, _ in ASKED), await read_waits(platform), strict=True))
    assert waits == {value: pytest.approx(max(shortest, seconds)) for value, seconds in ASKED}
