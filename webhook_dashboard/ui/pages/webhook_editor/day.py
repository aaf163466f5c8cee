"""The figures of the last 24 hours beside the editor. Pure."""

from dataclasses import dataclass
from typing import Final

from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.storage.statistics import Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.formatting import format_ms, format_seconds
from webhook_dashboard.ui.pages.webhook_editor.fields import show_seconds
from webhook_dashboard.ui.pages.webhook_editor.shown import Fact

MS_IN_A_SECOND: Final = 1_000


@dataclass(frozen=True, slots=True)
class Day:
    """What was counted, and how many milliseconds the slowest attempt took; None where there was none."""

    totals: Totals
    slowest_ms: float | None


def day_facts(day: Day, summary: WebhookSummary) -> list[Fact]:
    """Each figure beside what it is measured by: "2.1 s of 20 s", "0 of 10"."""
    totals, profile = day.totals, summary.profile
    facts = [
        Fact("Delivered", f"{totals.succeeded:,} of {totals.succeeded + totals.failed:,}"),
        Fact("p95 time", format_ms(totals.p95_ms)),
        Fact("Slowest", _slowest(day.slowest_ms, profile.response_timeout)),
        Fact("In a row failed", _in_a_row(summary, profile)),
    ]
    if totals.waiting:
        facts.insert(1, Fact("Waiting", f"{totals.waiting:,}"))
    return facts


def _slowest(slowest_ms: float | None, limit_seconds: float) -> str:
    if slowest_ms is None:
        return format_ms(None)
    words = format_seconds(slowest_ms) if slowest_ms >= MS_IN_A_SECOND else format_ms(slowest_ms)
    return f"{words} of {show_seconds(limit_seconds)}"


def _in_a_row(summary: WebhookSummary, profile: DeliveryProfile) -> str:
    rule = profile.pause_rule
    failures = f"{rule.failures(summary.health):,}"
    return failures if rule.after is None else f"{failures} of {rule.after:,}"
