"""Who gets an event, and why the others do not: a value, not a line in a log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from webhook_dashboard.domain.deliveries import SkipReason
from webhook_dashboard.domain.webhooks import Webhook, matches_pattern

_SHOWN_TYPES: Final = 5


@dataclass(frozen=True, slots=True)
class Skip:
    """A webhook that does not get an event; `detail` says in a sentence what stopped it."""

    webhook_id: int
    reason: SkipReason
    detail: str = ""


def match(
    webhooks: Iterable[Webhook], event_type: str, data: bytes
) -> tuple[tuple[Webhook, ...], tuple[Skip, ...]]:
    """Divide active webhooks that subscribe to a type into those whose filter an event passes, and the rest.

    `data` is the event's JSON; it is parsed only when there is a filter to ask. Never raises.
    """
    taken: list[Webhook] = []
    skipped: list[Skip] = []
    parsed: object = None
    is_parsed = False
    for webhook in webhooks:
        condition = webhook.filter_for(event_type)
        if condition is None:
            taken.append(webhook)
            continue
        if not is_parsed:
            parsed, is_parsed = orjson.loads(data), True
        if condition.matches(parsed, event_type):
            taken.append(webhook)
        else:
            sentence = condition.explain(parsed, event_type).sentence
            skipped.append(Skip(webhook.id, SkipReason.FILTERED, sentence))
    return tuple(taken), tuple(skipped)


def derive_skip(webhook_id: int, snapshot: Mapping[str, Any], event_type: str) -> Skip | None:
    """Say why a webhook got nothing, by the revision that was in force when the event came.

    None when it was active and subscribed: then there is a delivery, or a skip was stored.
    """
    if not any(matches_pattern(pattern, event_type) for pattern in snapshot["event_types"]):
        return Skip(webhook_id, SkipReason.NOT_SUBSCRIBED, _say_subscription(snapshot["event_types"]))
    if not snapshot["active"]:
        return Skip(webhook_id, SkipReason.INACTIVE, "It was switched off.")
    return None


def _say_subscription(event_types: Sequence[str]) -> str:
    shown = ", ".join(event_types[:_SHOWN_TYPES])
    more = len(event_types) - _SHOWN_TYPES
    return f"It subscribes to {shown} and {more} more." if more > 0 else f"It subscribes to {shown}."
