"""Plans the history of the demonstration: which event, when, to whom, and what will not get through."""

import random
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import accumulate
from typing import Final

from webhook_dashboard.demo import faults
from webhook_dashboard.demo.company import FILTERED_OUT, MATRIX
from webhook_dashboard.demo.faults import Fault
from webhook_dashboard.domain.periods import parse_period, window_at

DAY_TOTAL: Final = 1_421
HELD: Final = 176
CERTIFICATE_AGE: Final = timedelta(hours=6, minutes=20)
THIRD_TRY: Final = timedelta(minutes=10, seconds=28)
"""So long ago that three attempts have failed and the fourth is due in about 25 minutes."""
OUTAGE_DAYS_AGO: Final = 8
TOKEN_DAYS_AGO: Final = 16

_UNKNOWN: Final = datetime(2024, 1, 1, tzinfo=UTC)
_SURGE: Final = {"customer.updated": 160, "order.created": 30, "contact.created": 14, "customer.created": 10}
_OUTAGE_LOST: Final = 162
_TOKEN_LOST: Final = 41
_HOURS: Final = (4, 3, 3, 3, 3, 4, 6, 10, 15, 19, 21, 20, 17, 18, 20, 20, 18, 16, 13, 11, 9, 8, 6, 5)
_WEEKDAYS: Final = (1.02, 1.05, 1.04, 1.08, 1.06, 0.74, 0.64)
_HOUR: Final = timedelta(hours=1)
_RETRIED: Final = timedelta(minutes=20)
_OUTAGE_LENGTH: Final = timedelta(hours=17, minutes=50)


@dataclass(slots=True)
class PlannedEvent:
    """An event of the history. `stubborn` names what each receiver answers to every attempt."""

    type: str
    receivers: list[str]
    at: datetime = _UNKNOWN
    stubborn: dict[str, Fault] = field(default_factory=dict[str, Fault])


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch of time in which a receiver answers every attempt with the same fault."""

    receiver: str
    start: datetime
    end: datetime
    fault: Fault


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen up to `now`; events in the order of time."""

    now: datetime
    events: list[PlannedEvent]
    outages: tuple[Outage, ...]
    certificate_expired_at: datetime


@dataclass(frozen=True, slots=True)
class _Times:
    """The moments that the plan hangs on."""

    now: datetime
    start: datetime
    last_day: datetime
    certificate: datetime
    outage: datetime
    token: datetime

    @property
    def quiet(self) -> dict[str, tuple[datetime, datetime]]:
        """Where a receiver gets only what is meant to fail there."""
        return {
            # The outage outlasts the retries (at most 16 h) of what was created in its first 100 min;
            # what is created in the hours after, or is retried as it begins, might go either way: nothing is.
            "stock": (self.outage - _RETRIED, self.outage + timedelta(hours=4, minutes=50)),
            "accounting": (self.token - _RETRIED, self.token + timedelta(minutes=165)),
            "crm": (self.certificate - _RETRIED, self.now + _HOUR),
        }


def make_plan(chance: random.Random, now: datetime, zone: tzinfo) -> Plan:
    """Plan the 30 days before `now`; days, nights and weekends are those of `zone`."""
    times = _times(now, zone)
    events = _all_events(chance)
    chance.shuffle(events)
    surge = _take_surge(events)
    lost = _take(events, _OUTAGE_LOST, lambda event: event.receivers == ["stock"])
    unauthorised = _take(events, _TOKEN_LOST, lambda event: event.receivers == ["accounting"])
    recent = _take_deliveries(events, DAY_TOTAL - sum(len(event.receivers) for event in surge))
    _spread(chance, surge, times.certificate + timedelta(seconds=20), now - timedelta(seconds=20))
    surge[0].at, surge[1].at, surge[2].at = times.certificate, now - THIRD_TRY, now - timedelta(seconds=26)
    _spread(chance, lost, times.outage, times.outage + timedelta(minutes=100))
    _spread(chance, unauthorised, times.token, times.token + timedelta(minutes=165))
    _scatter(chance, recent, _slots(chance, times.last_day, now, zone), times)
    _scatter(chance, events, _slots(chance, times.start, times.last_day, zone), times)
    _fail_some(recent, events, times)
    planned = sorted([*surge, *lost, *unauthorised, *recent, *events], key=lambda event: event.at)
    outages = (
        Outage("stock", times.outage, times.outage + _OUTAGE_LENGTH, faults.REFUSED),
        Outage("accounting", times.token, times.token + timedelta(minutes=165), faults.TOKEN_EXPIRED),
        Outage("crm", times.certificate, now + timedelta(days=365), faults.CERTIFICATE_EXPIRED),
    )
    return Plan(now, planned, outages, times.certificate)


def _times(now: datetime, zone: tzinfo) -> _Times:
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)

    def at(days_ago: int, hour: int, minute: int) -> datetime:
        day = midnight - timedelta(days=days_ago)
        return day.replace(hour=hour, minute=minute).astimezone(UTC)

    return _Times(
        now=now,
        start=window_at(parse_period("30d"), now, zone).start,
        last_day=window_at(parse_period("24h"), now, zone).start,
        certificate=now - CERTIFICATE_AGE,
        outage=at(OUTAGE_DAYS_AGO, 2, 10),
        token=at(TOKEN_DAYS_AGO, 9, 20),
    )


