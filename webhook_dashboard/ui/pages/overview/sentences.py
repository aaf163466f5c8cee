"""The two lines at the head of the Overview: how it is, and why. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webhook_dashboard.storage.statistics import Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.formatting import format_countdown, format_noun, format_percent, format_seconds
from webhook_dashboard.ui.row_parts import log_href


@dataclass(frozen=True, slots=True)
class HealthSentence:
    """The first line of the Overview in parts; `red` is what needs someone, `until_ms` the next retry."""

    lead: str = ""
    red: str = ""
    tail: str = ""
    until_ms: int = 0
    until: str = ""


@dataclass(frozen=True, slots=True)
class CauseLine:
    """The line below: why the first failing webhook fails, and where to see it. Empty when none fails."""

    text: str = ""
    href: str = ""


def to_sentence(
    day: Totals, webhooks: Sequence[WebhookSummary], retries: tuple[int, datetime | None], now: datetime
) -> HealthSentence:
    """Say how the last 24 hours (`day`) went; `retries` are how many wait and when the next is due."""
    sending = [webhook for webhook in webhooks if webhook.active]
    failing = [webhook for webhook in sending if webhook.health.is_failing]
    finished = day.succeeded + day.failed
    tail, due = _waiting(retries, now)
    red = (
        f"{format_noun(len(failing), 'webhook')} {'is' if len(failing) == 1 else 'are'} failing."
        if failing
        else ""
    )
    if not sending:
        lead = "No webhook is sending."
    elif finished == 0:
        lead = "Nothing was sent in 24 h." if day.total == 0 else "Nothing has arrived yet in 24 h."
    elif failing or tail:
        lead = f"{format_percent(day.succeeded, finished)} delivered in 24 h."
    else:
        who = "The one webhook delivers" if len(sending) == 1 else f"All {len(sending)} webhooks deliver"
        typical = f", typical answer {format_seconds(day.average_ms)}" if day.average_ms is not None else ""
        lead = f"{who}. {format_percent(day.succeeded, finished)} in 24 h{typical}."
    until_ms = int(due.timestamp() * 1000) if due else 0
    return HealthSentence(
        lead, red, tail, until_ms, format_countdown((due - now).total_seconds()) if due else ""
    )


def to_cause(webhooks: Sequence[WebhookSummary], by_webhook: Mapping[int, Totals]) -> CauseLine:
    """Say why the webhook that has failed for longest fails, and what waits for it."""
    failing = [webhook for webhook in webhooks if webhook.active and webhook.health.is_failing]
    if not failing:
        return CauseLine()
    first = min(
        failing, key=lambda webhook: (webhook.health.failing_since is None, webhook.health.failing_since)
    )
    waiting = by_webhook.get(first.id, Totals()).waiting
    kept = (
        f" {format_noun(waiting, 'delivery', 'deliveries')} {'waits' if waiting == 1 else 'wait'}."
        if waiting
        else ""
    )
    why = first.health.last_sentence
    why = f"t{why[1:]}" if why.startswith("The ") else why  # it stands behind a colon
    return CauseLine(f"{first.name}: {why}{kept}", log_href(webhook_id=first.id))


def _waiting(retries: tuple[int, datetime | None], now: datetime) -> tuple[str, datetime | None]:
    count, due = retries
    if count == 0:
        return "", None
    many = "Over 10,000 retries" if count > 10_000 else format_noun(count, "retry", "retries")
    if due is None or due <= now:
        return f"{many} waiting, next now.", None
    return f"{many} waiting, next in ", due
