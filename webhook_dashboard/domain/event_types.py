"""What people may put into the event catalogue: one entry at a time, or an import of many."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import orjson

from webhook_dashboard.domain.catalogue.entries import FIRST_VERSION, EventType
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.webhooks import check_event_type

OWN_CATEGORY: Final = "Your own"
MAX_CATEGORY_LENGTH: Final = 60
MAX_DESCRIPTION_LENGTH: Final = 300
MAX_SAMPLE_BYTES: Final = 65_536
MAX_IMPORT: Final = 500
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", re.ASCII)
_LISTS: Final = ("event_types", "items")
_TEXTS: Final = ("category", "description", "version")


@dataclass(frozen=True, slots=True)
class EventTypeDraft:
    """What is asked for; nothing of it is checked yet. `sample` is any JSON value."""

    key: str
    category: str = OWN_CATEGORY
    description: str = ""
    version: str = FIRST_VERSION
    sample: Any = None


def check_draft(draft: EventTypeDraft) -> EventType:
    """Return the entry of the catalogue.

    Raises:
        InvalidInput: a field is unusable; `field` names it.
    """
    sample: Any = {} if draft.sample is None else draft.sample
    write_sample(sample)
    return EventType(
        key=check_event_type(draft.key.strip(), name="key"),
        category=check_category(draft.category),
        description=check_description(draft.description),
        sample=sample,
        version=check_version(draft.version),
    )


def check_category(text: str) -> str:
    """Return the category without surrounding space.

    Raises:
        InvalidInput: empty, too long, or with characters that cannot be shown.
    """
    category = text.strip()
    if not category or len(category) > MAX_CATEGORY_LENGTH or not category.isprintable():
        raise InvalidInput(
            "category",
            f"category: give it a name of at most {MAX_CATEGORY_LENGTH} printable characters, such as Sales.",
        )
    return category


def check_description(text: str) -> str:
    """Return the description without surrounding space; it may be empty.

    Raises:
        InvalidInput: too long, or with characters that cannot be shown.
    """
    description = text.strip()
    if len(description) > MAX_DESCRIPTION_LENGTH or not (description.isprintable() or not description):
        raise InvalidInput(
            "description",
            f"description: say in one line of at most {MAX_DESCRIPTION_LENGTH} characters what happened.",
        )
    return description


def check_version(text: str) -> str:
    """Return the version of the shape of the data.

    Raises:
        InvalidInput: not 1 to 20 letters, digits, dots, - and _.
    """
    version = text.strip()
    if not _VERSION.fullmatch(version):
        raise InvalidInput(
            "version",
            "version: use 1 to 20 letters, digits, dots, - and _, such as 1.0; begin with a letter or digit.",
        )
    return version


def write_sample(sample: object) -> bytes:
    """Return a sample as compact JSON.

    Raises:
        InvalidInput: over MAX_SAMPLE_BYTES, nested too deep, or with a number JSON readers do not agree on.
    """
    try:
        written = orjson.dumps(sample)
    except orjson.JSONEncodeError as error:
        raise InvalidInput(
            "sample",
            "sample: use at most 250 levels, integers of at most 64 bits, and text that is valid Unicode.",
        ) from error
    if len(written) > MAX_SAMPLE_BYTES:
        raise InvalidInput("sample", f"sample: at most {MAX_SAMPLE_BYTES // 1024} KiB of JSON.")
    return written


def parse_sample(text: str) -> Any:
    """Return the sample that a text of JSON holds.

    Raises:
        InvalidInput: it is not JSON; the sentence names line and column.
    """
    if not text.strip():
        return {}
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        reason = error.msg.partition(": line ")[0]
        raise InvalidInput(
            "sample", f"sample: line {error.lineno}, column {error.colno}: {reason}."
        ) from error


def parse_import(document: object) -> tuple[EventType, ...]:
    """Return the entries of an import, checked.

    A list of objects with `key` (or `type`), `sample` (or `data`), `category`, `description` and `version`;
    an object that has such a list as `event_types` or `items`, as the API answers it; or an object that
    maps each type to its sample.

    Raises:
        InvalidInput: names the entry and its field, as in `event_types[3].key`.
    """
    drafts = _list_drafts(document)
    if not 1 <= len(drafts) <= MAX_IMPORT:
        raise InvalidInput(
            "event_types", f"event_types: expected 1 to {MAX_IMPORT} event types; got {len(drafts):,}."
        )
    places: dict[str, str] = {}
    checked: list[EventType] = []
    for place, draft in drafts:
        entry = _check_at(place, draft)
        if entry.key in places:
            raise InvalidInput(place, f"{place}: {entry.key} stands at {places[entry.key]} already.")
        places[entry.key] = place
        checked.append(entry)
    return tuple(checked)


def _list_drafts(document: object) -> list[tuple[str, EventTypeDraft]]:
    if isinstance(document, dict):
        fields = cast("dict[str, Any]", document)
        inner = next((fields[name] for name in _LISTS if isinstance(fields.get(name), list)), None)
        if inner is None:
            return [(key[:100], EventTypeDraft(key, sample=sample)) for key, sample in fields.items()]
        document = inner
    if not isinstance(document, list):
        raise InvalidInput(
            "event_types",
            "event_types: expected a list of event types, or an object that maps each type to its sample.",
        )
    entries = cast("list[object]", document)
    return [
        (f"event_types[{position}]", _draft_of(f"event_types[{position}]", entry))
        for position, entry in enumerate(entries)
    ]


def _draft_of(place: str, entry: object) -> EventTypeDraft:
    if not isinstance(entry, dict):
        raise InvalidInput(place, f'{place}: expected an object such as {{"key": "order.created"}}.')
    fields = cast("dict[str, Any]", entry)
    key = fields.get("key", fields.get("type"))
    if not isinstance(key, str):
        raise InvalidInput(f"{place}.key", f"{place}.key: required, a string such as order.created.")
    texts = {name: _text(place, fields, name) for name in _TEXTS if fields.get(name) is not None}
    return EventTypeDraft(key, sample=fields.get("sample", fields.get("data")), **texts)


def _text(place: str, fields: Mapping[str, Any], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise InvalidInput(f"{place}.{name}", f"{place}.{name}: expected text.")
    return value


def _check_at(place: str, draft: EventTypeDraft) -> EventType:
    try:
        return check_draft(draft)
    except InvalidInput as error:
        field = f"{place}.{error.field}"
        raise InvalidInput(field, f"{place}.{error.message}") from error
