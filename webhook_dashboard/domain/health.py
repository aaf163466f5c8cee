"""When a webhook counts as failing, when its people are warned, and when it is paused."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput

FAILING_AFTER: Final = 3
MAX_PAUSE_AFTER: Final = 1_000


class Warned(IntEnum):
    """How much of its current streak a webhook's people were told. Stored with the streak."""

    NOT = 0
    HALF = 1
    MOST = 2
    ALL = 3


@dataclass(frozen=True, slots=True)
class Health:
    """How the last attempts of a webhook went: how many in a row failed, since when, and with what words.

    `failure_streak` counts attempts, `exhausted_streak` deliveries given up; a success ends both. A
    webhook that is resumed starts again from `Health()`.
    """

    failure_streak: int = 0
    failing_since: datetime | None = None
    last_sentence: str = ""
    exhausted_streak: int = 0
    warned: Warned = Warned.NOT

    @property
    def is_failing(self) -> bool:
        """True after three failed attempts in a row; one success ends it."""
        return self.failure_streak >= FAILING_AFTER

    def after(self, *, succeeded: bool, at: datetime, sentence: str, gave_up: bool = False) -> "Health":
        """Return the health after one more attempt; `gave_up` when no further one of its delivery follows."""
        if succeeded:
            return Health()
        return Health(
            self.failure_streak + 1,
            self.failing_since or at,
            sentence,
            self.exhausted_streak + gave_up,
            self.warned,
        )


class PauseAction(StrEnum):
    """What happens when a webhook has failed too often in a row."""

    NOTIFY = "notify"
    PAUSE = "pause"
    DISABLE = "disable"


class CountUnit(StrEnum):
    """What counts as one failure: a delivery that was given up, or every failed attempt."""

    DELIVERY = "delivery"
    ATTEMPT = "attempt"


@dataclass(frozen=True, slots=True)
class PauseRule:
    """After how many failures in a row something happens, and what; `after` None is never."""

    after: int | None = 10
    action: PauseAction = PauseAction.PAUSE
    unit: CountUnit = CountUnit.DELIVERY

    def failures(self, health: Health) -> int:
        """Return how many failures in a row there are, in the unit of this rule."""
        return health.exhausted_streak if self.unit is CountUnit.DELIVERY else health.failure_streak

    def warns(self, health: Health) -> Warned:
        """Return what people should have been told by now: at half of `after`, at 80 %, and at all of it."""
        if self.after is None:
            return Warned.NOT
        failures = self.failures(health)
        if failures >= self.after:
            return Warned.ALL
        if failures * 5 >= self.after * 4:
            return Warned.MOST
        return Warned.HALF if failures * 2 >= self.after else Warned.NOT


class Consequence(StrEnum):
    """What follows for a webhook when its health changes. Each but NOTHING is worth one message.

    REACHED is the limit of a rule that only notifies.
    """

    NOTHING = "nothing"
    WARNED_HALF = "warned_half"
    WARNED_MOST = "warned_most"
    REACHED = "reached"
    PAUSED = "paused"
    DISABLED = "disabled"
    RECOVERED = "recovered"


_AT_LIMIT: Final = {
    PauseAction.NOTIFY: Consequence.REACHED,
    PauseAction.PAUSE: Consequence.PAUSED,
    PauseAction.DISABLE: Consequence.DISABLED,
}


def consequence(before: Health, after: Health, rule: PauseRule) -> Consequence:
    """Return what follows when `before` became `after`, which `before.after` returned.

    Store `told(after, rule)` with it, so that every change of state has one consequence only. Attempts
    that were in flight when the limit was reached have none.
    """
    if after.failure_streak == 0:
        return Consequence.RECOVERED if before.warned else Consequence.NOTHING
    level = rule.warns(after)
    if level <= before.warned:
        return Consequence.NOTHING
    if level is Warned.ALL:
        return _AT_LIMIT[rule.action]
    return Consequence.WARNED_MOST if level is Warned.MOST else Consequence.WARNED_HALF


def told(health: Health, rule: PauseRule) -> Health:
    """Return the health with a note of what its consequences have told by now."""
    level = max(health.warned, rule.warns(health))
    return health if level is health.warned else replace(health, warned=level)


def under(health: Health, rule: PauseRule) -> Health:
    """Return the health under a rule that has taken another one's place.

    A limit that is reached already has its consequence at the next failure, whatever was told under the
    rule before. That people know of the failures stays noted: they are told when these are over.
    """
    if health.warned is Warned.NOT:
        return health
    return replace(health, warned=min(health.warned, max(rule.warns(health), Warned.HALF), Warned.MOST))


def check_pause_after(value: object, *, field: str = "pause_after") -> int | None:
    """Return the number of failures in a row of a rule; None is never.

    Raises:
        InvalidInput: not a whole number from 1 to 1,000.
    """
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_PAUSE_AFTER:
        raise InvalidInput(field, f"{field}: write a whole number from 1 to {MAX_PAUSE_AFTER:,}, or none.")
    return value
