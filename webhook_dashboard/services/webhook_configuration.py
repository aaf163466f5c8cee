"""What a webhook is configured to be: drafts and changes, checked as one whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, cast

from webhook_dashboard.domain.authentication import Authentication, check_authentication
from webhook_dashboard.domain.custom_headers import check_headers, masked_headers
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.domain.health import Health
from webhook_dashboard.domain.profiles import DeliveryProfile, find_preset
from webhook_dashboard.domain.signing import check_secret, mask_secret, signature_header_names
from webhook_dashboard.domain.templates import parse_template, read_source
from webhook_dashboard.domain.webhooks import check_event_types, check_name
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft
from webhook_dashboard.storage.credentials import Credentials
from webhook_dashboard.storage.webhooks import WebhookSummary

MAX_DESCRIPTION: Final = 500
_MAX_PER_TYPE: Final = 100
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters but for tabs and line breaks, and halves of characters."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A checked webhook, secrets included. `filters` and `templates` are documents by event type."""

    name: str
    description: str
    url: str
    event_types: tuple[str, ...]
    active: bool
    preset: str
    profile: DeliveryProfile
    secret: str = field(repr=False)
    authentication: Authentication = field(default_factory=Authentication, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    filters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    templates: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def checked(self) -> "Configuration":
        """Return it when its parts go together.

        Raises:
            InvalidInput: the secret does not fit the signatures, requests must be signed and are not, or
                two settings send the same header.
        """
        check_secret(self.secret, self.profile.signatures)
        if self.authentication.kind.forces_signing and not (self.secret and self.profile.signatures):
            raise InvalidInput(
                "authentication",
                "authentication: HMAC means that requests are signed: choose a signature and a secret.",
            )
        check_headers(self.headers, taken=self._taken_headers())
        return self

    def _taken_headers(self) -> frozenset[str]:
        """Return the names of the headers that the settings send, in lower case; none may be sent twice."""
        taken = signature_header_names(self.profile.signatures)
        for field_name, names in (
            ("identity_headers", [name.lower() for name, _ in self.profile.identity_headers]),
            ("authentication", self.authentication.header_names()),
        ):
            for name in names:
                if name in taken:
                    raise InvalidInput(
                        field_name,
                        f"{field_name}: {name} is already sent by another setting; choose another.",
                    )
            taken |= frozenset(names)
        return taken

    def summary(self, webhook_id: int, revision: int, created_at: datetime, now: datetime) -> WebhookSummary:
        """Return what may be shown of it."""
        masked = masked_headers(self.headers)
        return WebhookSummary(
            id=webhook_id,
            name=self.name,
            url=self.url,
            method=self.profile.method,
            event_types=self.event_types,
            active=self.active,
            secret_hint=mask_secret(self.secret) if self.secret else "",
            revision=revision,
            created_at=created_at,
            updated_at=now,
            health=Health(),
            description=self.description,
            preset=self.preset,
            profile=self.profile,
            authentication=self.authentication.document(),
            headers=tuple(
                (name, value if value == shown else None)
                for (name, value), (_, shown) in zip(self.headers, masked, strict=True)
            ),
            filters=self.filters,
            templates=self.templates,
        )

    def credentials(self, before: Credentials | None = None) -> Credentials:
        """Return what must be sealed; previous secrets stay as they are."""
        secret_headers = {
            name: value
            for (name, value), (_, shown) in zip(self.headers, masked_headers(self.headers), strict=True)
            if value != shown
        }
        return Credentials(
            self.secret,
            () if before is None else before.previous,
            self.authentication.secret_values(),
            secret_headers,
        )


def configure(draft: WebhookDraft, url: str, made_secret: str) -> Configuration:
    """Check a draft whose URL was checked before; `made_secret` is used when the draft has none.

    Raises:
        InvalidInput: a field is unusable; `field` names it.
    """
    preset = find_preset(draft.preset)
    profile = preset.filled(_overrides(draft.fields, draft.method))
    return Configuration(
        name=check_name(draft.name),
        description=_description(draft.description),
        url=url,
        event_types=check_event_types(draft.event_types),
        active=profile.active_on_create if draft.active is None else draft.active,
        preset=preset.key,
        profile=profile,
        secret=_first_secret(draft.secret, profile, made_secret),
        authentication=check_authentication(draft.authentication or {"type": "none"}),
        headers=check_headers(draft.headers or {}),
        filters=_filters(draft.filters or {}),
        templates=_templates(draft.templates or {}),
    ).checked()


def reconfigure(before: Configuration, change: WebhookChange, url: str | None) -> Configuration:
    """Apply a change to a webhook; `url` is the checked one, None when it stays.

    Raises:
        InvalidInput: a field is unusable; `field` names it.
    """
    overrides = _overrides(change.fields, change.method)
    if change.preset is not None and change.preset != before.preset:
        profile = find_preset(change.preset).filled(overrides)
    else:
        profile = before.profile.changed(overrides)
    given: dict[str, Any] = {
        "name": None if change.name is None else check_name(change.name),
        "description": None if change.description is None else _description(change.description),
        "url": url,
        "event_types": None if change.event_types is None else check_event_types(change.event_types),
        "active": change.active,
        "preset": None if change.preset is None else find_preset(change.preset).key,
        "profile": profile,
        "secret": change.secret,
        "authentication": None
        if change.authentication is None
        else check_authentication(change.authentication, stored=before.authentication),
        "headers": None if change.headers is None else check_headers(change.headers, stored=before.headers),
        "filters": None if change.filters is None else _filters(change.filters),
        "templates": None if change.templates is None else _templates(change.templates),
    }
    return replace(before, **{name: value for name, value in given.items() if value is not None}).checked()


def configuration_of(summary: WebhookSummary, credentials: Credentials) -> Configuration:
    """Return the configuration of a stored webhook."""
    public = {name: value for name, value in summary.authentication.items() if name != "type"}
    return Configuration(
        name=summary.name,
        description=summary.description,
        url=summary.url,
        event_types=summary.event_types,
        active=summary.active,
        preset=summary.preset,
        profile=summary.profile,
        secret=credentials.secret,
        authentication=Authentication(
            summary.authentication.get("type", "none"), public | dict(credentials.authentication)
        ),
        headers=tuple(
            (name, credentials.headers[name] if value is None else value) for name, value in summary.headers
        ),
        filters=summary.filters,
        templates=summary.templates,
    )


def _first_secret(given: str | None, profile: DeliveryProfile, made: str) -> str:
    if given is None:
        return made if profile.signatures else ""
    return given


def _overrides(fields: Mapping[str, Any], method: str | None) -> dict[str, Any]:
    return dict(fields) if method is None else {**fields, "method": method}


def _description(text: str) -> str:
    if len(text) > MAX_DESCRIPTION:
        raise InvalidInput("description", f"description: at most {MAX_DESCRIPTION} characters.")
    if _UNWRITABLE.search(text):
        raise InvalidInput("description", "description: it holds a character that is none. Write it anew.")
    return text.strip()


def _filters(documents: Mapping[str, Any]) -> dict[str, Any]:
    _check_count(documents, "filters")
    return {
        key: parse_filter(document, field=f"filters.{key}").document
        for key, document in documents.items()
        if not _is_blank(document)
    }


def _templates(documents: Mapping[str, Any]) -> dict[str, Any]:
    _check_count(documents, "templates")
    sources = {
        key: read_source(document, field=f"templates.{key}")
        for key, document in documents.items()
        if not _is_blank(document)
    }
    for key, source in sources.items():
        parse_template(source, field=f"templates.{key}")
    return {key: source.document() for key, source in sources.items()}


def _is_blank(document: object) -> bool:
    """An empty one is none. What is no document at all is not taken for an empty one: 0, false, a list."""
    return document is None or (isinstance(document, Mapping | str) and not document)


def _check_count(documents: object, name: str) -> None:
    if not isinstance(documents, Mapping) or len(cast("Mapping[str, Any]", documents)) > _MAX_PER_TYPE:
        raise InvalidInput(name, f"{name}: expected an object of at most {_MAX_PER_TYPE} event types.")
    keys = list(cast("Mapping[str, Any]", documents))
    padded = next((key for key in keys if key != key.strip()), None)
    if padded is not None:
        raise InvalidInput(name, f"{name}: {padded[:60]!r} has spaces around it.")
    check_event_types([*keys, "placeholder"], field=name)
