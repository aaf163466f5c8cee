"""When a webhook counts as failing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

FAILING_AFTER: Final = 3


@dataclass(frozen=True, slots=True)
class Health:
    """How the last attempts of a webhook went: how many in a row failed, since when, and with what words."""

    failure_streak: int = 0
    failing_since: datetime | None = None
    last_sentence: str = ""

    @property
    def is_failing(self) -> bool:
        """True after three failed attempts in a row; one success ends it."""
        return self.failure_streak >= FAILING_AFTER

    def after(self, *, succeeded: bool, at: datetime, sentence: str) -> "Health":
        """Return the health after one more attempt."""
        if succeeded:
            return Health()
        return Health(self.failure_streak + 1, self.failing_since or at, sentence)
