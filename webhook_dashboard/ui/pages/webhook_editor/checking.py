"""What is wrong with a draft, and what is asked for when it is saved. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from webhook_dashboard.domain.authentication import Authentication, check_authentication
from webhook_dashboard.domain.custom_headers import check_headers
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.profiles.checks import CHECKS
from webhook_dashboard.domain.schedules import parse_waits
from webhook_dashboard.domain.signing import check_secret, parse_scheme
from webhook_dashboard.domain.webhooks import check_event_types, check_name
from webhook_dashboard.services.webhook_configuration import MAX_DESCRIPTION
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft
from webhook_dashboard.ui.pages.webhook_editor.draft import ACTIVE_ON_CREATE, SIGNATURE_PARTS, Draft
from webhook_dashboard.ui.pages.webhook_editor.fields import FIELDS, LABELS, SECONDS, in_units_of

_STORED = "stored"


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft as values: the fields of the profile, and a sentence for each field that is unusable."""

    fields: Mapping[str, Any]
    errors: Mapping[str, str]
    profile: DeliveryProfile | None


def read_draft(draft: Draft) -> Reading:
    """Read every field; each mistake is found, not the first one only."""
    fields: dict[str, Any] = dict(draft.hidden)
    if draft.is_new:
        fields[ACTIVE_ON_CREATE] = draft.is_on("active")
    errors: dict[str, str] = {}
    for name, spec in FIELDS.items():
        if spec.in_profile:
            _collect(fields, errors, name, lambda spec=spec: _checked(spec.name, draft))
    _read_waits(draft, fields, errors)
    _read_signatures(draft, fields, errors)
    _collect(fields, errors, "identity_headers", lambda: _read_identity(draft))
    _read_rest(draft, errors)
    profile = None
    if not errors.keys() & fields.keys():
        try:
            profile = DeliveryProfile().changed(fields)
        except InvalidInput as error:
            errors.setdefault(place_of(error.field), sentence_of(error))
    if profile is not None and draft.secret:
        _collect({}, errors, "secret", lambda: check_secret(draft.secret or "", profile.signatures))
    return Reading(fields, errors, profile)


def to_draft(draft: Draft) -> WebhookDraft:
    """What to ask for to get such a webhook; fields that cannot be read are left as the preset has them."""
    return WebhookDraft(
        name=draft.texts["name"],
        url=draft.texts["url"].strip(),
        event_types=list(draft.event_types),
        active=draft.is_on("active"),
        secret=draft.secret,
        description=draft.texts["description"],
        preset=draft.texts["preset"],
        authentication=dict(draft.authentication),
        headers=header_rows(draft),
        filters=dict(draft.filters),
        templates=dict(draft.templates),
        fields=dict(read_draft(draft).fields),
    )


def to_change(draft: Draft, before: Draft) -> WebhookChange:
    """What to change; what is as it was before is left out."""
    asked = to_draft(draft)

    def changed(name: str, value: Any) -> Any:
        return None if getattr(draft, name) == getattr(before, name) else value

    def text(name: str) -> str | None:
        return None if draft.texts[name] == before.texts[name] else draft.texts[name].strip()

    return WebhookChange(
        name=text("name"),
        url=text("url"),
        description=text("description"),
        event_types=changed("event_types", asked.event_types),
        active=None if draft.is_on("active") == before.is_on("active") else asked.active,
        preset=asked.preset,
        authentication=changed("authentication", asked.authentication),
        headers=changed("headers", asked.headers),
        filters=changed("filters", asked.filters),
        templates=changed("templates", asked.templates),
        fields=asked.fields,
    )


def replaced(draft: Draft, parts: Mapping[str, Any]) -> Draft:
    """The draft with some of its parts replaced."""
    return replace(draft, **parts)


def header_rows(draft: Draft) -> list[dict[str, str]]:
    """The headers in the form of the REST API; rows without name and value are left out."""
    return [{"name": name, "value": value} for name, value in draft.headers if name.strip() or value.strip()]


def sentence_of(error: InvalidInput) -> str:
    """The sentence of an error as it stands beside its field: without the field's name, with a capital."""
    text = re.sub(r"^[a-z_.\[\]\d]+: ", "", error.message)
    text = re.sub(r"\b[a-z]+_[a-z_]+\b", lambda name: LABELS.get(name[0], name[0]), text)
    return text[:1].upper() + text[1:]


