"""Writes down what attempts came to, and what follows from it for their webhooks, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from webhook_dashboard.delivery.claims import PAUSED_PROBE_SECONDS
from webhook_dashboard.delivery.directory import Directory
from webhook_dashboard.domain.alerts import AlertKind
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.health import Consequence, Health, consequence, told
from webhook_dashboard.domain.webhooks import Webhook
from webhook_dashboard.storage import deliveries, holds, statistics, webhooks
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.deliveries import AttemptRecord
from webhook_dashboard.storage.webhooks import Condition


@dataclass(frozen=True, slots=True)
class News:
    """A change of state of a webhook that people may want to hear of."""

    kind: AlertKind
    webhook: Webhook
    record: AttemptRecord
    health: Health


Announce = Callable[[Connection, News], None]


class Results:
    """Stores attempts for the engine called `owner`; `announce` is told, within the transaction."""

    def __init__(self, directory: Directory, owner: str, announce: Announce) -> None:
        self.owner = owner
        self._directory = directory
        self._announce = announce

    def record(self, connection: Connection, records: list[AttemptRecord]) -> list[bool]:
        """Store attempts, the new state of their deliveries, the counts and the health of their webhooks.

        Returns for each record whether it was stored; False means that the delivery was overtaken (its
        lease had ended, or it was cancelled), and that nothing was written or counted for it.
        """
        held = deliveries.fenced(connection, records, self.owner)
        deliveries.record_attempts(connection, held)
        _cancel_originals(connection, held)
        _count(connection, held)
        self._follow(connection, held)
        stored = {record.delivery.id for record in held}
        return [record.delivery.id in stored for record in records]

    def _follow(self, connection: Connection, records: list[AttemptRecord]) -> None:
        """Follow each webhook through its attempts in the order they ended; write only what changed."""
        by_webhook: dict[int, list[AttemptRecord]] = {}
        for record in records:
            by_webhook.setdefault(record.delivery.webhook_id, []).append(record)
        before = webhooks.read_conditions(connection, list(by_webhook)) if by_webhook else {}
        changed = False
        for webhook_id, condition in before.items():
            webhook = self._directory.find(webhook_id)
            if webhook is not None:
                changed |= self._follow_one(connection, webhook, condition, by_webhook[webhook_id])
        if changed:
            self._directory.refresh(connection)

    def _follow_one(
        self, connection: Connection, webhook: Webhook, condition: Condition, records: list[AttemptRecord]
    ) -> bool:
        """Returns whether the webhook is sent to differently from now on."""
        health, rule, changed = condition.health, webhook.profile.pause_rule, False
        for record in records:
            before = health
            health = _after(before, record)
            what = consequence(before, health, rule)
            health = told(health, rule)
            changed |= self._act(connection, webhook, condition, record, (what, health))
        if health != condition.health:
            webhooks.write_health(connection, webhook.id, health)
        return changed

    def _act(
        self,
        connection: Connection,
        webhook: Webhook,
        condition: Condition,
        record: AttemptRecord,
        state: tuple[Consequence, Health],
    ) -> bool:
        what, health = state
        succeeded, profile = record.status is Status.SUCCEEDED, webhook.profile
        if succeeded and condition.is_held:
            holds.resume(connection, webhook.id)
        kind = _KINDS.get(what)
        if record.gone and profile.pause_on_gone and condition.paused_at is None:
            kind = AlertKind.GONE
            self._pause(connection, webhook, record, probe=False)
        elif kind is AlertKind.PAUSED and condition.paused_at is None:
            self._pause(connection, webhook, record, probe=True)
        elif kind is AlertKind.DISABLED:
            webhooks.disable_webhook(connection, webhook.id, record.started_at, _reason(record))
        elif kind is None and record.status is Status.FAILED and profile.on_exhausted == "notify":
            kind = AlertKind.EXHAUSTED
        if kind is not None:
            self._announce(connection, News(kind, webhook, record, health))
        return (succeeded and condition.is_held) or kind in _STOPS

    def _pause(self, connection: Connection, webhook: Webhook, record: AttemptRecord, *, probe: bool) -> None:
        now = record.started_at
        probe_at = now + timedelta(seconds=PAUSED_PROBE_SECONDS) if probe else None
        holds.pause(connection, webhook.id, now, reason=_reason(record), probe_at=probe_at)


_STOPS = (AlertKind.PAUSED, AlertKind.DISABLED, AlertKind.GONE)
_KINDS = {
    Consequence.WARNED_HALF: AlertKind.WARNED_HALF,
    Consequence.WARNED_MOST: AlertKind.WARNED_MOST,
    Consequence.REACHED: AlertKind.FAILING,
    Consequence.PAUSED: AlertKind.PAUSED,
    Consequence.DISABLED: AlertKind.DISABLED,
    Consequence.RECOVERED: AlertKind.RECOVERED,
}


def _reason(record: AttemptRecord) -> str:
    return f"The receiver says that it is gone. {record.sentence}" if record.gone else record.sentence


def _after(health: Health, record: AttemptRecord) -> Health:
    return health.after(
        succeeded=record.status is Status.SUCCEEDED,
        at=record.started_at,
        sentence=record.sentence,
        gave_up=record.status is Status.FAILED,
    )


def _cancel_originals(connection: Connection, records: list[AttemptRecord]) -> None:
    """A resend that succeeded ends the retries of the delivery it stands for."""
    asked_for = [
        record.delivery.id
        for record in records
        if record.trigger is Trigger.MANUAL and record.status is Status.SUCCEEDED
    ]
    if asked_for:
        cancelled = holds.cancel_originals(connection, asked_for)
        if cancelled:
            statistics.add_counts(connection, statistics.cancelled(cancelled))


def _count(connection: Connection, records: list[AttemptRecord]) -> None:
    counts: dict[tuple[datetime, int], statistics.Counts] = {}
    for record in records:
        if record.status not in (Status.SUCCEEDED, Status.FAILED):
            continue
        minute = record.delivery.created_at.replace(second=0, microsecond=0)
        entry = counts.setdefault((minute, record.delivery.webhook_id), statistics.Counts())
        if record.status is Status.SUCCEEDED:
            entry.succeeded += 1
            entry.durations_ms.append(record.duration_ms)
        else:
            entry.failed += 1
    if counts:
        statistics.add_counts(connection, counts)
