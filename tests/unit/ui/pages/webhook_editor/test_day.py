"""The figures of the last 24 hours."""

from dataclasses import replace

from tests.unit.ui.pages.webhook_editor.editor_samples import ORDER_SYNC
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.storage.statistics import Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.pages.webhook_editor.day import Day, day_facts

TOTALS = Totals(total=209, succeeded=208, failed=1, p95_ms=471.2)


def facts(day: Day, summary: WebhookSummary = ORDER_SYNC) -> dict[str, str]:
    return {fact.label: fact.value.replace("\u202f", " ") for fact in day_facts(day, summary)}


def test_each_figure_stands_beside_what_it_is_measured_by() -> None:
    summary = replace(ORDER_SYNC, profile=DeliveryProfile(response_timeout=20.0))
    assert facts(Day(TOTALS, 2_140.0), summary) == {
        "Delivered": "208 of 209",
        "p95 time": "471 ms",
        "Slowest": "2.1 s of 20 s",
        "In a row failed": "0 of 10",
    }


def test_what_waits_is_told_while_anything_does() -> None:
    assert facts(Day(replace(TOTALS, total=251), None))["Waiting"] == "42"


def test_a_slowest_attempt_under_a_second_is_told_in_milliseconds() -> None:
    assert facts(Day(TOTALS, 471.4))["Slowest"] == "471 ms of 30 s"
    assert facts(Day(Totals(), None))["Slowest"] == "–"


def test_failures_in_a_row_are_counted_as_the_webhook_counts_them() -> None:
    health = Health(failure_streak=7, exhausted_streak=2)
    by_attempt = DeliveryProfile(count_unit="attempt", pause_after=12)
    never = DeliveryProfile(pause_after=None)
    day = Day(TOTALS, None)
    assert facts(day, replace(ORDER_SYNC, health=health))["In a row failed"] == "2 of 10"
    assert facts(day, replace(ORDER_SYNC, health=health, profile=by_attempt))["In a row failed"] == "7 of 12"
    assert facts(day, replace(ORDER_SYNC, health=health, profile=never))["In a row failed"] == "2"
