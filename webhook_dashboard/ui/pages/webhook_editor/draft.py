"""What stands in the editor: a webhook as texts, made from a stored one, a revision or a preset. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.profiles import DeliveryProfile, find_preset
from webhook_dashboard.ui.pages.webhook_editor.fields import FIELDS, FLAG, ON, show_seconds, show_wait

Texts = Mapping[str, str]

SIGNATURE_PARTS: Final = {
    "scheme": "signature_scheme",
    "header": "signature_header",
    "prefix": "signature_prefix",
    "sign_content": "sign_content",
    "key_encoding": "key_encoding",
}
"""The parts of a signature, and the names that those of the first one have in the profile."""

GENERATORS: Final[Mapping[str, Texts]] = {
    "list": {},
    "exponential": {"retries": "5", "base_seconds": "30 s", "factor": "4", "cap_seconds": "12 h"},
    "window": {"retries": "3", "window_seconds": "30 min", "factor": "2"},
}
"""What fills the list of waits, and its numbers to start with."""

ACTIVE_ON_CREATE: Final = "active_on_create"
"""The field of the profile that the switch Active stands for until the webhook is made."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A webhook as it is typed. What a preset fills and no field shows is in `hidden`.

    Of one that `is_new` the switch Active is a field of the profile: a preset fills it.
    `authentication` holds `type` and the values of the kind; a mask stands for a value that is stored.
    `secret` is of a webhook to be made: None has one made, "" is none.
    """

    texts: Texts
    event_types: tuple[str, ...] = ()
    authentication: Texts = field(default_factory=lambda: {"type": "none"}, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    identity_headers: tuple[tuple[str, str], ...] = ()
    signatures: tuple[Texts, ...] = ()
    waits: tuple[str, ...] = ()
    generator: Texts = field(default_factory=lambda: {"kind": "list"})
    hidden: Mapping[str, Any] = field(default_factory=dict[str, Any])
    filters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    templates: Mapping[str, Any] = field(default_factory=dict[str, Any])
    secret: str | None = field(default=None, repr=False)
    secret_hint: str = ""
    is_new: bool = False

    def with_text(self, name: str, text: str) -> "Draft":
        """The draft with one field set."""
        return replace(self, texts={**self.texts, name: text})

    def rows(self) -> tuple[object, ...]:
        """What stands in rows: what is typed there is known by its place."""
        return (
            self.authentication,
            self.headers,
            self.identity_headers,
            self.signatures,
            self.waits,
            self.generator,
        )

    def is_on(self, name: str) -> bool:
        """Whether a switch is on."""
        return self.texts.get(name) == ON

    def is_of_preset(self, name: str) -> bool:
        """Whether a preset fills the field."""
        return name in FIELDS and (FIELDS[name].in_profile or (self.is_new and name == "active"))


def draft_of(columns: Mapping[str, Any]) -> Draft:
    """The draft of what is stored of a webhook, or was at a revision (`WebhookSummary.columns`)."""
    stored = columns.get("profile", {})
    profile = DeliveryProfile().document() | stored | {"method": columns["method"]}
    authentication = columns.get("authentication") or {"type": "none"}
    return _with_profile(
        Draft(
            texts={
                "name": columns["name"],
                "description": columns.get("description", ""),
                "url": columns["url"],
                "active": ON if columns["active"] else "",
                "preset": columns.get("preset", "standard"),
            },
            event_types=tuple(columns["event_types"]),
            authentication=_masked(authentication),
            headers=tuple(
                (name, MASK if value is None else value) for name, value in columns.get("headers", ())
            ),
            filters=columns.get("filters", {}),
            templates=columns.get("templates", {}),
            secret_hint=columns.get("secret_hint", ""),
        ),
        profile,
    )


def new_draft(preset: str = "standard") -> Draft:
    """The draft of a webhook to be made, with what the preset says."""
    profile = find_preset(preset).profile.document()
    blank = dict.fromkeys(("name", "description", "url"), "")
    return _with_profile(Draft(texts={**blank, "preset": preset}, is_new=True), profile)


def clone_of(draft: Draft) -> Draft:
    """The draft of a copy: another name, a secret of its own, nothing that only the original knows."""
    texts = {**draft.texts, "name": f"{draft.texts['name'][:92]} (copy)", "active": ""}
    known = {name: "" if value == MASK else value for name, value in draft.authentication.items()}
    headers = tuple((name, "" if value == MASK else value) for name, value in draft.headers)
    return replace(draft, texts=texts, authentication=known, headers=headers, secret_hint="", is_new=True)


def with_preset(draft: Draft, preset: str) -> Draft:
    """The draft with another preset: every field of the profile becomes what that preset says."""
    profile = find_preset(preset).profile.document()
    return _with_profile(draft.with_text("preset", preset), profile)


def preset_draft(draft: Draft) -> Draft:
    """The draft as its own preset would have it."""
    return with_preset(draft, draft.texts["preset"])


def _with_profile(draft: Draft, profile: Mapping[str, Any]) -> Draft:
    texts = {name: spec.kind.show(profile[name]) for name, spec in FIELDS.items() if spec.in_profile}
    if draft.is_new:
        texts["active"] = FLAG.show(profile[ACTIVE_ON_CREATE])
    signatures = [
        {part: profile[name] for part, name in SIGNATURE_PARTS.items()},
        *profile["additional_signatures"],
    ]
    schedule = profile["schedule"]
    return replace(
        draft,
        texts={**draft.texts, **texts},
        signatures=tuple(one for one in signatures if one["scheme"] != "none"),
        waits=tuple(show_wait(wait) for wait in profile["retry_waits"]),
        generator={
            name: show_seconds(value) if name.endswith("_seconds") else _plain(value)
            for name, value in schedule.items()
        },
        identity_headers=tuple(profile["identity_headers"].items()),
        hidden={ACTIVE_ON_CREATE: profile[ACTIVE_ON_CREATE]},
    )


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def _masked(authentication: Mapping[str, Any]) -> dict[str, str]:
    """The stored values that may be seen, and a mask for those that may not."""
    kind = AUTHENTICATION_KINDS[authentication.get("type", "none")]
    shown = {one.name: MASK if one.secret else authentication.get(one.name, "") for one in kind.fields}
    return {"type": kind.type, **shown}
