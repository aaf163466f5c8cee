"""Alerts: changes of state of a webhook that people are told of, whom, and when once is enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from webhook_dashboard.domain.ids import DELIVERY, encode_id, parse_id

QUIET: Final = timedelta(hours=1)
"""How long a webhook that comes and goes is not reported again for the same small thing."""


class AlertKind(StrEnum):
    """What has happened to a webhook."""

    WARNED_HALF = "warned_half"
    WARNED_MOST = "warned_most"
    FAILING = "failing"
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
    says) failed in a row; at `limit` follows `action`: "pause", "disable" or "notify"; 0 means never.
    `delivery_id` and `event_type` are an example. `given_up` counts the deliveries given up since
    `given_up_since`, or with this alert. `notify_email` is told instead of the default addresses.
    """

    kind: AlertKind
    webhook_id: int
    webhook_name: str
    host: str
    happened_at: datetime
    reason: str = ""
    failures: int = 0
    limit: int = 0
    action: str = "pause"
    unit: str = "delivery"
    delivery_id: int | None = None
    event_type: str = ""
    given_up: int = 0
    given_up_since: datetime | None = None
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
            "action": self.action,
            "unit": self.unit,
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
        action=document["action"],
        unit=document["unit"],
        delivery_id=parse_id(DELIVERY, delivery) if delivery else None,
        event_type=document["event_type"],
        given_up=document["given_up"],
        given_up_since=datetime.fromisoformat(since) if since else None,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What was last reported of a webhook: the time of the latest alert of each kind, the latest of all.

    `given_up` counts the deliveries given up since the latest alert of kind exhausted, itself included.
    """

    at: Mapping[AlertKind, datetime]
    latest: AlertKind | None = None
    given_up: int = 0

    @property
    def is_over(self) -> bool:
        """True when the last thing reported was that all is well, or nothing was reported."""
        return self.latest in (None, AlertKind.RECOVERED)


NOTHING_TOLD: Final = Told({})


def is_news(kind: AlertKind, now: datetime, told: Told) -> bool:
    """Return whether people should be told of this, after what they were told before.

    Recovered: only after something bad. Given up: the first one since the last success, and not within
    the hour of the one before; warnings not within the hour either. All else always.
    """
    if kind is AlertKind.RECOVERED:
        return not told.is_over
    if kind is AlertKind.EXHAUSTED and not told.is_over:
        return False
    before = told.at.get(kind)
    return kind not in _QUIETENED or before is None or now - before >= QUIET


@dataclass(frozen=True, slots=True)
class Routes:
    """Where messages go: default addresses, whether e-mail can be sent at all, the host of the chat."""

    emails: tuple[str, ...] = ()
    sends_email: bool = False
    chat_host: str = ""

    def targets(self, notify_email: str = "") -> list[tuple[Channel, str]]:
        """Return who is told: the webhook's own addresses, else the default ones, and the chat."""
        own = split_addresses(notify_email)
        emails = (own or self.emails) if self.sends_email else ()
        targets = [(Channel.EMAIL, address) for address in dict.fromkeys(emails)]
        return [*targets, (Channel.CHAT, self.chat_host)] if self.chat_host else targets


def split_addresses(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses of a list with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
