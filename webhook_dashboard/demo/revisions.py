"""What the webhooks of the demonstration were before: their saves undone one by one, the newest first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from webhook_dashboard.demo.company import COLLEAGUE_EMAIL, OWNER_EMAIL
from webhook_dashboard.storage.webhooks import WebhookSummary

Undo = Callable[[WebhookSummary], WebhookSummary]


def _before(**fields: Any) -> Undo:
    """The save changed these; before it they had the values given here."""
    return lambda summary: replace(summary, **fields)


def _profile_before(**fields: Any) -> Undo:
    return lambda summary: replace(summary, profile=summary.profile.changed(fields))


_OWN: Final[Mapping[str, tuple[Undo, ...]]] = {
    "orders": (
        _before(filters={"order.created": {"order.total": {"$gt": 20}, "order.source": "Online"}}),
        _before(filters={}),
        _before(event_types=("order.created",)),
    ),
    "slack": (
        lambda summary: replace(summary, templates={"*": summary.templates["*"]}),
        _before(templates={}, description=""),
    ),
    "crm": (_before(url="https://crm.company.com/hooks/v1"),),
    "accounting": (lambda summary: replace(summary, event_types=summary.event_types[:-1]),),
}
_USUAL: Final[tuple[Undo, ...]] = (
    _profile_before(response_timeout=15),
    _profile_before(retry_waits=[60, 300, 1_800]),
    _profile_before(concurrency=4),
    _profile_before(success_codes="200,201"),
    lambda summary: replace(summary, event_types=summary.event_types[:1]),
    _profile_before(rate_limit=50),
    _profile_before(pause_after=5),
    _profile_before(retry_on="any_non_success"),
    _profile_before(breaker_failures=3),
    _profile_before(connect_timeout=5),
    lambda summary: replace(summary, name=f"{summary.name} (trial)"),
)


@dataclass(frozen=True, slots=True)
class Save:
    """What a webhook was after a save, by whom and when."""

    summary: WebhookSummary
    actor: str
    at: datetime


def saves_of(key: str, summary: WebhookSummary) -> Iterator[Save]:
    """Return every save of a webhook, the newest first, spread evenly from its making to its last."""
    undo = iter((*_OWN.get(key, ()), *_USUAL))
    made_at, length = summary.created_at, summary.updated_at - summary.created_at
    for revision in range(summary.revision, 0, -1):
        share = (revision - 1) / max(summary.revision - 1, 1)
        actor = COLLEAGUE_EMAIL if revision % 3 == 2 else OWNER_EMAIL
        yield Save(replace(summary, revision=revision), actor, made_at + length * share)
        summary = next(undo)(summary)
