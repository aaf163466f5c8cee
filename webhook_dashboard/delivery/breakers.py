"""The circuit breakers of one engine: who is down, and how much those that falter are sent at a time."""

from collections.abc import Callable
from typing import Final

from webhook_dashboard.delivery.directory import Directory, Plan
from webhook_dashboard.delivery.lanes import LaneRules
from webhook_dashboard.domain.breaker import Breaker, BreakerRules, BreakerState, Effect
from webhook_dashboard.storage.attempts import AttemptRecord

_NO_RULES: Final = LaneRules()


class Breakers:
    """Follows every webhook through its attempts until its breaker opens.

    `most` is how many requests one webhook may have in flight at all. When a breaker opens, nothing more
    starts here, and the database says that its webhook is held, for every process; tell `settled` when it
    does. Only the engine's loop writes here.
    """

    def __init__(self, directory: Directory, most: int, monotonic: Callable[[], float]) -> None:
        self._directory = directory
        self._most = most
        self._monotonic = monotonic
        self._faltering: dict[int, Breaker] = {}

    def rules_of(self, webhook_id: int) -> LaneRules:
        """Return how a webhook may be sent to right now."""
        plan = self._directory.plan(webhook_id)
        if plan is None:
            return _NO_RULES
        breaker = self._faltering.get(webhook_id)
        if breaker is None and plan.lane.concurrency <= self._most:
            return plan.lane
        allowed = min(plan.lane.concurrency, self._most)
        if breaker is not None:
            allowed = min(allowed, breaker.allowed) if breaker.state is BreakerState.CLOSED else 0
        return LaneRules(allowed, plan.lane.rate_limit)

    def probe_seconds(self, webhook_id: int) -> float:
        """Return the time between two probes of a webhook whose breaker is open."""
        plan = self._directory.plan(webhook_id)
        return BreakerRules().probe_seconds if plan is None else plan.webhook.profile.probe_interval

    def note(self, record: AttemptRecord) -> bool:
        """Take up what an attempt says of its receiver; True when the breaker opens with it."""
        webhook_id = record.delivery.webhook_id
        known = self._faltering.get(webhook_id)
        if known is None and record.effect is not Effect.BROKEN:
            return False
        plan = self._directory.plan(webhook_id)
        if plan is None or plan.webhook.held:
            self._faltering.pop(webhook_id, None)
            return False
        rules = _rules(plan)
        before = (known or Breaker.closed(rules)).under(rules)
        after = before.after(record.effect, self._monotonic())
        if after == Breaker.closed(rules):
            self._faltering.pop(webhook_id, None)
        else:
            self._faltering[webhook_id] = after
        return before.state is BreakerState.CLOSED and after.state is not BreakerState.CLOSED

    def settled(self, webhook_id: int) -> None:
        """Leave an open breaker to the database, which says that it is open or could not be told.

        If it could not, the next failure opens it again.
        """
        known = self._faltering.get(webhook_id)
        if known is not None and known.state is not BreakerState.CLOSED:
            self._faltering[webhook_id] = Breaker(known.rules, 1, known.failures)


def _rules(plan: Plan) -> BreakerRules:
    profile = plan.webhook.profile
    return BreakerRules(
        profile.breaker_failures if profile.breaker else None, profile.probe_interval, profile.concurrency
    )
