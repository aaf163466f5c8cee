"""A webhook: where to send which events, and how."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final, TypeVar

from webhook_dashboard.domain.authentication import Authentication
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import Filter
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.profiles.checks import METHODS
from webhook_dashboard.domain.subscriptions import (
    MAX_EVENT_TYPES,
    check_event_type,
    check_event_types,
    matches_pattern,
)
from webhook_dashboard.domain.templates import Template

__all__ = [
    "INBOX_PATH",
    "MAX_EVENT_TYPES",
    "MAX_NAME_LENGTH",
    "MAX_URL_LENGTH",
    "METHODS",
    "PreviousSecret",
    "Webhook",
    "check_event_type",
    "check_event_types",
    "check_name",
    "host_of",
    "inbox_token",
    "matches_pattern",
]

Kept = TypeVar("Kept")

INBOX_PATH: Final = "/inbox/"
MAX_URL_LENGTH: Final = 2_000
MAX_NAME_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class PreviousSecret:
    """A secret that was replaced and signs along until `valid_until`."""

    secret: str = field(repr=False)
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Webhook:
    """What a delivery is sent with. `url` is absolute, or `/inbox/<token>` for the built-in test inbox.

    `secret` is "" when nothing is signed. `filters` and `templates` are by event type or pattern; the
    exact type wins, then the longest pattern. `held` says that deliveries wait: it is paused, or its
    circuit breaker is open.
    """

    id: int
    name: str
    url: str
    event_types: tuple[str, ...]
    active: bool
    secret: str = field(repr=False)
    revision: int
    created_at: datetime
    previous_secrets: tuple[PreviousSecret, ...] = ()
    profile: DeliveryProfile = field(default_factory=DeliveryProfile)
    authentication: Authentication = field(default_factory=Authentication)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    filters: Mapping[str, Filter] = field(default_factory=dict[str, Filter])
    templates: Mapping[str, Template] = field(default_factory=dict[str, Template])
    held: bool = False
    paused: bool = False

    @property
    def public_id(self) -> str:
        """The id in the API: `wh_…`."""
        return _public_id(self.id)

    @property
    def method(self) -> str:
        """The HTTP method of its requests."""
        return self.profile.method

    def subscribes(self, event_type: str) -> bool:
        """Return whether one of the names or patterns (`*`, `order.*`) fits the type."""
        return any(matches_pattern(pattern, event_type) for pattern in self.event_types)

    def filter_for(self, event_type: str) -> Filter | None:
        """Return the filter that events of this type must pass, or None."""
        return _best(self.filters, event_type)

    def template_for(self, event_type: str) -> Template | None:
        """Return the template that payloads of this type are made with, or None."""
        return _best(self.templates, event_type)


@lru_cache(maxsize=10_000)
def _public_id(webhook_id: int) -> str:
    """Every delivery names its webhook in the answer to its publisher."""
    return encode_id(WEBHOOK, webhook_id)


def _best(by_pattern: Mapping[str, Kept], event_type: str) -> Kept | None:
    found = by_pattern.get(event_type)
    if found is not None or not by_pattern:
        return found
    fitting = [pattern for pattern in by_pattern if matches_pattern(pattern, event_type)]
    return by_pattern[max(fitting, key=len)] if fitting else None


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
