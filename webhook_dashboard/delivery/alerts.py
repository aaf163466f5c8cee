"""The outbox of alerts: written in the transaction of the change of state, sent by a timed job."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.chat import Chat
from webhook_dashboard.delivery.clock import Clock
from webhook_dashboard.delivery.mail import Mailer
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.delivery.smtp_server import parse_smtp_url
from webhook_dashboard.domain.alert_messages import Message, compose, compose_test
from webhook_dashboard.domain.alerts import (
    NOTHING_TOLD,
    Alert,
    AlertKind,
    Channel,
    Routes,
    Told,
    check_email_address,
    is_news,
)
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.storage import alerts as outbox
from webhook_dashboard.storage.alerts import DueAlert, NewAlert
from webhook_dashboard.storage.database import Connection, Database
from webhook_dashboard.storage.ids import IdSource

Made = TypeVar("Made")

SETTING_PREFIX: Final = "WEBHOOK_DASHBOARD_"
RETRY_WAITS: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
# How long a message is this process's own, and how long one can take.
_CLAIM: Final = timedelta(minutes=3)
_LONGEST: Final = timedelta(minutes=1)
_AT_A_TIME: Final = 8
_TOGETHER: Final = 4
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AlertOptions:
    """Where messages go, as the settings say it; what is empty is not used.

    `public_url` is where people reach the dashboard. The chat's URL lets anyone post who knows it.
    """

    public_url: str = ""
    emails: tuple[str, ...] = ()
    smtp_from: str = ""
    smtp_url: str = field(default="", repr=False)
    chat_url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one test message: `error` is a sentence, empty when it was taken."""

    channel: Channel
    target: str
    error: str


