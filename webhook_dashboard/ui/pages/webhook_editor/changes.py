"""In what two drafts differ, in words: the save bar, the review, the list of revisions, the preset. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.domain.masking import MASK, mask_headers
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, preset_draft
from webhook_dashboard.ui.pages.webhook_editor.fields import FIELDS, LABELS, SECTION_OF, canonical, words_of

SHORT: Final = 40
MAX_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `summary` is for a line of several; `before` and `after` are for the review."""

    name: str
    section: str
    label: str
    before: str
    after: str
    summary: str


def changes_between(before: Draft, after: Draft) -> list[Change]:
    """Everything in which `after` is not `before`, in the order of the page."""
    return [*_text_changes(before, after), *_compound_changes(before, after)]


def preset_words(draft: Draft) -> dict[str, str]:
    """What the preset says of each field in which the draft is not as the preset."""
    preset = preset_draft(draft)
    words = {
        name: words_of(name, preset.texts[name]) or "empty"
        for name, spec in FIELDS.items()
        if spec.in_profile and canonical(spec, draft.texts[name]) != preset.texts[name]
    }
    if _plan(draft) != _plan(preset):
        words["retry_waits"] = _plan(preset)
    if draft.signatures != preset.signatures:
        words["signatures"] = _signature_words(preset)
    return words


def summary_line(changes: Sequence[Change]) -> str:
    """The changes in one line: "URL, + order.cancelled, response timeout 30 s → 20 s"."""
    parts = [change.summary for change in changes[:MAX_NAMED]]
    if len(changes) > MAX_NAMED:
        parts.append(f"{len(changes) - MAX_NAMED} more")
    line = ", ".join(parts)
    return line[:1].upper() + line[1:]


def _text_changes(before: Draft, after: Draft) -> Iterator[Change]:
    for name, spec in FIELDS.items():
        old, new = canonical(spec, before.texts.get(name, "")), canonical(spec, after.texts.get(name, ""))
        if old == new:
            continue
        shown = [words_of(name, old) or "empty", words_of(name, new) or "empty"]
        label = spec.label
        if name in ("url", "description", "name") or max(map(len, shown)) > SHORT:
            summary = label
        else:
            summary = f"{_lower(label)} {shown[0]} → {shown[1]}"
        yield Change(name, spec.section, label, shown[0], shown[1], summary)


def _compound_changes(before: Draft, after: Draft) -> Iterator[Change]:
    pairs = {
        "event_types": (", ".join(before.event_types), ", ".join(after.event_types)),
        "authentication": (_authentication_words(before), _authentication_words(after)),
        "headers": (_header_words(before), _header_words(after)),
        "retry_waits": (_plan(before), _plan(after)),
        "signatures": (_signature_words(before), _signature_words(after)),
        "secret": (before.secret_hint, after.secret_hint),
        "identity_headers": (_hidden_words(before), _hidden_words(after)),
    }
    for name, (old, new) in pairs.items():
        if old != new or (name == "authentication" and before.authentication != after.authentication):
            change = _change(name, old, new)
            yield change if name != "event_types" else _events_change(before, after, change)
        elif name == "headers" and before.headers != after.headers:
            yield _change(name, old, new)
    yield from _document_changes("filters", before.filters, after.filters)
    yield from _document_changes("templates", before.templates, after.templates)


def _change(name: str, old: str, new: str) -> Change:
    label = LABELS[name]
    return Change(name, SECTION_OF[name], label, old or "none", new or "none", _lower(label))


def _events_change(before: Draft, after: Draft, change: Change) -> Change:
    added = [f"+ {one}" for one in after.event_types if one not in before.event_types]
    removed = [f"− {one}" for one in before.event_types if one not in after.event_types]
    named = [*added, *removed]
    if not named:
        return change
    more = f" and {len(named) - MAX_NAMED} more" if len(named) > MAX_NAMED else ""
    summary = " ".join(named[:MAX_NAMED]) + more
    return Change(change.name, change.section, change.label, change.before, change.after, summary)


def _document_changes(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    word = name.removesuffix("s").capitalize()
    for event_type in dict.fromkeys([*before, *after]):
        old, new = before.get(event_type), after.get(event_type)
        if old != new:
            label = f"{word} of {event_type}"
            shown = ["none" if one is None else orjson.dumps(one).decode() for one in (old, new)]
            yield Change(f"{name}.{event_type}", SECTION_OF[name], label, shown[0], shown[1], _lower(label))


def _authentication_words(draft: Draft) -> str:
    kind = AUTHENTICATION_KINDS[draft.authentication.get("type", "none")]
    values = [
        f"{one.label} {MASK if one.secret else draft.authentication.get(one.name, '')}" for one in kind.fields
    ]
    return ", ".join([kind.label, *values])


def _header_words(draft: Draft) -> str:
    shown = mask_headers(pair for pair in draft.headers if any(pair))
    return ", ".join(f"{name}: {value}" for name, value in shown)


def _plan(draft: Draft) -> str:
    return ", ".join(draft.waits)


def _signature_words(draft: Draft) -> str:
    return ", ".join(f"{one['scheme']} in {one['header']}" for one in draft.signatures)


def _hidden_words(draft: Draft) -> str:
    return ", ".join(draft.hidden.get("identity_headers", {}))


def _lower(label: str) -> str:
    """A label within a sentence; an abbreviation at its head stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
