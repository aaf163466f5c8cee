"""What people and programs ask of a webhook: a new one, or a change of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class WebhookDraft:
    """What a person or program asks for.

    `secret` None has one made, "" sends unsigned requests. `method`, `active` and every field of the
    profile that `fields` leaves out are as in the preset.
    """

    name: str
    url: str
    event_types: list[str]
    method: str | None = None
    active: bool | None = None
    secret: str | None = field(default=None, repr=False)
    description: str = ""
    preset: str = "standard"
    authentication: Mapping[str, Any] | None = field(default=None, repr=False)
    headers: object = field(default=None, repr=False)
    filters: Mapping[str, Any] | None = None
    templates: Mapping[str, Any] | None = None
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """What to change; None leaves a field as it is.

    Another `preset` fills every field of the profile anew; `fields` are set after it. A masked value in
    `authentication` or `headers` keeps what is stored.
    """

    name: str | None = None
    url: str | None = None
    event_types: list[str] | None = None
    method: str | None = None
    active: bool | None = None
    secret: str | None = field(default=None, repr=False)
    description: str | None = None
    preset: str | None = None
    authentication: Mapping[str, Any] | None = field(default=None, repr=False)
    headers: object = field(default=None, repr=False)
    filters: Mapping[str, Any] | None = None
    templates: Mapping[str, Any] | None = None
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
