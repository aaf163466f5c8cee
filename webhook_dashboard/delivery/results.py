"""Writes down what attempts came to, and what follows from it for their webhooks, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from webhook_dashboard.delivery.claims import PAUSED_PROBE_SECONDS
from webhook_dashboard.delivery.directory import Directory
from webhook_dashboard.domain.alerts import Alert, AlertKind, kind_of
from webhook_dashboard.domain.deliveries import Status, Trigger
from webhook_dashboard.domain.health import Consequence, Health, consequence, told
from webhook_dashboard.domain.webhooks import Webhook, host_of
from webhook_dashboard.storage import attempts, counting, holds, webhook_health, webhook_revisions
from webhook_dashboard.storage.attempts import AttemptRecord
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.webhook_health import Condition

Announce = Callable[[Connection, Sequence[Alert]], None]


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
        held = attempts.record_held(connection, records, self.owner)
        _end_repeated(connection, held)
        _count(connection, held)
        self._follow(connection, held)
        stored = {record.delivery.id for record in held}
        return [record.delivery.id in stored for record in records]

    def _follow(self, connection: Connection, records: list[AttemptRecord]) -> None:
        """Follow each webhook through its attempts in the order they ended; write only what changed."""
        by_webhook: dict[int, list[AttemptRecord]] = {}
        for record in records:
            by_webhook.setdefault(record.delivery.webhook_id, []).append(record)
        concerned = _concerned(connection, by_webhook)
        conditions = webhook_health.read_conditions(connection, concerned) if concerned else {}
        news: list[Alert] = []
        for webhook_id, condition in conditions.items():
            webhook = self._directory.find(webhook_id)
            if webhook is not None:
                news += _follow_one(connection, webhook, condition, by_webhook[webhook_id])
        if news:
            self._announce(connection, news)
        if news or any(condition.is_held for condition in conditions.values()):
            self._directory.refresh(connection)  # some may be held now, or let go


def _concerned(connection: Connection, by_webhook: Mapping[int, list[AttemptRecord]]) -> list[int]:
    """Return the webhooks for which something may follow: most succeed and have done so before.

    The database is asked, and nothing remembered: other processes write the health of a webhook too.
    """
    failed = {
        webhook_id
        for webhook_id, records in by_webhook.items()
        if any(record.status is not Status.SUCCEEDED for record in records)
    }
    others = by_webhook.keys() - failed
    return sorted(failed | webhook_health.unsettled(connection, others) if others else failed)


def _follow_one(
    connection: Connection, webhook: Webhook, condition: Condition, records: list[AttemptRecord]
) -> list[Alert]:
    """Hold the webhook or let it go, note its health; returns what there is to report."""
    rule, notify = webhook.profile.pause_rule, webhook.profile.on_exhausted == "notify"
    health, news = condition.health, list[Alert]()
    is_held, is_paused = condition.is_held, condition.paused_at is not None
    is_kept = condition.waits_for_a_person
    for record in records:
        before, health = health, _after(health, record)
        what = consequence(before, health, rule)
        gone = record.gone and webhook.profile.pause_on_gone and not is_paused
        # What was in flight when a person paused it does not end the pause; what a person sends does.
        may_resume = not is_kept or record.trigger is Trigger.MANUAL
        if record.status is Status.SUCCEEDED and is_held and may_resume:
            holds.resume(connection, webhook.id)
            is_held = is_paused = is_kept = False
        elif gone or (what is Consequence.PAUSED and not is_paused):
            _pause(connection, webhook, record, gone=gone)
            is_held, is_paused, is_kept = True, True, gone
        elif what is Consequence.DISABLED:
            webhook_revisions.disable_webhook(connection, webhook.id, record.started_at, record.sentence)
        kind = kind_of(before, health, what, notify_exhausted=notify, gone=gone)
        if kind is not None:
            news.append(_alert(kind, webhook, record, before if kind is AlertKind.RECOVERED else health))
        health = told(health, rule)
    if health != condition.health:
        webhook_health.write_health(connection, webhook.id, health)
    return news


def _pause(connection: Connection, webhook: Webhook, record: AttemptRecord, *, gone: bool) -> None:
    """Whoever is gone is not asked again until a person says so; whoever fails is tried now and then."""
    now = record.started_at
    probe_at = None if gone else now + timedelta(seconds=PAUSED_PROBE_SECONDS)
    reason = f"The receiver says that it is gone. {record.sentence}" if gone else record.sentence
    holds.pause(connection, webhook.id, now, reason=reason, probe_at=probe_at)


def _alert(kind: AlertKind, webhook: Webhook, record: AttemptRecord, health: Health) -> Alert:
    rule, gave_up = webhook.profile.pause_rule, kind is AlertKind.EXHAUSTED
    return Alert(
        kind=kind,
        webhook_id=webhook.id,
        webhook_name=webhook.name,
        host=host_of(webhook.url),
        happened_at=record.started_at,
        reason=health.last_sentence,
        failures=rule.failures(health),
        limit=rule.after or 0,
        action=rule.action,
        unit=rule.unit,
        delivery_id=record.delivery.id,
        event_type=record.event_type,
        given_up=1 if gave_up else health.exhausted_streak,
        given_up_since=None if gave_up else health.failing_since,
        is_first=gave_up and health.exhausted_streak == 1,
        notify_email=webhook.profile.notify_email,
    )


def _after(health: Health, record: AttemptRecord) -> Health:
    return health.after(
        succeeded=record.status is Status.SUCCEEDED,
        at=record.started_at,
        sentence=record.sentence,
        gave_up=record.status is Status.FAILED,
    )


def _end_repeated(connection: Connection, records: list[AttemptRecord]) -> None:
    """A resend that succeeded ends the retries of the delivery it stands for, whichever comes first.

    Its success may be that of a retry; and the delivery it stands for may have been in the air meanwhile.
    """
    may_be_resends = [
        record.delivery.id
        for record in records
        if record.status is Status.SUCCEEDED and record.trigger in (Trigger.MANUAL, Trigger.RETRY)
    ]
    retrying = [record.delivery.id for record in records if record.status is Status.RETRYING]
    cancelled = holds.cancel_originals(connection, may_be_resends) if may_be_resends else []
    if retrying:
        cancelled += holds.cancel_resent(connection, retrying)
    if cancelled:
        counting.add_counts(connection, counting.cancelled(cancelled))


def _count(connection: Connection, records: list[AttemptRecord]) -> None:
    finished = [record for record in records if record.status in (Status.SUCCEEDED, Status.FAILED)]
    counting.add_finished(
        connection,
        (
            (
                record.delivery.created_at,
                record.delivery.webhook_id,
                record.duration_ms if record.status is Status.SUCCEEDED else None,
            )
            for record in finished
        ),
    )
