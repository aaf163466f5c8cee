"""Webhooks as JSON to take along, and read back as drafts.

Secrets and credentials are left out. URLs are in it as they are, even one that holds a secret: an import
needs them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import orjson

from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.signing import PRIVATE_KEY_PREFIX
from webhook_dashboard.domain.webhooks import check_name
from webhook_dashboard.services.webhook_drafts import WebhookDraft
from webhook_dashboard.services.webhook_snapshots import flat_document
from webhook_dashboard.storage.webhooks import WebhookSummary

MAX_TEXT: Final = 500_000
MAX_WEBHOOKS: Final = 200
LEFT_OUT: Final = "left_out"
"""Names in an export what was too secret for it: `authentication.token`, `headers.X-Api-Key`."""

_HEADERS: Final = "headers."
_SECRET: Final = "secret"
_PRIVATE_KEY: Final = f"private key for signing ({PRIVATE_KEY_PREFIX}…)"
_TEXTS: Final = ("name", "url", "description", "preset")
_REQUIRED: Final = ("name", "url", "event_types")
_OWN: Final = (*_TEXTS, "event_types", "authentication", "headers", "filters", "templates")
_PASSED_OVER: Final = frozenset(
    {
        "id", "active", "state", "paused_at", "pause_reason", "breaker_opened_at", "differs_from_preset",
        "secret", "secret_hint", "warnings", "revision", "created_at", "updated_at", LEFT_OUT,
    }
)  # fmt: skip
"""What the API says of a webhook that is there, and what an imported one has of its own."""


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """What a document asks for. `to_fill_in` names in words the credentials that it lacks."""

    draft: WebhookDraft
    to_fill_in: tuple[str, ...] = ()


def export_document(webhooks: Sequence[WebhookSummary]) -> dict[str, Any]:
    """Return the webhooks under the names of the REST API: no secrets, no credentials, URLs as they are."""
    return {"items": [_written(webhook) for webhook in webhooks]}


def read_list(text: str) -> list[object]:
    """Return the webhooks of a text of JSON, unchecked: one object, a list, or `{"items": […]}`.

    Raises:
        InvalidInput: it is too long, not JSON, or none of these.
    """
    if len(text) > MAX_TEXT:
        raise InvalidInput("text", f"At most {MAX_TEXT:,} characters. Import in several parts.")
    try:
        document: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        reason = error.msg.partition(": line ")[0]
        raise InvalidInput("text", f"Line {error.lineno}, column {error.colno}: {reason}.") from error
    if isinstance(document, dict):
        fields = cast("dict[str, object]", document)
        items = fields.get("items")
        one: list[object] = [fields] if any(name in fields for name in _REQUIRED) else []
        document = cast("object", items if isinstance(items, list) else one or None)
    if not isinstance(document, list):
        raise InvalidInput("text", 'Expected a webhook, a list of webhooks, or {"items": […]}.')
    entries = cast("list[object]", document)
    if not 1 <= len(entries) <= MAX_WEBHOOKS:
        raise InvalidInput("text", f"Expected 1 to {MAX_WEBHOOKS} webhooks; got {len(entries):,}.")
    return entries


def name_in(entry: object) -> str:
    """Return the name that a webhook of an import has, for people; empty when it has none."""
    given = cast("dict[str, object]", entry).get("name") if isinstance(entry, dict) else None
    return " ".join(given.split())[:100] if isinstance(given, str) else ""


def read_draft(entry: object) -> ReadDraft:
    """Return the draft of one webhook of an import: not active, and with a secret to be made.

    Raises:
        InvalidInput: it is no webhook, or a field has another type than the API says.
    """
    if not isinstance(entry, dict):
        raise InvalidInput("webhook", "webhook: expected an object such as GET /api/v1/webhooks/{id} gives.")
    given = cast("dict[str, Any]", entry)
    for name in _REQUIRED:
        if given.get(name) is None:
            raise InvalidInput(name, f"{name}: required.")
    for name in _TEXTS:
        if given.get(name) is not None and not isinstance(given[name], str):
            raise InvalidInput(name, f"{name}: expected text.")
    authentication, lacking = _without_masked_credentials(given.get("authentication"))
    headers, masked = _without_masked_headers(given.get("headers"))
    hint, named = given.get("secret_hint"), _names_left_out(given.get(LEFT_OUT))
    if isinstance(hint, str) and hint.startswith(PRIVATE_KEY_PREFIX):
        named = [_PRIVATE_KEY, *named]
    unsigned = given.get(_SECRET) == "" or hint == ""
    draft = WebhookDraft(
        name=check_name(given["name"]),
        url=given["url"],
        event_types=_texts(given["event_types"]),
        active=False,
        secret="" if unsigned else None,
        description=given.get("description") or "",
        preset=given.get("preset") or "standard",
        authentication=authentication,
        headers=headers,
        filters=given.get("filters"),
        templates=given.get("templates"),
        fields={name: value for name, value in given.items() if name not in _PASSED_OVER | {*_OWN}},
    )
    return ReadDraft(draft, tuple(dict.fromkeys((*lacking, *masked, *named))))


def renamed(read: ReadDraft, name: str) -> ReadDraft:
    """Return the draft under another name."""
    return replace(read, draft=replace(read.draft, name=name))


def _written(webhook: WebhookSummary) -> dict[str, Any]:
    document = flat_document(webhook)
    left_out = [f"authentication.{name}" for name in _secret_parts(webhook.authentication)]
    left_out += [f"{_HEADERS}{name}" for name, value in webhook.headers if value is None]
    if webhook.secret_hint.startswith(PRIVATE_KEY_PREFIX):
        left_out.append(_SECRET)  # only its owner can make it anew: receivers know its public half
    document |= {
        "authentication": {"type": "none", **webhook.authentication},
        "headers": {name: value for name, value in webhook.headers if value is not None},
    }
    if not webhook.secret_hint and webhook.profile.signatures:
        document[_SECRET] = ""  # nothing is signed although it could be: an import leaves it so
    return document | ({LEFT_OUT: left_out} if left_out else {})


def _secret_parts(authentication: Mapping[str, Any]) -> list[str]:
    kind = AUTHENTICATION_KINDS[authentication.get("type", "none")]
    return [part.name for part in kind.fields if part.secret]


def _without_masked_credentials(document: object) -> tuple[Any, list[str]]:
    """Return what can be stored of an authentication, and what is to be filled in."""
    if not isinstance(document, dict):
        return document, []
    given = cast("dict[str, Any]", document)
    kind = AUTHENTICATION_KINDS.get(str(given.get("type", "none")))
    if kind is None:
        return given, []
    lacking = [part for part in kind.fields if part.secret and given.get(part.name, MASK) == MASK]
    if not lacking:
        return given, []
    kept = {name: value for name, value in given.items() if name not in {part.name for part in lacking}}
    words = [f"{kind.label} ({part.label.lower()})" for part in lacking]
    return kept if all(part.default is not None for part in lacking) else None, words


def _without_masked_headers(document: object) -> tuple[object, list[str]]:
    if not isinstance(document, dict):
        return document, []
    given = cast("dict[str, object]", document)
    masked = [name for name, value in given.items() if isinstance(value, str) and MASK in value]
    kept = {name: value for name, value in given.items() if name not in masked}
    return kept, [f"header {name}" for name in masked]


def _names_left_out(names: object) -> list[str]:
    """Return in words what an export says it left out; what authentication lacks is seen anyway."""
    if not isinstance(names, list):
        return []
    listed = [name for name in cast("list[object]", names) if isinstance(name, str)]
    key = [_PRIVATE_KEY] if _SECRET in listed else []
    return key + [f"header {name[len(_HEADERS) :][:60]}" for name in listed if name.startswith(_HEADERS)]


def _texts(value: object) -> list[str]:
    expected = InvalidInput("event_types", 'event_types: expected a list such as ["order.created"].')
    if not isinstance(value, list):
        raise expected
    texts: list[str] = []
    for one in cast("list[object]", value):
        if not isinstance(one, str):
            raise expected
        texts.append(one)
    return texts
