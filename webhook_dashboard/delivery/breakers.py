"""The circuit breakers of one engine: who is down, and how much those that falter are sent at a time."""

from collections.abc import Callable

from webhook_dashboard.delivery.directory import Directory
from webhook_dashboard.delivery.lanes import LaneRules
from webhook_dashboard.domain.breaker import Breaker
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.storage.deliveries import AttemptRecord

_DEFAULT_RULES = LaneRules()
_PROBE_SECONDS = 20.0


class Breakers:
    """Follows every webhook through its attempts. Only the engine's loop writes here."""

    def __init__(self, directory: Directory, monotonic: Callable[[], float]) -> None:
        self._directory = directory
        self._monotonic = monotonic
        self._faltering: dict[int, Breaker] = {}

    def rules_of(self, webhook_id: int) -> LaneRules:
        """Return how a webhook may be sent to right now."""
        plan = self._directory.plan(webhook_id)
        if plan is None:
            return _DEFAULT_RULES
        breaker = self._faltering.get(webhook_id)
        if breaker is None:
            return plan.lane
        return LaneRules(min(breaker.allowed, plan.lane.concurrency), plan.lane.rate_limit)
