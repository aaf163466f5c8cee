"""The filters of the log as chips and as fields of the filter menu; each choice is an address. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.periods import PERIODS
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.status import STATUSES
from webhook_dashboard.ui.pages.deliveries.address import LogAddress
from webhook_dashboard.ui.pages.deliveries.histogram import say_moment

PERIOD_WORDS: Final = {"24h": "24 hours", "7d": "7 days", "30d": "30 days"}
STATUS_CHOICES: Final = (
    (Status.SUCCEEDED,),
    (Status.FAILED,),
    (Status.RETRYING,),
    # One choice as they have one word: whether an engine has taken it up yet is no matter to people.
    (Status.PENDING, Status.SENDING),
    (Status.HELD,),
    (Status.CANCELLED,),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, and the address of the log with it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class LogField:
    """One filter in the menu: address and label of each value, the first of which restricts nothing."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LogChip:
    """A filter that is set, in words, and the address without it."""

    label: str
    operator: str
    value: str
    clear: str
    chosen: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen from."""

    webhooks: Sequence[WebhookSummary]
    event_types: Sequence[str]


def to_fields(address: LogAddress, offer: Offer) -> list[LogField]:
    """The four filters of the menu."""
    first = address.first_page()
    here = first.href()
    return [
        LogField(name, label, here, [(choice.href, choice.label) for choice in choices(first, offer)])
        for name, label, choices in (
            ("webhook", "Webhook", _webhooks),
            ("status", "Status", _statuses),
            ("type", "Event", _types),
            ("time", "Time", _times),
        )
    ]


def to_chips(address: LogAddress, offer: Offer, now: datetime, zone: tzinfo) -> list[LogChip]:
    """The filters that are set, in the order time, webhook, status, event."""
    first = address.first_page()
    names = {webhook.id: webhook.name for webhook in offer.webhooks}
    chips: list[LogChip] = []

    def add(
        label: str, words: tuple[str, str], without: LogAddress, choices: Callable[..., list[Choice]]
    ) -> None:
        listed = choices(first, offer)
        chips.append(LogChip(label, *words, without.href(), first.href(), listed))

    if first.period or first.since or first.until:
        without = replace(first, period=None, since=None, until=None)
        add("Time", _time_words(first, now, zone), without, _times)
    if first.webhook_id is not None:
        name = names.get(first.webhook_id, "deleted webhook")
        add("Webhook", ("is", name), replace(first, webhook_id=None), _webhooks)
    if first.statuses:
        add("Status", ("is", _status_words(first.statuses)), replace(first, statuses=()), _statuses)
    if first.event_type is not None:
        add("Event", ("is", first.event_type), replace(first, event_type=None), _types)
    return chips


def _webhooks(first: LogAddress, offer: Offer) -> list[Choice]:
    listed = [
        Choice(webhook.name, replace(first, webhook_id=webhook.id).href()) for webhook in offer.webhooks
    ]
    known = any(webhook.id == first.webhook_id for webhook in offer.webhooks)
    gone = [] if first.webhook_id is None or known else [Choice("deleted webhook", first.href())]
    return [Choice("All webhooks", replace(first, webhook_id=None).href()), *listed, *gone]


def _statuses(first: LogAddress, _: Offer) -> list[Choice]:
    listed = [
        Choice(_status_words(statuses), replace(first, statuses=statuses).href())
        for statuses in STATUS_CHOICES
    ]
    is_listed = not first.statuses or first.statuses in STATUS_CHOICES
    mixed = [] if is_listed else [Choice(_status_words(first.statuses), first.href())]
    return [Choice("Any status", replace(first, statuses=()).href()), *listed, *mixed]


def _status_words(statuses: Sequence[Status]) -> str:
    return " or ".join(dict.fromkeys(STATUSES[status.key].word for status in statuses))


def _types(first: LogAddress, offer: Offer) -> list[Choice]:
    own = [first.event_type] if first.event_type else []
    types: list[str] = sorted({*offer.event_types, *own})
    listed = [Choice(event_type, replace(first, event_type=event_type).href()) for event_type in types]
    return [Choice("All events", replace(first, event_type=None).href()), *listed]


def _times(first: LogAddress, _: Offer) -> list[Choice]:
    free = replace(first, since=None, until=None)
    listed = [
        Choice(f"Last {PERIOD_WORDS[period.key]}", replace(free, period=period).href()) for period in PERIODS
    ]
    custom = [Choice("As in the address", first.href())] if first.since or first.until else []
    return [Choice("All time", replace(free, period=None).href()), *listed, *custom]


def _time_words(first: LogAddress, now: datetime, zone: tzinfo) -> tuple[str, str]:
    if first.period:
        return "last", PERIOD_WORDS[first.period.key]
    if first.since and first.until:
        return "from", f"{say_moment(first.since, now, zone)} to {say_moment(first.until, now, zone)}"
    if first.since:
        return "since", say_moment(first.since, now, zone)
    assert first.until is not None
    return "before", say_moment(first.until, now, zone)
