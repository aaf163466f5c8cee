"""In what two drafts differ, in words: the save bar, the review, the list of revisions, the preset. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.masking import MASK, mask_headers
from webhook_dashboard.domain.schedules import parse_waits
from webhook_dashboard.ui.pages.webhook_editor.document_changes import (
    document_text,
    filter_words,
    template_words,
)
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, preset_draft
from webhook_dashboard.ui.pages.webhook_editor.fields import (
    FIELDS,
    IDENTITY_WORDS,
    LABELS,
    SECTION_OF,
    canonical,
    show_wait,
    words_of,
)

SHORT: Final = 40
MAX_NAMED: Final = 3
_LABELS_ALONE: Final = {
    "count_unit": "Failures counted",
    "pause_action": "After failures in a row",
    "breaker_failures": "Circuit breaker opens after",
    "probe_interval": "Circuit breaker probes every",
}
"""What fields are called away from the switch that they stand below."""

_DOCUMENTS: Final = {"filters": ("filter", filter_words), "templates": ("template", template_words)}


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
        if draft.is_of_preset(name) and canonical(spec, draft.texts[name]) != preset.texts[name]
    }
    if _plan(draft) != _plan(preset):
        words["retry_waits"] = _plan(preset) or "none"
    if draft.signatures != preset.signatures:
        words["signatures"] = _signature_words(preset) or "none"
    if draft.identity_headers != preset.identity_headers:
        words["identity_headers"] = _identity_words(preset) or "none"
    return words


def summary_line(changes: Sequence[Change]) -> str:
    """The changes in one line: "URL, + order.cancelled, response timeout 30 s → 20 s"."""
    parts = [change.summary for change in changes[:MAX_NAMED]]
    if len(changes) > MAX_NAMED:
        parts.append(f"{len(changes) - MAX_NAMED} more")
    line = ", ".join(parts)
    begins_with_a_type = changes and changes[0].name.partition(".")[0] in _DOCUMENTS
    return line if begins_with_a_type else line[:1].upper() + line[1:]


def _text_changes(before: Draft, after: Draft) -> Iterator[Change]:
    for name, spec in FIELDS.items():
        old, new = canonical(spec, before.texts.get(name, "")), canonical(spec, after.texts.get(name, ""))
        if old == new:
            continue
        shown = [words_of(name, old) or "empty", words_of(name, new) or "empty"]
        label = _LABELS_ALONE.get(name, spec.label)
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
        "identity_headers": (_identity_words(before), _identity_words(after)),
    }
    for name, (old, new) in pairs.items():
        if old != new or (name == "authentication" and before.authentication != after.authentication):
            change = _change(name, old, new)
            yield change if name != "event_types" else _events_change(before, after, change)
        elif name == "headers" and before.headers != after.headers:
            yield _change(name, old, new)
    for name in _DOCUMENTS:
        yield from _document_changes(name, getattr(before, name), getattr(after, name))


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
    noun, words = _DOCUMENTS[name]
    for event_type in dict.fromkeys([*before, *after]):
        old, new = before.get(event_type), after.get(event_type)
        if old != new:
            shown = [document_text(one) for one in (old, new)]
            yield Change(
                name=f"{name}.{event_type}",
                section=SECTION_OF[name],
                label=f"{noun.capitalize()} of {event_type}",
                before=shown[0],
                after=shown[1],
                summary=f"{event_type} {noun}: {words(old, new)}",
            )


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
    """The waits as the comparison of plans writes them; as they are typed while they cannot be read."""
    try:
        return ", ".join(show_wait(wait) for wait in parse_waits(list(draft.waits)))
    except InvalidInput:
        return ", ".join(draft.waits)


def _signature_words(draft: Draft) -> str:
    return ", ".join(f"{one['scheme']} in {one['header']}" for one in draft.signatures)


def _identity_words(draft: Draft) -> str:
    named = [(name, source) for name, source in draft.identity_headers if name.strip()]
    return ", ".join(f"{name}: {IDENTITY_WORDS.get(source, source)}" for name, source in named)


def _lower(label: str) -> str:
    """A label within a sentence; an abbreviation at its head stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
