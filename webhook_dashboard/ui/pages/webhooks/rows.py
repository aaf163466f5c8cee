"""What the list of webhooks shows, made from summaries and counts. Pure: moment and zone are arguments."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.webhooks import host_of, matches_pattern
from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.sparkline import Outcomes, draw_bars
from webhook_dashboard.ui.components.status import STATUSES
from webhook_dashboard.ui.formatting import format_count, format_ms, format_noun, format_percent
from webhook_dashboard.ui.pages.webhooks.address import ATTENTION, STATES, ListAddress
from webhook_dashboard.ui.pages.webhooks.reading import UNLISTED, KnownType, Month
from webhook_dashboard.ui.row_parts import is_sending, log_href, webhook_href, webhook_state

ALL_EVENTS = "All events"
TIP_EVENTS = 30
MAX_CHOICES = 200
CUT_FROM = 18
"""Event types longer than this may not fit their column."""


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """One row of the table, as text. `event` is the first event type, `more` counts the rest ("+3").

    `phone` is the second line on a phone and `state_word` what stands at its right, in the
    colour of `state_class`; `log_href` leads to its deliveries.
    """

    id: str
    name: str
    host: str
    event: str
    more: str
    events_tip: str
    method: str
    deliveries: str
    success: str
    p95: str
    phone: str
    state_word: str
    state_class: str
    kind: str
    fact: str
    bars: str
    active: bool
    href: str
    log_href: str


@dataclass(frozen=True, slots=True)
class EventChoice:
    """An event type to filter by. `group` stands above the first one of a category, else it is empty."""

    key: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Every webhook in words, the same for all tabs of a time zone."""

    webhooks: Sequence[WebhookSummary]
    totals: Mapping[int, Totals]
    rows: Mapping[int, WebhookRow]


def to_listed(webhooks: Sequence[WebhookSummary], month: Month, now: datetime, zone: tzinfo) -> Listed:
    """Put all webhooks into words."""
    return Listed(
        webhooks, month.totals, {webhook.id: to_row(webhook, month, now, zone) for webhook in webhooks}
    )


def state_of(webhook: WebhookSummary) -> str:
    """The state that the filter knows: a key of STATES."""
    return "off" if webhook.state == "inactive" else webhook.state


def matches(webhook: WebhookSummary, address: ListAddress) -> bool:
    """Whether search and filters leave a webhook on the screen; the search looks at name, URL and events."""
    if address.state and state_of(webhook) != address.state:
        return False
    if address.event and not Subscription(webhook.event_types).takes(address.event):
        return False
    wanted = address.search.casefold()
    return any(wanted in text.casefold() for text in (webhook.name, webhook.url, *webhook.event_types))


class Subscription:
    """Names and patterns of event types, for many questions."""

    def __init__(self, event_types: Iterable[str]) -> None:
        unique = set(event_types)
        self._patterns = tuple(pattern for pattern in unique if pattern.endswith("*"))
        self._names = unique.difference(self._patterns)

    def takes(self, event_type: str) -> bool:
        """Whether an event type is among them, by name or by a pattern."""
        return event_type in self._names or any(
            matches_pattern(pattern, event_type) for pattern in self._patterns
        )


def order_webhooks(
    webhooks: Sequence[WebhookSummary], totals: Mapping[int, Totals], address: ListAddress
) -> list[int]:
    """The ids of the webhooks to show, in the order asked for; those without a figure come last."""
    shown = sorted((webhook for webhook in webhooks if matches(webhook, address)), key=lambda one: one.id)
    column, is_descending = address.sort.removeprefix("-"), address.sort.startswith("-")
    value = _VALUES[column]
    valued = [(value(webhook, totals.get(webhook.id, Totals())), webhook.id) for webhook in shown]
    known = sorted((pair for pair in valued if pair[0] is not None), key=_first, reverse=is_descending)
    return [webhook_id for _, webhook_id in known] + [
        webhook_id for found, webhook_id in valued if found is None
    ]


