"""What a filter makes of single events, in the words of the column at the right. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from webhook_dashboard.domain.filters import Explanation, Filter
from webhook_dashboard.storage.event_samples import EventSample
from webhook_dashboard.ui.pages.webhook_editor.filters.samples import Sample
from webhook_dashboard.ui.pages.webhook_editor.filters.views import plain_value

MAX_VALUES: Final = 3
MAX_VALUE: Final = 24


@dataclass(frozen=True, slots=True)
class Verdict:
    """One event of the column: its name, whether it triggers, why, and whether the saved filter differs.

    `own` is the number of a sample of one's own, -1 for all others.
    """

    key: str
    title: str
    triggers: bool
    reason: str
    is_changed: bool
    own: int = -1


@dataclass(frozen=True, slots=True)
class Trial:
    """A filter in hand, and the saved one to compare it with (None where there is none)."""

    tried: Filter
    saved: Filter | None
    event_type: str

    def judge_samples(self, samples: Iterable[Sample]) -> list[Verdict]:
        """Return what becomes of samples; each reason is a whole sentence."""
        verdicts: list[Verdict] = []
        for place, sample in enumerate(samples):
            explanation = self.tried.explain(sample.data, self.event_type)
            verdicts.append(
                Verdict(
                    f"sample-{place}",
                    sample.title,
                    explanation.matches,
                    f"{explanation.sentence}.",
                    self._differs(sample.data, explanation),
                    sample.id,
                )
            )
        return verdicts

    def judge_events(self, events: Iterable[EventSample]) -> list[Verdict]:
        """Return what becomes of real events; before the reason why one triggers stands what was found."""
        verdicts: list[Verdict] = []
        for event in events:
            data: Any = orjson.loads(event.data)
            explanation = self.tried.explain(data, self.event_type)
            found = values_of(explanation) if explanation.matches else ""
            words = f"{found}. {explanation.sentence}." if found else f"{explanation.detail}."
            name = event.entity_id or event.public_id
            is_changed = self._differs(data, explanation)
            verdicts.append(Verdict(event.public_id, name, explanation.matches, words, is_changed))
        return verdicts

    def _differs(self, data: object, explanation: Explanation) -> bool:
        return self.saved is not None and self.saved.matches(data, self.event_type) != explanation.matches


def summary_of(verdicts: Sequence[Verdict]) -> str:
    """Return how many trigger: "3 of 9 trigger"."""
    if not verdicts:
        return ""
    triggering = sum(verdict.triggers for verdict in verdicts)
    return f"{triggering} of {len(verdicts)} {'triggers' if len(verdicts) == 1 else 'trigger'}"


def values_of(explanation: Explanation) -> str:
    """Return the values that the conditions found: "150.00, Online, Express"."""
    found = [
        step.actual
        for step in explanation.trace
        if step.passed and step.path and step.actual is not None and not isinstance(step.actual, dict)
    ]
    return ", ".join(_plain(value) for value in found[:MAX_VALUES])


def _plain(value: object) -> str:
    line = plain_value(value)
    return line if len(line) <= MAX_VALUE else f"{line[: MAX_VALUE - 1]}…"
