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

    @property
    def key(self) -> str:
        """The word used in the API and in addresses."""
        return self.name.lower()


OPEN_STATUSES: Final = (Status.PENDING, Status.SENDING, Status.RETRYING)
FINAL_STATUSES: Final = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)
STATUS_BY_KEY: Final = {status.key: status for status in Status}


class Trigger(StrEnum):
    """Why an attempt was made."""

    FIRST = "first"
    RETRY = "retry"
    MANUAL = "manual"
    TEST = "test"


class SkipReason(StrEnum):
    """Why a webhook that subscribed to an event did not get it."""

    INACTIVE = "inactive"
