"""The breakers of one engine: what opens them, and how much a webhook that falters is sent at a time."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from webhook_dashboard.delivery.breakers import Breakers
from webhook_dashboard.delivery.directory import Directory, Plan
from webhook_dashboard.delivery.lanes import LaneRules
from webhook_dashboard.domain.breaker import Effect
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.webhooks import Webhook
from webhook_dashboard.storage.attempts import AttemptRecord
from webhook_dashboard.storage.deliveries import ClaimedDelivery

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SHOP, UNKNOWN = 1, 2


class Known:
    """Stands where the directory is: one webhook, changed by the test."""

    def __init__(self, **fields: Any) -> None:
        self.webhook = Webhook(SHOP, "Shop", "https://a.example", ("*",), True, "", 1, NOW)
        self.change(**fields)

    def change(self, *, held: bool = False, **fields: Any) -> None:
        profile = DeliveryProfile().changed(fields)
        self.webhook = replace(self.webhook, profile=profile, held=held)

    def plan(self, webhook_id: int) -> Plan | None:
        return Plan.of(self.webhook) if webhook_id == SHOP else None


def breakers_of(known: Known, most: int = 100) -> Breakers:
    return Breakers(cast("Directory", known), most, lambda: 0.0)


def record(effect: Effect, webhook_id: int = SHOP) -> AttemptRecord:
    return AttemptRecord(
        delivery=ClaimedDelivery(1, 1, webhook_id, 0, Trigger.FIRST, NOW),
        status=Status.RETRYING,
        next_at=None,
        trigger=Trigger.FIRST,
        started_at=NOW,
        duration_ms=1.0,
        phases=(),
        method="POST",
        url="https://a.example",
        request_headers=(),
        response_code=None,
        error_kind=None,
        error_detail="",
        sentence="",
        response_headers=(),
        response_body=b"",
        response_cut=False,
        effect=effect,
    )


BROKEN, ANSWERED, NEITHER = (record(effect) for effect in (Effect.BROKEN, Effect.ANSWERED, Effect.NEITHER))


def test_a_webhook_that_works_is_sent_what_it_allows_within_the_cap_of_the_engine() -> None:
    known = Known(concurrency=8, rate_limit=5)
    assert breakers_of(known).rules_of(SHOP) == LaneRules(8, 5)
    assert breakers_of(known, most=3).rules_of(SHOP) == LaneRules(3, 5)
    assert breakers_of(known).rules_of(UNKNOWN) == LaneRules()


def test_each_failure_halves_what_it_is_sent_and_each_answer_adds_one() -> None:
    breakers = breakers_of(Known(concurrency=8))
    allowed: list[int] = []
    for attempt in (BROKEN, BROKEN, ANSWERED, NEITHER, *[ANSWERED] * 5):
        assert not breakers.note(attempt)
        allowed.append(breakers.rules_of(SHOP).concurrency)
    assert allowed == [4, 2, 3, 3, 4, 5, 6, 7, 8]


def test_the_fifth_failure_in_a_row_opens_it_once_and_nothing_more_starts() -> None:
    breakers = breakers_of(Known())
    assert [breakers.note(BROKEN) for _ in range(7)] == [False] * 4 + [True] + [False] * 2
    assert breakers.rules_of(SHOP).concurrency == 0


def test_an_answer_between_failures_keeps_it_closed() -> None:
    breakers = breakers_of(Known(breaker_failures=2))
    assert not any(breakers.note(attempt) for attempt in (BROKEN, ANSWERED) * 5)


def test_a_breaker_that_is_switched_off_never_opens_and_sends_less() -> None:
    breakers = breakers_of(Known(breaker=False))
    assert not any(breakers.note(BROKEN) for _ in range(50))
    assert breakers.rules_of(SHOP).concurrency == 1


def test_what_the_database_knows_to_be_held_is_forgotten_here_and_begins_anew() -> None:
    known = Known(breaker_failures=2)
    breakers = breakers_of(known)
    assert [breakers.note(BROKEN), breakers.note(BROKEN)] == [False, True]
    breakers.settled(SHOP)
    known.change(held=True, breaker_failures=2)
    assert not breakers.note(BROKEN)
    known.change(breaker_failures=2)
    assert breakers.rules_of(SHOP).concurrency == 16
    assert [breakers.note(BROKEN), breakers.note(BROKEN)] == [False, True]


def test_if_the_database_could_not_be_told_the_next_failure_opens_it_again() -> None:
    breakers = breakers_of(Known())
    for _ in range(5):
        breakers.note(BROKEN)
    breakers.settled(SHOP)
    assert breakers.rules_of(SHOP).concurrency == 1
    assert breakers.note(BROKEN)


def test_a_webhook_that_is_gone_has_no_breaker() -> None:
    breakers = breakers_of(Known())
    assert not any(breakers.note(record(Effect.BROKEN, UNKNOWN)) for _ in range(9))
    breakers.settled(UNKNOWN)


@pytest.mark.parametrize(("webhook_id", "seconds"), [(SHOP, 7.0), (UNKNOWN, 20.0)])
def test_probes_come_as_often_as_the_webhook_says(webhook_id: int, seconds: float) -> None:
    assert breakers_of(Known(probe_interval=7)).probe_seconds(webhook_id) == seconds
