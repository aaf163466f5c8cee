"""What the Overview shows, made from counts and summaries. Pure: the moment and the zone are arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.periods import Period, Window
from webhook_dashboard.domain.webhooks import host_of
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.sparkline import Outcomes, draw_bars, draw_line
from webhook_dashboard.ui.components.stat_tile import Tile
from webhook_dashboard.ui.components.throughput_chart import ChartColumn
from webhook_dashboard.ui.formatting import (
    MISSING,
    THIN_SPACE,
    format_clock_minute,
    format_count,
    format_countdown,
    format_day,
    format_ms,
    format_noun,
    format_percent,
    format_seconds,
    percent_of,
)
from webhook_dashboard.ui.row_parts import log_href, webhook_href, webhook_state

BAR_WORDS = {"24h": "deliveries per hour", "7d": "deliveries per 6 hours", "30d": "deliveries per day"}
SPARK_WORDS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days"}
SHOWN_WEBHOOKS = 12
NOTHING_BEFORE = "nothing before"


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
    return CauseLine(f"{first.name}: {first.health.last_sentence}{kept}", log_href(webhook_id=first.id))


def to_tiles(now_totals: Totals, before: Totals, bars: Sequence[Bar]) -> list[Tile]:
    """The five figures of a period, each beside what it was in the period before."""
    finished, finished_before = (now_totals.succeeded + now_totals.failed), (before.succeeded + before.failed)
    return [
        Tile(
            "Deliveries",
            format_count(now_totals.total),
            "",
            _change_of_share(now_totals.total, before.total),
            draw_line([bar.totals.total for bar in bars]),
            log_href(),
        ),
        Tile(
            "Delivered",
            format_count(now_totals.succeeded),
            format_percent(now_totals.succeeded, finished),
            _change_of_points(
                percent_of(now_totals.succeeded, finished), percent_of(before.succeeded, finished_before)
            ),
            draw_line(
                [percent_of(bar.totals.succeeded, bar.totals.succeeded + bar.totals.failed) for bar in bars]
            ),
            log_href(status="succeeded"),
        ),
        Tile(
            "Failed",
            format_count(now_totals.failed),
            format_percent(now_totals.failed, finished),
            _change_of_count(now_totals.failed, before.failed) if before.total else NOTHING_BEFORE,
            draw_line([bar.totals.failed for bar in bars]),
            log_href(status="failed"),
            worse=before.total > 0 and now_totals.failed > before.failed,
            of_failures=True,
        ),
        _latency_tile(
            "Average", now_totals.average_ms, before.average_ms, [bar.totals.average_ms for bar in bars]
        ),
        _latency_tile("p95", now_totals.p95_ms, before.p95_ms, [bar.totals.p95_ms for bar in bars]),
    ]


def to_columns(bars: Sequence[Bar], window: Window, zone: tzinfo) -> list[ChartColumn]:
    """The columns of the chart; the last is open and named "Today" or "Now"."""
    ends = [bar.start_at for bar in bars[1:]] + [window.end]
    columns: list[ChartColumn] = []
    for index, (bar, end) in enumerate(zip(bars, ends, strict=True)):
        totals = bar.totals
        columns.append(
            ChartColumn(
                title=_title(bar.start_at, end, window.period, zone),
                tick=_tick(index, len(bars), bar.start_at, window.period, zone),
                delivered=totals.succeeded,
                failed=totals.failed,
                waiting=totals.waiting,
                delivered_text=format_count(totals.succeeded),
                failed_text=format_count(totals.failed),
                waiting_text=format_count(totals.waiting),
                href=log_href(since=bar.start_at, until=end),
            )
        )
    return columns


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
    sending = sum(webhook.active for webhook in webhooks)
    rest = len(webhooks) - sending
    return f"{sending} sending, {rest} not" if rest else f"{sending} sending"


def _waiting(retries: tuple[int, datetime | None], now: datetime) -> tuple[str, datetime | None]:
    count, due = retries
    if count == 0:
        return "", None
    many = "Over 10,000 retries" if count > 10_000 else format_noun(count, "retry", "retries")
    if due is None or due <= now:
        return f"{many} waiting, next now.", None
    return f"{many} waiting, next in ", due


def _latency_tile(
    label: str, value: float | None, before: float | None, series: Sequence[float | None]
) -> Tile:
    if value is None:
        change = ""
    elif before is None:
        change = NOTHING_BEFORE
    else:
        difference = round(value) - round(before)
        change = _arrow(difference, format_ms(abs(difference)), format_count(round(before)))
    return Tile(label, format_ms(value), "", change, draw_line(series), log_href(status="succeeded"))


def _change_of_share(value: int, before: int) -> str:
    if before == 0:
        return NOTHING_BEFORE
    percent = 100 * (value - before) / before
    text = f"{abs(percent):.1f}" if abs(percent) < 100 else f"{abs(percent):,.0f}"
    return _arrow(value - before, f"{text}{THIN_SPACE}%", format_count(before))


def _change_of_points(value: float | None, before: float | None) -> str:
    if value is None:
        return ""
    if before is None:
        return NOTHING_BEFORE
    difference = round(round(value, 1) - round(before, 1), 1)
    old = f"{before:.0f}" if before in (0.0, 100.0) else f"{before:.1f}"
    return _arrow(difference, f"{abs(difference):.1f} points", f"{old}{THIN_SPACE}%")


def _change_of_count(value: int, before: int) -> str:
    return _arrow(value - before, format_count(abs(value - before)), format_count(before))


def _arrow(difference: float, size: str, before: str) -> str:
    if difference == 0:
        return f"the same, {before}" if before != MISSING else ""
    return f"{'↑' if difference > 0 else '↓'} {size} from {before}"


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
