"""One event type in words: its sentence, its sample, and its fields with their last real values. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

import orjson

from webhook_dashboard.domain.event_types import MAX_SAMPLE_BYTES
from webhook_dashboard.domain.fields import FieldInfo, FieldKind, FieldSource
from webhook_dashboard.services.catalogue import OWN
from webhook_dashboard.ui.components.code_tokens import colour_json, pretty_json
from webhook_dashboard.ui.formatting import format_bytes, format_noun
from webhook_dashboard.ui.pages.event_types.address import TypesAddress
from webhook_dashboard.ui.pages.event_types.reading import TypeReading
from webhook_dashboard.ui.pages.event_types.rows import origin_words, seen_words, unlisted_words
from webhook_dashboard.ui.row_parts import log_href, webhook_href

MAX_WEBHOOKS: Final = 20
MAX_VALUE: Final = 80
DELETE, RESET = "delete", "reset"
"""What taking an entry away means: it is deleted, or what was changed in a built-in one is."""
KIND_ICONS: Final = {
    FieldKind.TEXT: "type",
    FieldKind.NUMBER: "hash",
    FieldKind.TIME: "calendar",
    FieldKind.BOOLEAN: "toggle-left",
    FieldKind.LIST: "list",
    FieldKind.OBJECT: "braces",
    FieldKind.NULL: "circle-slash",
}


@dataclass(frozen=True, slots=True)
class Receiver:
    """A webhook that gets the type."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class DetailView:
    """One event type, as text. `removal` is DELETE, RESET or empty."""

    key: str = ""
    sentence: str = ""
    second: str = ""
    category: str = ""
    origin: str = ""
    version: str = ""
    last_seen: str = ""
    last_tip: str = ""
    log_href: str = ""
    receivers: list[Receiver] = field(default_factory=list["Receiver"])
    receivers_more: str = ""
    sample_html: str = ""
    sample: str = ""
    sample_note: str = ""
    is_listed: bool = False
    is_changed: bool = False
    removal: str = ""
    add_href: str = ""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field; `kinds` are its kinds in words, `value` the last one, `is_sample` that it is no real one."""

    path: str
    kind: str
    kinds: str
    value: str
    is_sample: bool


def to_detail(reading: TypeReading, address: TypesAddress, now: datetime, zone: tzinfo) -> DetailView:
    """Put one type into words."""
    entry = reading.entry
    last_seen, last_tip = seen_words(reading.newest_id, now, zone)
    sample, note = _sample_of(reading)
    receivers = [Receiver(webhook.name, webhook_href(webhook.id)) for webhook in reading.webhooks]
    more = len(receivers) - MAX_WEBHOOKS
    add_href = address.closed().creating(reading.newest_id).href()
    return DetailView(
        key=reading.key,
        sentence=_sentence(reading),
        second=second_words(reading, last_seen),
        category="" if entry is None else entry.event_type.category,
        origin="" if entry is None else origin_words(entry),
        version="" if entry is None else entry.event_type.version,
        last_seen=last_seen,
        last_tip=last_tip,
        log_href=log_href(event_type=reading.key) if reading.newest_id is not None else "",
        receivers=receivers[:MAX_WEBHOOKS],
        receivers_more=f"and {format_noun(more, 'more', 'more')}" if more > 0 else "",
        sample_html=colour_json(sample),
        sample=sample,
        sample_note=note,
        is_listed=entry is not None,
        is_changed=entry is not None and entry.is_changed,
        removal=_removal(reading),
        add_href="" if entry is not None else add_href,
    )


def second_words(reading: TypeReading, last_seen: str) -> str:
    """Who gets it, and when it was published last."""
    count = len(reading.webhooks)
    who = (
        f"{format_noun(count, 'webhook')} get{'s' if count == 1 else ''} it."
        if count
        else "No webhook gets it."
    )
    if reading.newest_id is None:
        return f"{who} It was never published."
    return f"{who} It was published {'just now' if last_seen == 'now' else last_seen}."


def to_field_rows(fields: Sequence[FieldInfo]) -> list[FieldRow]:
    """The fields, each behind its parent."""
    return [
        FieldRow(
            path=found.path,
            kind=found.kind.value,
            kinds=", ".join(found.kinds),
            value=value_words(found),
            is_sample=found.source is FieldSource.SAMPLE,
        )
        for found in fields
    ]


def value_words(found: FieldInfo) -> str:
    """The last value on one line: texts as they are, "2 items", "5 fields"."""
    if found.size is not None:
        is_list = FieldKind.LIST in found.kinds[:1]
        return format_noun(found.size, "item" if is_list else "field")
    value = found.last_value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= MAX_VALUE else f"{line[: MAX_VALUE - 1]}…"


def delete_words(key: str, names: Sequence[str]) -> str:
    """What deleting an entry costs, and what stays."""
    stays = f"Events of type {key} go on being taken and delivered; their log stays."
    lost = "Its description and sample are lost."
    if not names:
        return f"{lost} {stays}"
    if len(names) == 1:
        return f"{lost} {names[0]} subscribes to it by name and keeps doing so. {stays}"
    who = f"{names[0]} and {format_noun(len(names) - 1, 'other webhook')}"
    return f"{lost} {who} subscribe to it by name and keep doing so. {stays}"


def _sentence(reading: TypeReading) -> str:
    if reading.entry is None:
        return (
            unlisted_words(reading.key) if reading.newest_id is not None else "There is no such event type."
        )
    description = reading.entry.event_type.description
    if not description:
        return "Nobody has described it yet."
    return description if description.endswith((".", "!", "?")) else f"{description}."


def _sample_of(reading: TypeReading) -> tuple[str, str]:
    """The sample laid out, and a note where it is none."""
    if reading.entry is not None:
        return pretty_json(orjson.dumps(reading.entry.event_type.sample).decode()), ""
    if reading.newest_data is None:
        return "", ""
    if len(reading.newest_data) > MAX_SAMPLE_BYTES:
        return (
            "",
            f"The newest event has {format_bytes(len(reading.newest_data))} of data, too much for a sample.",
        )
    return pretty_json(reading.newest_data.decode(errors="replace")), "The data of the newest event."


def _removal(reading: TypeReading) -> str:
    if reading.entry is None:
        return ""
    if reading.entry.origin == OWN:
        return DELETE
    return RESET if reading.entry.is_changed else ""