def _checked(name: str, draft: Draft) -> Any:
    kind = FIELDS[name].kind
    value = kind.read(draft.texts[name], name)
    try:
        return CHECKS[name](value, name)
    except InvalidInput as error:
        raise InvalidInput(name, in_units_of(kind, error.message)) from error


def _collect(fields: dict[str, Any], errors: dict[str, str], name: str, read: Callable[[], Any]) -> None:
    try:
        fields[name] = read()
    except InvalidInput as error:
        errors[name] = sentence_of(error)


def _read_waits(draft: Draft, fields: dict[str, Any], errors: dict[str, str]) -> None:
    kind = draft.generator.get("kind", "list")
    if kind == "list":
        fields["schedule"] = {"kind": "list"}
        _collect(
            fields, errors, "retry_waits", lambda: list(parse_waits(list(draft.waits), field="retry_waits"))
        )
        return
    numbers: dict[str, Any] = {"kind": kind}
    for name, text in draft.generator.items():
        if name != "kind":
            _collect(numbers, errors, "schedule", lambda name=name, text=text: _number(name, text, numbers))
    numbers.pop("schedule", None)
    if "schedule" not in errors:
        _collect(fields, errors, "schedule", lambda: _schedule(numbers))


def _number(name: str, text: str, numbers: dict[str, Any]) -> None:
    value = SECONDS.read(text, "schedule")
    numbers[name] = value if name == "factor" else int(value)


def _schedule(numbers: dict[str, Any]) -> dict[str, Any]:
    DeliveryProfile().changed({"schedule": numbers})
    return numbers


def _read_signatures(draft: Draft, fields: dict[str, Any], errors: dict[str, str]) -> None:
    for number, one in enumerate(draft.signatures):
        try:
            parse_scheme(dict(one), field="signatures")
        except InvalidInput as error:
            errors[f"signatures.{number}"] = sentence_of(error)
    first, rest = draft.signatures[:1], draft.signatures[1:]
    if first:
        fields |= {name: first[0].get(part, "") for part, name in SIGNATURE_PARTS.items()}
    else:
        fields["signature_scheme"] = "none"
    fields["additional_signatures"] = [dict(one) for one in rest]


def _read_identity(draft: Draft) -> dict[str, str]:
    rows = [(name.strip(), source) for name, source in draft.identity_headers if name.strip()]
    names = [name.lower() for name, _ in rows]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise InvalidInput("identity_headers", f"identity_headers: {twice} stands here twice.")
    headers = dict(rows)
    CHECKS["identity_headers"](headers, "identity_headers")
    return headers


def _read_rest(draft: Draft, errors: dict[str, str]) -> None:
    texts = draft.texts
    if not texts["url"].strip():
        errors["url"] = "Give the URL that receives the events, or use a new test inbox."
    if len(texts["description"]) > MAX_DESCRIPTION:
        errors["description"] = f"At most {MAX_DESCRIPTION} characters."
    _collect({}, errors, "name", lambda: check_name(texts["name"]))
    _collect({}, errors, "event_types", lambda: check_event_types(list(draft.event_types)))
    _collect({}, errors, "headers", lambda: _check_headers(draft))
    try:
        check_authentication(dict(draft.authentication), stored=_stored(draft))
    except InvalidInput as error:
        errors[error.field] = sentence_of(error)
    if draft.authentication["type"] == "hmac" and (not draft.signatures or draft.secret == ""):
        errors["authentication"] = "HMAC means that requests are signed: choose a signature and a secret."


def _stored(draft: Draft) -> Authentication:
    """What stands for the stored values: a mask is taken for one of them only where it was shown."""
    kept = {name: _STORED for name, value in draft.authentication.items() if value == MASK}
    blank = {
        one.name: kept.get(one.name, "") for one in Authentication(draft.authentication["type"]).kind.fields
    }
    return Authentication(draft.authentication["type"], blank)


def _check_headers(draft: Draft) -> None:
    rows = header_rows(draft)
    check_headers([row | {"value": _STORED if row["value"] == MASK else row["value"]} for row in rows])


def place_of(field: str) -> str:
    """Where in the editor the error of a field of the REST API stands."""
    if field in SIGNATURE_PARTS.values() or field.startswith(("additional_signatures", "signatures")):
        return "signatures"
    return "schedule" if field.startswith("schedule") else field
