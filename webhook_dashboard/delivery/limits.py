"""How much one engine takes on."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """An engine holds `in_memory` deliveries, of which `in_flight` are being sent.

    `per_webhook` is the most that may be sent to one webhook at a time, whatever its own `concurrency` says.
    Nothing more is sent while `unstored` answers wait to be stored: a crash would have all these sent again.
    """

    per_webhook: int = 100
    in_flight: int = 200
    in_memory: int = 10_000
    unstored: int = 1_000
    claim: int = 500
    lease_seconds: float = 60.0
    grace_seconds: float = 3.5  # with what the server takes to close, a stop stays under nine seconds

    def lease_until(self, now: datetime) -> datetime:
        """Return the end of a lease taken now."""
        return now + timedelta(seconds=self.lease_seconds)
