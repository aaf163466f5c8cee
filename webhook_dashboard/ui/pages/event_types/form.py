"""What stands in the dialog of an event type, how it is checked, and what is asked for when saved. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

import orjson

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.event_types import (
    OWN_CATEGORY,
    EventTypeDraft,
    check_category,
    check_description,
    check_version,
    parse_sample,
    write_sample,
)
from webhook_dashboard.domain.ids import EVENT, created_at, encode_id
from webhook_dashboard.domain.webhooks import check_event_type
from webhook_dashboard.services.catalogue import CatalogueEntry
from webhook_dashboard.services.event_types import EventTypeChange, ImportOutcome
from webhook_dashboard.storage.event_types import RecentEvent
from webhook_dashboard.ui.components.code_tokens import pretty_json
from webhook_dashboard.ui.formatting import format_ago, format_bytes, format_noun

MAX_OPTIONS: Final = 20
_PLACE: Final = re.compile(r"event_types\[(\d+)\](?:\.(\w+))?")
IMPORT_EXAMPLE: Final = """\
[
  {
    "key": "shipment.sent",
    "category": "Logistics",
    "description": "A parcel left the house",
    "sample": { "id": 7, "carrier": "DHL" }
  }
]"""


@dataclass(frozen=True, slots=True)
class Form:
    """What is typed so far; `sample` is the text of it."""

    key: str = ""
    category: str = OWN_CATEGORY
    description: str = ""
    version: str = "1.0"
    sample: str = "{\n  \n}"


@dataclass(frozen=True, slots=True)
class FormErrors:
    """A sentence for each field that cannot be saved as it is; empty when it can."""

    key: str = ""
    category: str = ""
    description: str = ""
    version: str = ""
    sample: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everything can be saved."""
        return self == FormErrors()

    def with_one(self, error: InvalidInput) -> "FormErrors":
        """These and one more; what names no field of the form stands at the type."""
        known = {field.name for field in fields(self)}
        return replace(self, **{error.field if error.field in known else "key": sentence_of(error)})


def form_of(entry: CatalogueEntry) -> Form:
    """The form for an entry that exists."""
    one = entry.event_type
    return Form(one.key, one.category, one.description, one.version, lay_out(one.sample))


def form_from(draft: EventTypeDraft, before: Form) -> Form:
    """The form with type and sample of an event; what was typed elsewhere stays."""
    return replace(before, key=draft.key, sample=lay_out(draft.sample))


def lay_out(sample: object) -> str:
    """A sample as text for the eye."""
    return pretty_json(orjson.dumps(sample).decode())


def check_form(form: Form) -> FormErrors:
    """Everything that is wrong with a form."""
    return FormErrors(
        key=_sentence(check_event_type, form.key.strip(), "type"),
        category=_sentence(check_category, form.category),
        description=_sentence(check_description, form.description),
        version=_sentence(check_version, form.version),
        sample=_sentence(_check_sample, form.sample),
    )


def sample_words(text: str) -> str:
    """What is typed as a sample, when it is JSON: "Valid JSON, 3 fields, 48 B"; empty when it is not."""
    try:
        sample = parse_sample(text)
        size = len(write_sample(sample))
    except InvalidInput:
        return ""
    count = f"{format_noun(len(sample), 'field')}, " if isinstance(sample, dict) else ""
    return f"Valid JSON, {count}{format_bytes(size)}"


def to_draft(form: Form) -> EventTypeDraft:
    """What to ask for to get a new type."""
    return EventTypeDraft(form.key, form.category, form.description, form.version, parse_sample(form.sample))


def to_change(form: Form, before: Form) -> EventTypeChange:
    """What to change; fields that are as they were are left out."""

    def changed(name: str) -> Any:
        value = getattr(form, name)
        return None if value == getattr(before, name) else value

    is_same = form.sample == before.sample
    return EventTypeChange(
        category=changed("category"),
        description=changed("description"),
        version=changed("version"),
        sample=None if is_same else write_sample(parse_sample(form.sample)),
    )


def to_options(events: Sequence[RecentEvent], now: datetime) -> list[tuple[str, str]]:
    """The newest event of each type: its id, and words: "order.created, SO-2026-0892, 2 min ago"."""
    newest: dict[str, RecentEvent] = {}
    for event in events:
        newest.setdefault(event.type, event)
    return [
        (
            encode_id(EVENT, event.id),
            ", ".join(
                part for part in (event.type, event.entity_id, format_ago(created_at(event.id), now)) if part
            ),
        )
        for event in list(newest.values())[:MAX_OPTIONS]
    ]


def outcome_words(outcome: ImportOutcome) -> str:
    """What an import would do: "2 new, 1 changed, 20 as they are."."""
    parts = [
        f"{len(keys):,} {word}"
        for keys, word in (
            (outcome.created, "new"),
            (outcome.changed, "changed"),
            (outcome.unchanged, "as they are"),
        )
        if keys
    ]
    return f"{', '.join(parts)}."


def entry_sentence(error: InvalidInput) -> str:
    """The sentence of an error in an import: "Type 3, key: expected letters, digits and _."."""
    if "[" not in error.field:
        return sentence_of(error)
    text = _PLACE.sub(lambda at: f"type {int(at[1]) + 1:,}{f', {at[2]}' if at[2] else ''}", error.message)
    return text[:1].upper() + text[1:]


def sentence_of(error: InvalidInput) -> str:
    """The sentence of an error as it stands beside its field: without the field's name, with a capital."""
    text = error.message.removeprefix(f"{error.field}: ")
    return text[:1].upper() + text[1:]


def _check_sample(text: str) -> bytes:
    return write_sample(parse_sample(text))


def _sentence(check: Callable[..., object], text: str, name: str = "") -> str:
    try:
        check(text, **({"name": name} if name else {}))
    except InvalidInput as error:
        return sentence_of(error)
    return ""
