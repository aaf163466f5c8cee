"""What the builder shows, as text: rows, fields to choose from, tabs. The values of the state's variables."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from webhook_dashboard.domain.fields import FieldInfo, FieldKind, FieldSource
from webhook_dashboard.domain.filters.choices import CHOICE_BY_KEY, typed_text
from webhook_dashboard.ui.formatting import format_noun
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import (
    TOP,
    Line,
    Lines,
    Written,
    element_name,
    find_field,
    offered,
)

MAX_VALUE: Final = 48
GLYPHS: Final[Mapping[FieldKind, str]] = {
    FieldKind.NUMBER: "hash",
    FieldKind.TEXT: "type",
    FieldKind.LIST: "list",
    FieldKind.TIME: "calendar",
    FieldKind.BOOLEAN: "toggle-left",
    FieldKind.OBJECT: "braces",
    FieldKind.NULL: "circle-dashed",
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One row. `joint` is the word before it, `heads` says that an any-of group begins with it.

    `known` are values to choose from. `hint` says what is still missing, `error` what is wrong.
    """

    id: int
    key: str
    group: int
    name: str
    joint: str
    heads: bool
    ends: bool
    group_joint: str
    field: str
    glyph: str
    operator: str
    operators: list[tuple[str, str]]
    shape: str
    text: str
    second: str
    in_list: bool
    quantifier: str
    known: list[str]
    hint: str
    error: str
    takes_focus: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field to choose: its path, the glyph of its kind, and its last real value."""

    path: str
    glyph: str
    value: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class TypeTab:
    """The tab of one event type; `mark` is a sentence where its filter is not the saved one."""

    key: str
    mark: str


@dataclass(frozen=True, slots=True)
class LastValue:
    """The last value of the field in hand: "Last real value: order.total = 150.00"."""

    words: str = ""
    name: str = ""
    value: str = field(default="")


def line_views(
    lines: Lines, written: Written, fields: Sequence[FieldInfo], *, version: int = 0, focus: int = 0
) -> list[LineView]:
    """Return the rows for the eye; the row numbered `focus` takes the focus when it appears.

    The browser keeps what is typed for as long as `version` stays.
    """
    views: list[LineView] = []
    for place, line in enumerate(lines):
        before = lines[place - 1] if place else None
        heads = line.group != TOP and (before is None or before.group != line.group)
        after = lines[place + 1] if place + 1 < len(lines) else None
        problem = written.problems.get(line.id, "")
        is_missing = line.id in written.missing
        found = find_field(line.field, fields)
        views.append(
            LineView(
                id=line.id,
                key=f"{version}-{line.id}",
                group=line.group,
                name=f"Row {place + 1}",
                joint=_joint(line, before, heads=heads),
                heads=heads,
                ends=line.group != TOP and (after is None or after.group != line.group),
                group_joint=("Send if" if place == 0 else "and") if heads else "",
                field=line.field,
                glyph=GLYPHS[line.kind] if line.field else "circle-dashed",
                operator=line.operator,
                operators=offered(line),
                shape=line.choice.shape,
                text=line.text,
                second=line.second,
                in_list=line.looks_into_a_list,
                quantifier=line.quantifier,
                known=_values(found),
                hint=problem if is_missing else "",
                error="" if is_missing else problem,
                takes_focus=line.id == focus,
            )
        )
    return views


def field_views(fields: Sequence[FieldInfo]) -> list[FieldView]:
    """Return the fields to choose from; the elements of a list as `items[].sku`."""
    return [
        FieldView(element_name(one), GLYPHS[one.kind], value_words(one), one.source is FieldSource.SAMPLE)
        for one in fields
    ]


def last_value(name: str, fields: Sequence[FieldInfo]) -> LastValue:
    """Return the last value of a field; nothing for one that was never seen."""
    found = find_field(name, fields)
    if found is None:
        return LastValue()
    words = "Last real value: " if found.source is FieldSource.EVENT else "In the sample: "
    return LastValue(words, element_name(found), value_words(found))


def value_words(found: FieldInfo) -> str:
    """Return the last value on one line: numbers with two decimals at least, or none; "2 items"."""
    if found.size is not None:
        return format_noun(found.size, "item" if FieldKind.LIST in found.kinds[:1] else "field")
    return plain_value(found.last_value)


def plain_value(value: object) -> str:
    """Return a value on one short line; a number with decimals has two of them where that is exact."""
    if isinstance(value, float) and value == round(value, 2):
        return f"{value:.2f}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= MAX_VALUE else f"{line[: MAX_VALUE - 1]}…"


def _joint(line: Line, before: Line | None, *, heads: bool) -> str:
    if line.group != TOP:
        return "" if heads else "or"
    return "Send if" if before is None else "and"


def _values(found: FieldInfo | None) -> list[str]:
    """What can be chosen as a value; a truth value has two, whichever was seen."""
    if found is None:
        return []
    if found.kind is FieldKind.BOOLEAN:
        return ["true", "false"]
    choice = CHOICE_BY_KEY["one_of"]
    texts = [value for value in found.values if isinstance(value, str)]
    if found.kind in (FieldKind.TEXT, FieldKind.LIST):
        return [
            typed_text(choice, [text]) if found.kind is FieldKind.LIST else _quoted(text) for text in texts
        ]
    return [typed_text(choice, [value]) for value in found.values]


def _quoted(text: str) -> str:
    """Text as it is typed into a field of text: in quotation marks only where a comma would part it."""
    return json.dumps(text, ensure_ascii=False) if "," in text or text.startswith('"') else text
