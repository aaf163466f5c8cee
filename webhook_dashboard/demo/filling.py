"""Fills an empty database with the demonstration: people, webhooks, an inbox and 60 days of history.

The last 30 days are real rows with their counts; of the 30 days before there are counts only.
"""

import gc
import random
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Final

from sqlalchemy import Connection

from webhook_dashboard.delivery.directory import make_webhook
from webhook_dashboard.demo import company
from webhook_dashboard.demo.company import RECEIVERS, Receiver
from webhook_dashboard.demo.inbox import fill_inbox
from webhook_dashboard.demo.past import PastDelivery, Simulation, Try, hold_and_queue
from webhook_dashboard.demo.plan import make_plan
from webhook_dashboard.demo.records import Records
from webhook_dashboard.demo.revisions import saves_of
from webhook_dashboard.demo.rows import HistoryRows, PastIds
from webhook_dashboard.domain.deliveries import OPEN_STATUSES, Status
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.ids import first_id_at
from webhook_dashboard.domain.periods import parse_period, window_at
from webhook_dashboard.domain.profiles import find_preset
from webhook_dashboard.domain.signing import build_secret, mask_secret
from webhook_dashboard.domain.webhooks import Webhook
from webhook_dashboard.storage import holds, webhook_revisions, webhooks
from webhook_dashboard.storage.counting import Counts
from webhook_dashboard.storage.credentials import Credentials
from webhook_dashboard.storage.history import insert_counts
from webhook_dashboard.storage.statistics import MINUTES_KEPT
from webhook_dashboard.storage.vault import Vault
from webhook_dashboard.storage.webhooks import WebhookSummary

_SEED: Final = 20_261_120
_AGE: Final = timedelta(days=75)
_PAUSED: Final = timedelta(days=17)
_BREAKER_OPEN: Final = timedelta(hours=6, minutes=12)
_NEXT_PROBE: Final = timedelta(seconds=14)


def fill(connection: Connection, vault: Vault, now: datetime, zone: tzinfo) -> None:
    """Write everything, as of `now`; days and nights are those of `zone`. The database must be empty."""
    gc.disable()  # half a million small objects live to the end; looking through them meanwhile takes seconds
    try:
        _fill(connection, vault, now, zone)
    finally:
        gc.enable()


def _fill(connection: Connection, vault: Vault, now: datetime, zone: tzinfo) -> None:
    chance = random.Random(_SEED)
    plan = make_plan(chance, now, zone)
    by_key = {receiver.key: _insert_webhook(connection, vault, receiver, now) for receiver in RECEIVERS}
    simulation = Simulation(plan, chance, {receiver.key: receiver for receiver in RECEIVERS})
    pasts = [simulation.deliveries_of(event) for event in plan.events]
    every = [past for of_event in pasts for past in of_event]
    hold_and_queue([past for past in every if past.status in OPEN_STATUSES], chance, now)
    _set_durations(every, chance)
    ids = PastIds()
    history = HistoryRows(simulation, by_key, ids)
    records = Records(chance)
    for of_event in pasts:
        history.add(of_event, records)
    history.insert(connection)
    holds.open_breaker(connection, by_key[company.CRM.key].id, now - _BREAKER_OPEN, now + _NEXT_PROBE)
    counts = history.counts | _earlier_counts(chance, by_key, now, zone)
    insert_counts(connection, counts, minutes_since=now - MINUTES_KEPT)
    fill_inbox(connection, ids, records, now)


def _insert_webhook(connection: Connection, vault: Vault, receiver: Receiver, now: datetime) -> Webhook:
    made_at = now - _AGE + timedelta(minutes=RECEIVERS.index(receiver))
    saved_at = now - _PAUSED if receiver.revision > 1 else made_at
    secret = build_secret(random.Random(receiver.key).randbytes(24))
    summary = WebhookSummary(
        id=first_id_at(made_at),
        name=receiver.name,
        url=receiver.url,
        method="POST",
        event_types=receiver.event_types,
        active=receiver.active,
        secret_hint=mask_secret(secret),
        revision=receiver.revision,
        created_at=made_at,
        updated_at=saved_at,
        health=Health(),
        description=receiver.description,
        preset=receiver.preset,
        profile=find_preset(receiver.preset).profile,
        filters=receiver.filters,
        templates=receiver.templates,
    )
    row = summary.columns() | Credentials(secret).sealed(vault)
    row |= {
        "id": summary.id,
        "revision": summary.revision,
        "created_at": made_at,
        "updated_at": saved_at,
    }
    webhooks.insert_webhook(connection, row)
    for save in saves_of(receiver.key, summary):
        webhook_revisions.insert_revision(connection, save.summary, actor=save.actor, now=save.at)
    return make_webhook(summary, Credentials(secret))


def _set_durations(pasts: Iterable[PastDelivery], chance: random.Random) -> None:
    """Give the attempts that succeeded durations that follow each receiver's distribution exactly."""
    by_receiver: dict[str, list[Try]] = {}
    for past in pasts:
        if past.status is Status.SUCCEEDED:
            by_receiver.setdefault(past.receiver, []).append(past.tries[-1])
    for receiver in RECEIVERS:
        tries = by_receiver.get(receiver.key, [])
        durations = company.spread_latencies(receiver.latency, len(tries))
        chance.shuffle(durations)
        for attempt, duration_ms in zip(tries, durations, strict=True):
            attempt.duration_ms = duration_ms


def _earlier_counts(
    chance: random.Random, by_key: dict[str, Webhook], now: datetime, zone: tzinfo
) -> dict[tuple[datetime, int], Counts]:
    """Counts of the 30 days that the history is compared with, and of the rest of their last day."""
    window = window_at(parse_period("30d"), now, zone)
    compared = _hours(window.before, window.before_end)
    rest = _hours(compared[-1] + timedelta(hours=1), window.start)
    failed, total = company.EARLIER_FAILED, company.EARLIER_TOTAL
    durations = company.spread_latencies(company.EARLIER_LATENCY, total - failed)
    chance.shuffle(durations)
    shares = {by_key[key].id: sum(row.get(key, 0) for row in company.MATRIX.values()) for key in _sending()}
    counts: dict[tuple[datetime, int], Counts] = {}
    for index, webhook_id in enumerate(chance.choices(list(shares), list(shares.values()), k=total)):
        duration_ms = durations[index - failed] if index >= failed else None
        _count(counts, (compared[index % len(compared)], webhook_id), duration_ms)
    for index in range(len(rest) * total // len(compared)):
        _count(counts, (rest[index % len(rest)], by_key["stock"].id), durations[index])
    return counts


def _sending() -> list[str]:
    return [receiver.key for receiver in RECEIVERS if receiver.active]


def _hours(start: datetime, end: datetime) -> list[datetime]:
    hours = -(-(end - start) // timedelta(hours=1))
    return [start + timedelta(hours=hour) for hour in range(hours)]


def _count(
    counts: dict[tuple[datetime, int], Counts], key: tuple[datetime, int], duration_ms: float | None
) -> None:
    entry = counts.setdefault(key, Counts())
    entry.created += 1
    if duration_ms is None:
        entry.failed += 1
    else:
        entry.succeeded += 1
        entry.durations_ms.append(duration_ms)
