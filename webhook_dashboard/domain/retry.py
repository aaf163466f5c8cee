"""When a failed delivery is tried again, and when it is given up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Protocol

from webhook_dashboard.domain.outcomes import Outcome

RETRY_AFTER_CAP_SECONDS: Final = 3600.0
RETRY_AFTER_CODES: Final = frozenset({413, 429, 503})
"""The answers with which a Retry-After says when to come again (RFC 9110 section 10.2.3, RFC 6585)."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """One wait in seconds per retry; `jitter` spreads each wait by up to that share either way.

    With `enabled` off there are no retries, and the waits are kept for when it is on again. A receiver
    may ask for a longer wait by Retry-After, up to `retry_after_cap_seconds`.
    """

    waits_seconds: tuple[float, ...] = (60.0, 300.0, 1800.0, 7200.0, 43200.0)
    jitter: float = 0.1
    enabled: bool = True
    retry_after_cap_seconds: float = RETRY_AFTER_CAP_SECONDS

    @property
    def max_attempts(self) -> int:
        """The first attempt and all retries."""
        return len(self.waits_seconds) + 1 if self.enabled else 1

    def gives_up_at(self, attempts_made: int, next_at: datetime) -> datetime | None:
        """Return when the last attempt is made if the one at `next_at` and all after it fail, jitter aside.

        None when the policy holds no attempt at `next_at`: a person asked for it.
        """
        if not 0 < attempts_made < self.max_attempts:
            return None
        return next_at + timedelta(seconds=sum(self.waits_seconds[attempts_made:]))


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Try again at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not try again by itself."""


RetryDecision = RetryAt | GiveUp


def decide(
    policy: RetryPolicy, outcome: Outcome, attempt_number: int, now: datetime, chance: float
) -> RetryDecision:
    """Decide what follows a failed attempt.

    `attempt_number` counts from 1; `chance` in [0, 1) places the wait within the jitter. A Retry-After
    of the receiver lengthens the wait, up to the cap of the policy, and never shortens it.
    """
    if not outcome.retryable or attempt_number >= policy.max_attempts:
        return GiveUp()
    wait = policy.waits_seconds[attempt_number - 1] * (1 + policy.jitter * (2 * chance - 1))
    if outcome.retry_after_seconds is not None:
        wait = max(wait, min(outcome.retry_after_seconds, policy.retry_after_cap_seconds))
    return RetryAt(now + timedelta(seconds=wait))


class Answer(Protocol):
    """What came back from an attempt, fresh or stored."""

    @property
    def response_code(self) -> int | None: ...
    @property
    def response_headers(self) -> tuple[tuple[str, str], ...]: ...


def retry_after_of(result: Answer, now: datetime) -> float | None:
    """Return the seconds that an answer asks to wait; None when it does not, or not in a way that counts."""
    if result.response_code not in RETRY_AFTER_CODES:
        return None
    for name, value in result.response_headers:
        if name.lower() == "retry-after":
            return parse_retry_after(value, now)
    return None


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for; None when it is neither number nor date."""
    text = value.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text[:18])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - now).total_seconds(), 0.0)