def _all_events(chance: random.Random) -> list[PlannedEvent]:
    """Every event of the matrix; one that fewer receivers got than others went to some of them by chance."""
    events: list[PlannedEvent] = []
    for event_type, by_receiver in MATRIX.items():
        count, more = max(by_receiver.values()), FILTERED_OUT.get(event_type, 0)
        same_type = [PlannedEvent(event_type, []) for _ in range(count)]
        for receiver, wanted in by_receiver.items():
            filtered = more if receiver == list(by_receiver)[-1] else 0
            for index in chance.sample(range(count), wanted - filtered):
                same_type[index].receivers.append(receiver)
            events += [PlannedEvent(event_type, [receiver]) for _ in range(filtered)]
        events += same_type
    return events


def _take(events: list[PlannedEvent], count: int, fits: Callable[[PlannedEvent], bool]) -> list[PlannedEvent]:
    """Take the first `count` that fit out of the list."""
    taken: list[PlannedEvent] = []
    left: list[PlannedEvent] = []
    for event in events:
        (taken if len(taken) < count and fits(event) else left).append(event)
    events[:] = left
    assert len(taken) == count
    return taken


def _take_surge(events: list[PlannedEvent]) -> list[PlannedEvent]:
    surge: list[PlannedEvent] = []
    for event_type, count in _SURGE.items():
        surge += _take(
            events, count, lambda event, wanted=event_type: event.type == wanted and "crm" in event.receivers
        )
    return surge


def _take_deliveries(events: list[PlannedEvent], deliveries: int) -> list[PlannedEvent]:
    """Take events out of the list that make exactly this many deliveries."""
    taken: list[PlannedEvent] = []
    while deliveries >= 3:
        taken.append(events.pop())
        deliveries -= len(taken[-1].receivers)
    return taken + _take(events, deliveries, lambda event: len(event.receivers) == 1)


def _spread(chance: random.Random, events: Sequence[PlannedEvent], start: datetime, end: datetime) -> None:
    for event in events:
        event.at = start + (end - start) * chance.random()


class _Slots:
    """The hours of a stretch of time, each with its share of the traffic."""

    def __init__(self, bounds: list[tuple[datetime, datetime]], weights: list[float]) -> None:
        self._bounds = bounds
        self._sums = list(accumulate(weights))

    def pick(self, chance: random.Random) -> datetime:
        """Choose a moment."""
        index = bisect(self._sums, chance.random() * self._sums[-1])
        start, end = self._bounds[min(index, len(self._bounds) - 1)]
        return start + (end - start) * chance.random()


def _slots(chance: random.Random, start: datetime, end: datetime, zone: tzinfo) -> _Slots:
    bounds: list[tuple[datetime, datetime]] = []
    weights: list[float] = []
    factors: dict[int, float] = {}
    hour = start
    while hour < end:
        following = min(hour.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        local = hour.astimezone(zone)
        factor = factors.setdefault(
            local.toordinal(), _WEEKDAYS[local.weekday()] * (0.95 + 0.1 * chance.random())
        )
        bounds.append((hour, following))
        weights.append(_HOURS[local.hour] * factor * ((following - hour) / _HOUR))
        hour = following
    return _Slots(bounds, weights)


def _scatter(chance: random.Random, events: Sequence[PlannedEvent], slots: _Slots, times: _Times) -> None:
    """Give each event a moment, outside the quiet stretches of its receivers."""
    quiet = times.quiet
    for event in events:
        event.at = slots.pick(chance)
        while any(
            quiet[receiver][0] <= event.at < quiet[receiver][1]
            for receiver in event.receivers
            if receiver in quiet
        ):
            event.at = slots.pick(chance)


def _fail_some(recent: Sequence[PlannedEvent], older: Sequence[PlannedEvent], times: _Times) -> None:
    """Choose the deliveries that fail one by one, and three that are waiting for a retry now."""
    long_ago = [event for event in older if event.at < times.now - timedelta(days=3)]
    earlier = [event for event in recent if event.at < times.now - timedelta(minutes=30)]
    busy = [event for event in long_ago if 9 <= event.at.hour <= 16]
    for among, count, receiver, fault in (
        (busy, 31, "orders", faults.DEADLOCK),
        (long_ago, 17, "stock", faults.UNKNOWN_PRODUCT),
        (earlier, 8, "stock", faults.UNKNOWN_PRODUCT),
        (long_ago, 4, "crm", faults.SILENT),
        (long_ago, 3, "accounting", faults.BAD_TAX_CODE),
        (earlier, 2, "accounting", faults.BAD_TAX_CODE),
        (long_ago, 1, "slack", faults.NO_CHANNEL),
    ):
        for event in _first(among, count, receiver, "product.updated" if receiver == "stock" else ""):
            event.stubborn[receiver] = fault
    for receiver, seconds_ago, fault in (
        ("accounting", 62, faults.TOO_MANY_FOR_LONG),
        ("slack", 150, faults.TOO_MANY_FOR_LONG),
        ("orders", 245, faults.DEADLOCK),
    ):
        waiting = next(e for e in recent if e.receivers == [receiver] and not e.stubborn)
        waiting.at = times.now - timedelta(seconds=seconds_ago)
        waiting.stubborn[receiver] = fault


def _first(events: Sequence[PlannedEvent], count: int, receiver: str, event_type: str) -> list[PlannedEvent]:
    chosen = [
        event
        for event in events
        if receiver in event.receivers and not event.stubborn and event_type in ("", event.type)
    ][:count]
    assert len(chosen) == count
    return chosen