def to_row(webhook: WebhookSummary, month: Month, now: datetime, zone: tzinfo) -> WebhookRow:
    """One webhook: the figures of 30 days and the state of this moment."""
    totals = month.totals.get(webhook.id, Totals())
    kind, fact = webhook_state(webhook, now, zone)
    success = format_percent(totals.succeeded, totals.succeeded + totals.failed)
    count, p95, host = format_count(totals.total), format_ms(totals.p95_ms), host_of(webhook.url)
    first, *rest = [ALL_EVENTS if pattern == "*" else pattern for pattern in webhook.event_types]
    return WebhookRow(
        id=encode_id(WEBHOOK, webhook.id),
        name=webhook.name,
        host=host,
        event=first,
        more=f"+{len(rest)}" if rest else "",
        events_tip=events_words((first, *rest)) if rest or len(first) > CUT_FROM else "",
        method=webhook.method,
        deliveries=count,
        success=success,
        p95=p95,
        phone=f"{host} · {count} · {success}" if totals.total else f"{host} · no deliveries",
        state_word=STATUSES[kind].word,
        state_class="end strong is-bad" if kind == "failing" else "end quiet",
        kind=kind,
        fact=fact,
        bars=draw_trend(month.bars.get(webhook.id, ())),
        active=webhook.active,
        href=webhook_href(webhook.id),
        log_href=log_href(webhook_id=webhook.id),
    )


def event_choices(
    webhooks: Sequence[WebhookSummary], types: Sequence[KnownType], *, chosen: str = "", search: str = ""
) -> list[EventChoice]:
    """What one may filter by: event types that are known, named by a webhook, or in the address.

    Those that the search leaves: it looks at type and category.
    """
    known = {one.key for one in types}
    named = {key for webhook in webhooks for key in webhook.event_types if not key.endswith("*")}
    further = sorted((named | {chosen} if chosen else named) - known)
    wanted = search.strip().casefold()
    listed = [
        one
        for one in [*types, *(KnownType(key, UNLISTED) for key in further)]
        if wanted in one.key.casefold() or wanted in one.category.casefold()
    ][:MAX_CHOICES]
    before = ["", *(one.category for one in listed)]
    return [
        EventChoice(one.key, one.category if one.category != last else "")
        for one, last in zip(listed, before, strict=False)
    ]


def export_name(names: Sequence[str], now: datetime, zone: tzinfo) -> str:
    """What the file of an export is called: "order-sync.json", "webhooks-2026-11-20.json" for several."""
    if len(names) > 1:
        return f"webhooks-{now.astimezone(zone):%Y-%m-%d}.json"
    words = re.findall(r"[a-z0-9]+", names[0].casefold())
    return f"{'-'.join(words)[:60] or 'webhook'}.json"


def draw_trend(bars: Sequence[Bar]) -> str:
    """The small chart of 30 days as SVG; empty when there was nothing."""
    return draw_bars([Outcomes(bar.totals.succeeded, bar.totals.failed, bar.totals.waiting) for bar in bars])


def events_words(event_types: Sequence[str]) -> str:
    """All event types in one line, cut after thirty."""
    words = ", ".join(event_types[:TIP_EVENTS])
    rest = len(event_types) - TIP_EVENTS
    return f"{words} and {rest} more" if rest > 0 else words


def count_words(webhooks: Sequence[WebhookSummary], listed: int) -> str:
    """How many are listed, and how many send when that is all: "2 of 7 webhooks", "7 webhooks, 5 sending"."""
    if listed < len(webhooks):
        return f"{listed:,} of {format_noun(len(webhooks), 'webhook')}"
    sending = sum(is_sending(webhook) for webhook in webhooks)
    return f"{format_noun(len(webhooks), 'webhook')}, {sending:,} sending"


def nothing_words(address: ListAddress, exist: int) -> str:
    """The sentence where search and filters hide everything."""
    parts = [f"matches “{address.search}”"] if address.search else []
    parts += [f"is {STATES[address.state].lower()}"] if address.state else []
    parts += [f"gets {address.event}"] if address.event else []
    verb = "exists" if exist == 1 else "exist"
    return f"No webhook {' and '.join(parts)}. {format_noun(exist, 'webhook')} {verb} in all."


def _first(pair: tuple[Any, int]) -> Any:
    return pair[0]


_ATTENTION_ORDER = ("failing", "paused", "active", "off")
_VALUES: dict[str, Callable[[WebhookSummary, Totals], Any]] = {
    ATTENTION: lambda webhook, _: _ATTENTION_ORDER.index(state_of(webhook)),
    "name": lambda webhook, _: webhook.name.casefold(),
    "host": lambda webhook, _: host_of(webhook.url),
    "deliveries": lambda _, totals: totals.total,
    "success": lambda _, totals: totals.success_share,
    "p95": lambda _, totals: totals.p95_ms,
}
