"""A circuit breaker per webhook: a receiver that is down sees a probe now and then, and no queue.

Time is passed in, in seconds of a clock that never goes back.
"""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Final

from webhook_dashboard.domain.outcomes import NETWORK_KINDS, Outcome, SendResult

_TOO_MANY: Final = 429


class Effect(Enum):
    """What an attempt says about the state of its receiver."""

    ANSWERED = "answered"
    BROKEN = "broken"
    NEITHER = "neither"


class BreakerState(StrEnum):
    """CLOSED lets attempts through; OPEN holds them; HALF_OPEN has one on its way to see."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """When a breaker opens, how often it probes, and how many attempts of a webhook may be in flight.

    With `open_after` None it never opens, and only the concurrency follows the receiver.
    """

    open_after: int | None = 5
    probe_seconds: float = 20.0
    concurrency: int = 16


def effect_of(result: SendResult, outcome: Outcome) -> Effect:
    """Return what an attempt says about its receiver.

    Network errors, timeouts, 429 and 5xx break; any other answer shows that the receiver works, a 404
    too. What was never sent says nothing.
    """
    if outcome.succeeded:
        return Effect.ANSWERED
    if result.error_kind is not None:
        return Effect.BROKEN if result.error_kind in NETWORK_KINDS else Effect.NEITHER
    code = result.response_code
    return Effect.BROKEN if code is None or code == _TOO_MANY or code >= 500 else Effect.ANSWERED


@dataclass(frozen=True, slots=True)
class Breaker:
    """The breaker of one webhook, as a value: every method returns the next one.

    `allowed` is how many attempts may be in flight. A broken attempt halves it, an answer adds one, so
    that a receiver that begins to fail is asked less at once. `failures` counts broken attempts in a row.
    `opened_at` and `probe_at`, when the next probe is due, are None while it is closed.
    """

    rules: BreakerRules
    allowed: int
    failures: int = 0
    opened_at: float | None = None
    probe_at: float | None = None
    probing: bool = False

    @classmethod
    def closed(cls, rules: BreakerRules) -> "Breaker":
        """A breaker that knows nothing bad yet."""
        return cls(rules, rules.concurrency)

    @property
    def state(self) -> BreakerState:
        """Closed, open, or half open."""
        if self.probe_at is None:
            return BreakerState.CLOSED
        return BreakerState.HALF_OPEN if self.probing else BreakerState.OPEN

    def may_start(self, in_flight: int, now: float) -> bool:
        """True when one more attempt may start beside `in_flight` others; tell `started` when it does."""
        if self.probe_at is None:
            return in_flight < self.allowed
        return now >= self.probe_at and in_flight < self.rules.concurrency

    def started(self, now: float) -> "Breaker":
        """Return the breaker after an attempt started.

        While it is open this is the probe. The next one is due a probe interval later even if this one
        is never heard of again.
        """
        if self.probe_at is None:
            return self
        return replace(self, probe_at=now + self.rules.probe_seconds, probing=True)

    def after(self, effect: Effect, now: float) -> "Breaker":
        """Return the breaker after an attempt ended: broken ones may open it, an answer closes it."""
        if effect is Effect.ANSWERED:
            return self._answered()
        if effect is Effect.NEITHER:
            return replace(self, probing=False) if self.probing else self
        failures = self.failures + 1
        if self.probe_at is not None:
            return replace(self, failures=failures, probing=False)
        allowed = max(self.allowed // 2, 1)
        if self.rules.open_after is None or failures < self.rules.open_after:
            return replace(self, allowed=allowed, failures=failures)
        return Breaker(self.rules, 1, failures, now, now + self.rules.probe_seconds)

    def under(self, rules: BreakerRules) -> "Breaker":
        """Return the breaker with new rules; what it knows of the receiver is kept."""
        if rules == self.rules:
            return self
        untroubled = self.failures == 0 and self.allowed == self.rules.concurrency
        allowed = rules.concurrency if untroubled else min(self.allowed, rules.concurrency)
        if rules.open_after is None:
            return Breaker(rules, allowed, self.failures)
        return replace(self, rules=rules, allowed=allowed)

    def _answered(self) -> "Breaker":
        if self.failures == 0 and self.allowed == self.rules.concurrency:
            return self
        return Breaker(self.rules, min(self.allowed + 1, self.rules.concurrency))
