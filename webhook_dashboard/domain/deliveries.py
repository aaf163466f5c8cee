"""The life of a delivery, and why a webhook did not get one."""

from enum import IntEnum, StrEnum
from typing import Final


class Status(IntEnum):
    """Where a delivery stands. Stored as the number, named in the API by the lower-case word."""

    PENDING = 0
    """Stored, not sent yet."""
    SENDING = 1
    """An engine holds it under a lease."""
    RETRYING = 2
    """Failed, and will be tried again at `next_at`."""
    SUCCEEDED = 3
    FAILED = 4
    """Given up."""
    CANCELLED = 5
    """Stopped by a person, or its webhook was deleted."""
    HELD = 6
    """Waits until its webhook is sent to again: it is paused or inactive, or its breaker is open."""

    @property
    def key(self) -> str:
        """The word used in the API and in addresses."""
        return self.name.lower()


OPEN_STATUSES: Final = (Status.PENDING, Status.SENDING, Status.RETRYING, Status.HELD)
STATUS_BY_KEY: Final = {status.key: status for status in Status}


def say_why_held(*, active: bool, paused: bool, pause_reason: str, broken: bool) -> str:
    """Say why the deliveries of a webhook wait; `broken`: its circuit breaker is open."""
    if not active:
        return "Its webhook is switched off. It is sent once that is on again."
    if paused:
        return f"Its webhook is paused. {pause_reason}".strip()
    if broken:
        return "Its receiver does not answer. That is tried now and then; once it answers, this is sent."
    return "It is sent as soon as its turn comes."


def say_why_in_turn(rate_limit: float | None) -> str:
    """Say what may keep a delivery from being sent at once though nothing holds it; "" when nothing does."""
    if rate_limit is None:
        return ""
    return f"At most {rate_limit:g} a second go to its webhook: it is sent in its turn."


class Trigger(StrEnum):
    """Why an attempt was made."""

    FIRST = "first"
    RETRY = "retry"
    MANUAL = "manual"
    TEST = "test"
    PAST = "past"
    """The first attempt of an event that was published before its webhook was there."""


class SkipReason(StrEnum):
    """Why a webhook did not get an event. Only what stops one that subscribed is stored, a row each."""

    INACTIVE = "inactive"
    APP_INACTIVE = "app_inactive"
    NOT_SUBSCRIBED = "not_subscribed"
    FILTERED = "filtered"