class Alerts:
    """Notes what is to be told, and tells it: every message once, or twice after a kill at that moment.

    Raises InvalidInput when an option cannot be used; the message names its setting.
    """

    def __init__(self, options: AlertOptions, guard: AddressGuard, sender: Sender, new_id: IdSource) -> None:
        self._new_id = new_id
        self._public_url = options.public_url.rstrip("/")
        self._mailer = _mailer(options)
        self._chat = _chat(options.chat_url, guard, sender)
        self._turns = asyncio.Semaphore(_TOGETHER)
        self.routes = Routes(
            emails=tuple(_checked(address) for address in options.emails),
            sends_email=self._mailer is not None,
            chat_host=self._chat.host if self._chat else "",
        )

    def note(self, connection: Connection, changes: Sequence[Alert]) -> None:
        """Store the messages that these changes are worth, in the transaction that makes the changes.

        Without a change, or without anywhere to send to, the database is not asked.
        """
        if not changes or self.routes.is_empty:
            return
        told = outbox.read_told(connection, {change.webhook_id for change in changes})
        news: list[Alert] = []
        further: dict[int, int] = {}
        for change in changes:
            before = told.get(change.webhook_id, NOTHING_TOLD)
            if is_news(change.kind, change.happened_at, before, is_first=change.is_first):
                news.append(_with_those_before(change, before))
                told[change.webhook_id] = before.then(change.kind, change.happened_at)
            elif change.kind is AlertKind.EXHAUSTED:
                further[change.webhook_id] = further.get(change.webhook_id, 0) + change.given_up
        outbox.insert_alerts(connection, [one for alert in news for one in self._messages(alert)])
        for webhook_id, count in further.items():
            outbox.add_further(connection, webhook_id, count)

    async def send_due(self, database: Database, clock: Clock) -> None:
        """Send what is due; what fails is tried again after 1, 5 and 30 minutes.

        Raises:
            Unavailable: the database does not answer. What was sent meanwhile is sent again later.
        """
        while await database.read(partial(outbox.has_due, now=(now := clock()))):
            until = now + _CLAIM
            due = await database.write(partial(outbox.claim_due, now=now, until=until, limit=_AT_A_TIME))
            if not due:
                return  # another process has just taken them
            by_target: dict[tuple[Channel, str], list[DueAlert]] = {}
            for alert in due:
                by_target.setdefault((alert.channel, alert.target), []).append(alert)
            sends = [self._send_in_turn(database, clock, mine, until) for mine in by_target.values()]
            for problem in await asyncio.gather(*sends, return_exceptions=True):
                if problem is not None:
                    raise problem

    async def send_test(self, at: datetime, to: str = "") -> list[Tried]:
        """Send a message to the chat, and to `to` or the default addresses, now; nothing is stored."""
        message = compose_test(self._public_url)
        tried: list[Tried] = []
        for channel, target in self.routes.targets(to):
            error = await self._deliver(channel, target, message, f"test-{self._new_id()}", at)
            tried.append(Tried(channel, target, error or ""))
        return tried

    def _messages(self, alert: Alert) -> list[NewAlert]:
        return [
            NewAlert(self._new_id(), alert, channel, target)
            for channel, target in self.routes.targets(alert.notify_email)
        ]

    async def _send_in_turn(
        self, database: Database, clock: Clock, mine: Sequence[DueAlert], until: datetime
    ) -> None:
        """Send to one target, oldest first; what could outlast the claim is left for the next time."""
        async with self._turns:
            for due in mine:
                if clock() > until - _LONGEST:
                    return
                await self._send_one(database, clock, due)

    async def _send_one(self, database: Database, clock: Clock, due: DueAlert) -> None:
        alert, key = due.alert, f"alert-{due.id}"
        message = compose(alert, self._public_url)
        error = await self._deliver(due.channel, due.target, message, key, alert.happened_at)
        if error is None:
            now = clock()
            return await database.write(partial(outbox.record_sent, alert_id=due.id, now=now))
        tries = due.attempt_count
        next_at = clock() + RETRY_WAITS[tries] if tries < len(RETRY_WAITS) else None
        _log.warning("alert not sent: kind=%s channel=%s error=%s", alert.kind, due.channel, error)
        await database.write(partial(outbox.record_failed, alert_id=due.id, error=error, next_at=next_at))

    async def _deliver(
        self, channel: Channel, target: str, message: Message, key: str, at: datetime
    ) -> str | None:
        try:
            if channel is Channel.EMAIL and self._mailer is not None:
                return await self._mailer.send(message, target, key, at)
            if channel is Channel.CHAT and self._chat is not None:
                return await self._chat.post(message)
        except Exception:
            _log.exception("a message broke off: channel=%s", channel)
            return "A fault of this program. Its log says more."
        return "This channel is no longer set up."


def _with_those_before(change: Alert, before: Told) -> Alert:
    """Count in what was given up since the message before and not reported."""
    if change.kind is not AlertKind.EXHAUSTED or not before.further:
        return change
    since = before.at[AlertKind.EXHAUSTED]
    return replace(change, given_up=change.given_up + before.further, given_up_since=since)


def _mailer(options: AlertOptions) -> Mailer | None:
    if not options.smtp_url:
        return None
    server = _named("SMTP_URL", lambda: parse_smtp_url(options.smtp_url))
    return _named("SMTP_FROM", lambda: Mailer(server, options.smtp_from or server.user))


def _chat(url: str, guard: AddressGuard, sender: Sender) -> Chat | None:
    if not url:
        return None
    _named("ALERT_CHAT_URL", lambda: guard.check_url(url))
    return _named("ALERT_CHAT_URL", lambda: Chat(url, sender))


def _checked(address: str) -> str:
    return _named("ALERT_EMAIL", lambda: check_email_address(address, name="alert_email"))


def _named(setting: str, make: Callable[[], Made]) -> Made:
    try:
        return make()
    except InvalidInput as problem:
        sentence = problem.message.removeprefix(f"{problem.field}: ")
        raise InvalidInput(problem.field, f"{SETTING_PREFIX}{setting}: {sentence}") from None
