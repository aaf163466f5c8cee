"""What changed in a filter or a template, in a few words: "total 60 → 100, + any-of group". Pure."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

import orjson

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import AnyOfRows, FilterRow, from_rows, parse_filter, to_rows
from webhook_dashboard.domain.filters.values import show_plainly
from webhook_dashboard.domain.filters.words import words_of

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
MAX_NAMED: Final = 3
MAX_WORDS: Final = 48
_FORMATS: Final = {"json": "JSON", "form": "form", "text": "text"}


def filter_words(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """The conditions that came, went, or ask for another value. A filter without conditions is none."""
    if not before or not after:
        return ADDED if after else REMOVED
    try:
        old, new = to_rows(before), to_rows(after)
    except InvalidInput:
        return CHANGED
    if old is None or new is None:
        return CHANGED
    words = [*_condition_words(_plain(old), _plain(new)), *_group_words(_groups(old), _groups(new))]
    if len(words) > MAX_NAMED:
        words = [*words[:MAX_NAMED], f"{len(words) - MAX_NAMED} more"]
    return ", ".join(words) or "another order"


def template_words(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """How many lines changed, and whether anything else did: "3 lines changed, 1 added"."""
    if before is None or after is None:
        return ADDED if before is None else REMOVED
    words = _line_words(str(before["text"]).split("\n"), str(after["text"]).split("\n"))
    if before["format"] != after["format"]:
        words.append(f"{_FORMATS[before['format']]} → {_FORMATS[after['format']]}")
    if before["strict"] != after["strict"]:
        words.append(f"missing values {'fail' if after['strict'] else 'are empty'}")
    return ", ".join(words)


def document_text(document: Mapping[str, Any] | None) -> str:
    """A filter as its conditions, one a line, or a template as it is written; "none" for none."""
    if not document:
        return "none"
    if "text" in document and "format" in document:
        return str(document["text"])
    try:
        return "\nand ".join(parse_filter(document).parts)
    except InvalidInput:
        return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _line_words(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """A stretch of lines that another one replaces counts as changed, as far as both go."""
    changed = added = removed = 0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind != "equal":
            old, new = old_to - old_from, new_to - new_from
            changed += min(old, new)
            added += max(new - old, 0)
            removed += max(old - new, 0)
    counts = ((changed, CHANGED), (added, ADDED), (removed, REMOVED))
    told = [(count, word) for count, word in counts if count]
    first = [f"{told[0][0]:,} {'line' if told[0][0] == 1 else 'lines'} {told[0][1]}"] if told else []
    return [*first, *(f"{count:,} {word}" for count, word in told[1:])]


def _condition_words(before: list[FilterRow], after: list[FilterRow]) -> list[str]:
    gone, come = [row for row in before if row not in after], [row for row in after if row not in before]
    words: list[str] = []
    for row in list(come):
        was = next((old for old in gone if _question(old) == _question(row)), None)
        if was is None:
            continue
        gone.remove(was)
        come.remove(row)
        words.append(_short(f"{_name(row)} {show_plainly(was.value)} → {show_plainly(row.value)}"))
    return [*words, *(f"+ {_describe(row)}" for row in come), *(f"− {_describe(row)}" for row in gone)]


def _group_words(before: list[AnyOfRows], after: list[AnyOfRows]) -> list[str]:
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    both = min(len(gone), len(come))
    return [
        *["any-of group changed"] * both,
        *["+ any-of group"] * (len(come) - both),
        *["− any-of group"] * (len(gone) - both),
    ]


def _plain(rows: Sequence[FilterRow | AnyOfRows]) -> list[FilterRow]:
    return [row for row in rows if isinstance(row, FilterRow)]


def _groups(rows: Sequence[FilterRow | AnyOfRows]) -> list[AnyOfRows]:
    return [row for row in rows if isinstance(row, AnyOfRows)]


def _question(row: FilterRow) -> tuple[str, str, bool, str]:
    return row.field, row.operator, row.negated, row.quantifier


def _name(row: FilterRow) -> str:
    return words_of(row.field.removesuffix("[]").rpartition(".")[2])


def _describe(row: FilterRow) -> str:
    return _short(parse_filter(from_rows([row])).parts[0])


def _short(words: str) -> str:
    return words if len(words) <= MAX_WORDS else f"{words[: MAX_WORDS - 1]}…"
