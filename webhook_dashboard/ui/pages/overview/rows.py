"""The chart and the table of the Overview, made from counts and summaries. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.periods import Period, Window
from webhook_dashboard.domain.webhooks import host_of
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.sparkline import Outcomes, draw_bars
from webhook_dashboard.ui.components.throughput_chart import ChartColumn, ColumnCounts
from webhook_dashboard.ui.formatting import (
    format_clock_minute,
    format_count,
    format_day,
    format_ms,
    format_percent,
)
from webhook_dashboard.ui.row_parts import is_sending, log_href, webhook_href, webhook_state

BAR_WORDS = {"24h": "deliveries per hour", "7d": "deliveries per 6 hours", "30d": "deliveries per day"}
SPARK_WORDS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days"}
SHOWN_WEBHOOKS = 12


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """One row of the table of webhooks, as text. `phone` is its second line on a phone."""

    id: str
    name: str
    host: str
    event_count: str
    deliveries: str
    success: str
    p95: str
    phone: str
    kind: str
    fact: str
    bars: str
    active: bool
    href: str


def to_columns(window: Window, zone: tzinfo) -> list[ChartColumn]:
    """The columns of the chart; the last is open and named "Today" or "Now"."""
    ends = [*window.bars[1:], window.end]
    return [
        ChartColumn(
            title=_title(start, end, window.period, zone),
            tick=_tick(index, len(ends), start, window.period, zone),
            href=log_href(since=start, until=end),
        )
        for index, (start, end) in enumerate(zip(window.bars, ends, strict=True))
    ]


def to_counts(bars: Sequence[Bar]) -> list[ColumnCounts]:
    """What is in each column."""
    return [ColumnCounts(bar.totals.succeeded, bar.totals.failed, bar.totals.waiting) for bar in bars]


def highest_of(bars: Sequence[Bar]) -> int:
    """The height of the highest column."""
    return max((bar.totals.succeeded + bar.totals.failed + bar.totals.waiting for bar in bars), default=0)


def order_webhooks(webhooks: Sequence[WebhookSummary], by_webhook: Mapping[int, Totals]) -> list[int]:
    """The ids to show: failing ones first, then the busiest; those that are off only when all are."""
    sending = [webhook for webhook in webhooks if webhook.active] or list(webhooks)

    def rank(webhook: WebhookSummary) -> tuple[bool, int, str]:
        return (
            not webhook.health.is_failing,
            -by_webhook.get(webhook.id, Totals()).total,
            webhook.name.lower(),
        )

    return [webhook.id for webhook in sorted(sending, key=rank)[:SHOWN_WEBHOOKS]]


def to_webhook_row(
    webhook: WebhookSummary, totals: Totals, bars: Sequence[Bar], now: datetime, zone: tzinfo
) -> WebhookRow:
    """One row of the table: the figures of the period and the state of this moment."""
    kind, fact = webhook_state(webhook, now, zone)
    success = format_percent(totals.succeeded, totals.succeeded + totals.failed)
    count, p95 = format_count(totals.total), format_ms(totals.p95_ms)
    everything = "*" in webhook.event_types
    return WebhookRow(
        id=encode_id(WEBHOOK, webhook.id),
        name=webhook.name,
        host=host_of(webhook.url),
        event_count="all" if everything else format_count(len(webhook.event_types)),
        deliveries=count,
        success=success,
        p95=p95,
        phone=f"{count} · {success} · p95 {p95}",
        kind=kind,
        fact=fact,
        bars=draw_bars(
            [Outcomes(bar.totals.succeeded, bar.totals.failed, bar.totals.waiting) for bar in bars]
        ),
        active=webhook.active,
        href=webhook_href(webhook.id),
    )


def to_second_line(webhooks: Sequence[WebhookSummary]) -> str:
    """How many webhooks send: "5 sending, 2 not"."""
    sending = sum(is_sending(webhook) for webhook in webhooks)
    rest = len(webhooks) - sending
    return f"{sending} sending, {rest} not" if rest else f"{sending} sending"


def _title(start: datetime, end: datetime, period: Period, zone: tzinfo) -> str:
    if period.days > 1 and period.bar_hours >= 24:
        return format_day(start, zone, weekday=True)
    hours = f"{format_clock_minute(start, zone)} to {format_clock_minute(end, zone)}"
    return hours if period.days == 1 else f"{format_day(start, zone, weekday=True)}, {hours}"


def _tick(index: int, total: int, start: datetime, period: Period, zone: tzinfo) -> str:
    """A label at week starts, midnights or every fourth hour, and none that would touch the last one."""
    local = start.astimezone(zone)
    if index == total - 1:
        return "Today" if period.bar_hours >= 24 else "Now"
    if total - 1 - index < 3 or index == 0:
        return ""
    if period.bar_hours >= 24:
        return format_day(start, zone) if local.weekday() == 0 else ""
    if period.days > 1:
        return f"{local:%a} {local.day}" if local.hour < period.bar_hours else ""
    return format_clock_minute(start, zone) if local.hour % 4 == 0 else ""
