"""Alerts: changes of state of a webhook that people are told of, whom, and when once is enough."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.health import Consequence, CountUnit, Health, PauseAction
from webhook_dashboard.domain.ids import DELIVERY, encode_id, parse_id

QUIET: Final = timedelta(hours=1)
"""How long a webhook that comes and goes is not reported again for the same small thing."""


# What every mail server takes; quoted and international addresses are left out.
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL: Final = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")
_EMAIL_MAX_CHARACTERS: Final = 254


class AlertKind(StrEnum):
    """What has happened to a webhook: what followed for its health, and what its people asked to know."""

    WARNED_HALF = "warned_half"
    WARNED_MOST = "warned_most"
    REACHED = "reached"
    PAUSED = "paused"
    DISABLED = "disabled"
    GONE = "gone"
    EXHAUSTED = "exhausted"
    RECOVERED = "recovered"


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    CHAT = "chat"


# These can come and go with every delivery of a receiver that sometimes fails.
_QUIETENED: Final = frozenset({AlertKind.WARNED_HALF, AlertKind.WARNED_MOST, AlertKind.EXHAUSTED})


@dataclass(frozen=True, slots=True)
class Alert:
    """A change of state of a webhook. Holds no secret and nothing of a payload.

    `reason` is the sentence of the last failure. `failures` is how many deliveries (or attempts, as `unit`
    says) failed in a row; at `limit` follows `action`. `delivery_id` and `event_type` are an example.
    `given_up` counts the deliveries given up since `given_up_since`; `is_first` of a streak, which begins
    after a success or when a person resumes the webhook. `notify_email` is told instead of the
    default addresses.
    """

    kind: AlertKind
    webhook_id: int
    webhook_name: str
    host: str
    happened_at: datetime
    reason: str = ""
    failures: int = 0
    limit: int | None = None
    action: PauseAction = PauseAction.PAUSE
    unit: CountUnit = CountUnit.DELIVERY
    delivery_id: int | None = None
    event_type: str = ""
    given_up: int = 0
    given_up_since: datetime | None = None
    is_first: bool = False
    notify_email: str = ""

    def document(self) -> dict[str, Any]:
        """Return what is stored until the message is sent, as JSON; whom to tell is stored beside it."""
        since = self.given_up_since
        return {
            "webhook_name": self.webhook_name,
            "host": self.host,
            "reason": self.reason,
            "failures": self.failures,
            "limit": self.limit,
            "action": self.action.value,
            "unit": self.unit.value,
            "delivery": "" if self.delivery_id is None else encode_id(DELIVERY, self.delivery_id),
            "event_type": self.event_type,
            "given_up": self.given_up,
            "given_up_since": "" if since is None else since.isoformat(),
        }


def alert_of(kind: str, webhook_id: int, happened_at: datetime, document: Mapping[str, Any]) -> Alert:
    """Return the alert that was stored as `document`."""
    delivery, since = document["delivery"], document["given_up_since"]
    return Alert(
        kind=AlertKind(kind),
        webhook_id=webhook_id,
        webhook_name=document["webhook_name"],
        host=document["host"],
        happened_at=happened_at,
        reason=document["reason"],
        failures=document["failures"],
        limit=document["limit"],
        action=PauseAction(document["action"]),
        unit=CountUnit(document["unit"]),
        delivery_id=parse_id(DELIVERY, delivery) if delivery else None,
        event_type=document["event_type"],
        given_up=document["given_up"],
        given_up_since=datetime.fromisoformat(since) if since else None,
    )


def kind_of(
    before: Health, after: Health, followed: Consequence, *, notify_exhausted: bool, gone: bool = False
) -> AlertKind | None:
    """Return what one attempt gives to report, after which a webhook's health is `after`; mostly nothing.

    `gone` when it was paused because the receiver answered 410. `is_news` says whether it is worth a
    message, too.
    """
    if after.failure_streak == 0:
        return AlertKind.RECOVERED if before.warned or before.exhausted_streak else None
    if gone:
        return AlertKind.GONE
    if followed is not Consequence.NOTHING:
        return AlertKind(followed.value)
    gave_up = after.exhausted_streak > before.exhausted_streak
    return AlertKind.EXHAUSTED if gave_up and notify_exhausted else None


@dataclass(frozen=True, slots=True)
class Told:
    """What was last reported of a webhook: the time of the latest alert of each kind, the latest of all.

    `further` counts the deliveries given up after the latest alert of kind exhausted, and not reported.
    """

    at: Mapping[AlertKind, datetime]
    latest: AlertKind | None = None
    further: int = 0

    def then(self, kind: AlertKind, at: datetime) -> "Told":
        """Return this after one more alert."""
        return Told({**self.at, kind: at}, kind, 0 if kind is AlertKind.EXHAUSTED else self.further)

    @property
    def is_over(self) -> bool:
        """True when the last thing reported was that all is well, or nothing was reported."""
        return self.latest in (None, AlertKind.RECOVERED)


NOTHING_TOLD: Final = Told({})


def is_news(kind: AlertKind, now: datetime, told: Told, *, is_first: bool = False) -> bool:
    """Return whether people should be told of this, after what they were told before.

    Recovered: only after something bad. Given up: the first of its streak, and not within the hour of the
    one before; warnings not within the hour either. All else always.
    """
    if kind is AlertKind.RECOVERED:
        return not told.is_over
    if kind is AlertKind.EXHAUSTED and not told.is_over and not is_first:
        return False
    before = told.at.get(kind)
    return kind not in _QUIETENED or before is None or now - before >= QUIET


@dataclass(frozen=True, slots=True)
class Routes:
    """Where messages go: default addresses, whether e-mail can be sent at all, the host of the chat."""

    emails: tuple[str, ...] = ()
    sends_email: bool = False
    chat_host: str = ""

    @property
    def is_empty(self) -> bool:
        """True when there is nowhere to send to."""
        return not self.sends_email and not self.chat_host

    def targets(self, notify_email: str = "") -> list[tuple[Channel, str]]:
        """Return who is told: the webhook's own addresses, else the default ones, and the chat."""
        own = split_addresses(notify_email)
        emails = (own or self.emails) if self.sends_email else ()
        targets = [(Channel.EMAIL, address) for address in dict.fromkeys(emails)]
        return [*targets, (Channel.CHAT, self.chat_host)] if self.chat_host else targets


def split_addresses(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses of a list with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def check_email_address(text: str, *, name: str) -> str:
    """Return an e-mail address that every mail server takes.

    Raises:
        InvalidInput: field `name`; it is not of the form ada@company.com.
    """
    if len(text) > _EMAIL_MAX_CHARACTERS or not _EMAIL.fullmatch(text):
        raise InvalidInput(name, f"{name}: {text[:60]!r} is not an address such as ada@company.com.")
    return text
