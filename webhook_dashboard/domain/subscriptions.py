"""Which event types a webhook wants: names, and patterns such as `order.*`."""

import re
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput

MAX_EVENT_TYPES: Final = 200

_EVENT_TYPE: Final = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")
_PATTERN: Final = re.compile(r"\*|[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*(\.\*)?")


def matches_pattern(pattern: str, event_type: str) -> bool:
    """Return whether a subscription such as `order.created`, `order.*` or `*` covers an event type."""
    if pattern.endswith("*"):
        return event_type.startswith(pattern[:-1])
    return pattern == event_type


def check_event_type(text: str, *, name: str = "type") -> str:
    """Return an event type that may be published.

    Raises:
        InvalidInput: no groups of letters, digits and _ joined by dots (Standard Webhooks), or over 100 long.
    """
    if not _EVENT_TYPE.fullmatch(text) or len(text) > 100:
        raise InvalidInput(
            name,
            f"{name}: expected letters, digits and _ in groups joined by dots, such as order.created; "
            f"got {text[:60]!r}.",
        )
    return text


def check_event_types(patterns: list[str], *, field: str = "event_types") -> tuple[str, ...]:
    """Return the subscription without repetitions, in the order given.

    Raises:
        InvalidInput: empty, too many, or one of them is not a type or pattern.
    """
    unique = tuple(dict.fromkeys(pattern.strip() for pattern in patterns if pattern.strip()))
    if not unique:
        raise InvalidInput(field, f"{field}: choose at least one event type, or all of them (*).")
    if len(unique) > MAX_EVENT_TYPES:
        raise InvalidInput(
            field, f"{field}: at most {MAX_EVENT_TYPES}; use a pattern such as order.* instead."
        )
    for pattern in unique:
        if not _PATTERN.fullmatch(pattern) or len(pattern) > 100:
            raise InvalidInput(
                field,
                f"{field}: {pattern[:60]!r} is neither a type such as order.created nor a pattern "
                "such as order.*.",
            )
    return unique
