"""A webhook: where to send which events, and how."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.retry import RetryPolicy
from webhook_dashboard.domain.timeouts import Timeouts

METHODS: Final = ("POST", "PUT", "PATCH")
INBOX_PATH: Final = "/inbox/"
MAX_EVENT_TYPES: Final = 200
MAX_URL_LENGTH: Final = 2_000
MAX_NAME_LENGTH: Final = 100

_EVENT_TYPE: Final = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")
_PATTERN: Final = re.compile(r"\*|[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*(\.\*)?")


@dataclass(frozen=True, slots=True)
class Webhook:
    """What a delivery is sent with. `url` is absolute, or `/inbox/<token>` for the built-in test inbox."""

    id: int
    name: str
    url: str
    method: str
    event_types: tuple[str, ...]
    active: bool
    secret: str = field(repr=False)
    revision: int
    created_at: datetime
    timeouts: Timeouts = field(default_factory=Timeouts)
    retry: RetryPolicy = field(default_factory=RetryPolicy)

    def subscribes(self, event_type: str) -> bool:
        """Return whether one of the names or patterns (`*`, `order.*`) fits the type."""
        return any(matches_pattern(pattern, event_type) for pattern in self.event_types)


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


def check_event_types(patterns: list[str]) -> tuple[str, ...]:
    """Return the subscription without repetitions, in the order given.

    Raises:
        InvalidInput: empty, too many, or one of them is not a type or pattern.
    """
    unique = tuple(dict.fromkeys(pattern.strip() for pattern in patterns if pattern.strip()))
    if not unique:
        raise InvalidInput("event_types", "event_types: choose at least one event type, or all of them (*).")
    if len(unique) > MAX_EVENT_TYPES:
        raise InvalidInput(
            "event_types", f"event_types: at most {MAX_EVENT_TYPES}; use a pattern such as order.* instead."
        )
    for pattern in unique:
        if not _PATTERN.fullmatch(pattern) or len(pattern) > 100:
            raise InvalidInput(
                "event_types",
                f"event_types: {pattern[:60]!r} is neither a type such as order.created nor a pattern "
                "such as order.*.",
            )
    return unique


def check_name(text: str, *, name: str = "name") -> str:
    """Return the name without surrounding space.

    Raises:
        InvalidInput: empty, over 100 characters, or with characters that cannot be shown.
    """
    trimmed = text.strip()
    if not trimmed:
        raise InvalidInput(name, f"{name}: give it a name that says what receives the events.")
    if len(trimmed) > MAX_NAME_LENGTH or not trimmed.isprintable():
        raise InvalidInput(name, f"{name}: use at most {MAX_NAME_LENGTH} printable characters.")
    return trimmed


def check_method(text: str) -> str:
    """Return the HTTP method in capitals.

    Raises:
        InvalidInput: not one of METHODS.
    """
    method = text.strip().upper()
    if method not in METHODS:
        raise InvalidInput("method", f"method: expected {', '.join(METHODS)}; got {text[:20]!r}.")
    return method


def inbox_token(url: str) -> str | None:
    """Return the token when the URL is that of the built-in test inbox (`/inbox/<token>`), else None."""
    token = url.removeprefix(INBOX_PATH)
    return token if token != url and token.isalnum() else None


def host_of(url: str) -> str:
    """Return the host of a URL for people, without port and path; `test inbox` for the built-in one."""
    if inbox_token(url) is not None:
        return "test inbox"
    authority = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority.partition("]")[0] + "]"
    return authority.partition(":")[0]
