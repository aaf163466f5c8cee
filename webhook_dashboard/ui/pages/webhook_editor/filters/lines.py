"""The rows of the builder as they are typed: read from a filter, written as one, and what is wrong. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.fields import FieldInfo, FieldKind
from webhook_dashboard.domain.filters import AnyOfRows, FilterRow, from_rows, to_rows
from webhook_dashboard.domain.filters.choices import (
    CHOICE_BY_KEY,
    Choice,
    choice_of,
    choices_for,
    make_row,
    typed_text,
)
from webhook_dashboard.domain.filters.nodes import ALL, ANY
from webhook_dashboard.domain.filters.rows import NONE

TOP: Final = 0
"""The group of the rows that are joined by AND."""

QUANTIFIERS: Final = ((ANY, "any element"), (ALL, "all elements"), (NONE, "no element"))
ELEMENTS: Final = "[]"
_AT: Final = "row"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is typed. `group` is TOP, or the number of the any-of group that it stands in.

    `kind` is what typed values are read as. `second` is the upper end of two values.
    """

    id: int
    group: int = TOP
    field: str = ""
    operator: str = "is"
    text: str = ""
    second: str = ""
    kind: FieldKind = FieldKind.NULL
    quantifier: str = ANY

    @property
    def choice(self) -> Choice:
        """The operator in hand."""
        return CHOICE_BY_KEY[self.operator]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is filled in: such a row says nothing."""
        return not (self.field.strip() or self.text.strip() or self.second.strip())

    @property
    def looks_into_a_list(self) -> bool:
        """Whether the field is one of the elements of a list."""
        return ELEMENTS in self.field


Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """Rows as a filter. Rows with an entry in `problems` are left out; so are blank ones.

    `missing` names those rows for which only something is still to be typed.
    """

    document: Mapping[str, Any]
    problems: Mapping[int, str]
    missing: frozenset[int]


def read_lines(document: object, fields: Sequence[FieldInfo], first_id: int = 1) -> Lines | None:
    """Return a filter's JSON as rows, or None where it is too complex for them.

    Raises:
        InvalidInput: it is no filter.
    """
    rows = to_rows(document)
    if rows is None:
        return None
    lines: list[Line] = []
    for place, entry in enumerate(rows, start=1):
        group, inner = (TOP, (entry,)) if isinstance(entry, FilterRow) else (first_id + place, entry.rows)
        for row in inner:
            line = _line_of(row, fields, Line(first_id + len(lines), group))
            if line is None:
                return None
            lines.append(line)
    return tuple(lines)


def write_lines(lines: Lines) -> Written:
    """Return the filter that the rows make, as far as they are complete."""
    problems, missing = dict[int, str](), set[int]()
    entries: list[FilterRow | AnyOfRows] = []
    for group, members in groupby(lines, key=lambda line: line.group):
        rows: list[FilterRow] = []
        for line in members:
            wanted = _wanted(line)
            problem = wanted or _fault(line)
            if problem:
                problems[line.id] = problem
                missing.update({line.id} if wanted else ())
            elif not line.is_blank:
                rows.append(row_of(line))
        if group == TOP:
            entries += rows
        elif rows:
            entries.append(AnyOfRows(tuple(rows)))
    try:
        document = from_rows(entries)
    except InvalidInput as error:  # each row is right by itself, so these are too many
        problems[lines[-1].id] = _sentence(error)
        document = {}
    return Written(document, problems, frozenset(missing))


def row_of(line: Line) -> FilterRow:
    """Return a row as the domain knows it."""
    text = line.text
    if line.choice.shape == "two":
        text = f"{_part(line.text)}, {_part(line.second)}"
    return make_row(line.field, line.choice, text, kind=line.kind, quantifier=line.quantifier)


def offered(line: Line) -> list[tuple[str, str]]:
    """Return the operators to choose from, each with its words; the one in hand is always there."""
    choices = choices_for(line.kind)
    if line.choice not in choices:
        choices = (*choices, line.choice)
    return [(choice.key, choice.words) for choice in choices]


def with_field(line: Line, name: str, fields: Sequence[FieldInfo]) -> Line:
    """Return a row about another field; an operator that does not fit it becomes the first that does."""
    kind = kind_of(name, fields)
    keys = [choice.key for choice in choices_for(kind)]
    operator = line.operator if line.operator in keys else keys[0]
    return replace(line, field=name.strip(), kind=kind, operator=operator)


def with_operator(line: Line, key: str) -> Line:
    """Return a row with another operator; what was typed stays where there is a place for it."""
    shape, before = CHOICE_BY_KEY[key].shape, line.choice.shape
    if shape == "none":
        return replace(line, operator=key, text="", second="")
    if before == "two" and shape != "two":
        return replace(line, operator=key, second="")
    return replace(line, operator=key)


def new_id(lines: Iterable[Line]) -> int:
    """Return a number that no row and no group has."""
    return max((max(line.id, line.group) for line in lines), default=0) + 1


def with_new_line(lines: Lines, group: int) -> Lines:
    """Return the rows and a blank one: last of all, or last of its group."""
    line = Line(new_id(lines), group)
    places = [place for place, one in enumerate(lines) if one.group == group]
    at = len(lines) if group == TOP or not places else places[-1] + 1
    return (*lines[:at], line, *lines[at:])


def with_new_group(lines: Lines) -> Lines:
    """Return the rows and a group with a blank one."""
    group = new_id(lines)
    return (*lines, Line(group + 1, group))


def kind_of(name: str, fields: Sequence[FieldInfo]) -> FieldKind:
    """Return the kind of a field, NULL for one that was never seen."""
    found = find_field(name, fields)
    return FieldKind.NULL if found is None else found.kind


def find_field(name: str, fields: Sequence[FieldInfo]) -> FieldInfo | None:
    """Return what is known of a field that a row names."""
    return next((one for one in fields if name in (one.path, element_name(one))), None)


def element_name(found: FieldInfo) -> str:
    """Return what a row calls a field: `items[].sku` for one of the elements of a list, else its path."""
    return f"{found.list_path}{ELEMENTS}.{found.element_path}" if found.list_path else found.path


def _line_of(row: FilterRow, fields: Sequence[FieldInfo], blank: Line) -> Line | None:
    choice = choice_of(row)
    text, second = typed_text(choice, row.value), ""
    if choice.shape == "two":
        text, second = (typed_text(choice, [bound]) for bound in row.value)
    line = replace(
        blank, field=row.field, operator=choice.key, text=text, second=second, quantifier=row.quantifier
    )
    # A value is shown as it has to be typed into a field of that kind: text that looks like a number, in
    # a field of numbers, has quotation marks.
    for kind in (kind_of(row.field, fields), FieldKind.NULL):
        read = replace(line, kind=kind)
        if _same_row(row_of(read), row):
            return read
    return None


def _same_row(one: FilterRow, other: FilterRow) -> bool:
    return one == other and type(one.value) is type(other.value)


def _wanted(line: Line) -> str:
    """What is still to be filled in, for a row that was begun."""
    if line.is_blank:
        return ""
    if not line.field.strip():
        return "Choose a field."
    shape = line.choice.shape
    if shape == "two" and not (line.text.strip() and line.second.strip()):
        return "Type both values, the smaller first."
    if shape in ("one", "many") and not line.text.strip():
        return "Type a value."
    return ""


def _fault(line: Line) -> str:
    if line.is_blank:
        return ""
    try:
        from_rows([row_of(line)], field=_AT)
    except InvalidInput as error:
        return _sentence(error)
    return ""


def _sentence(error: InvalidInput) -> str:
    """The sentence of an error without its place, which is the row."""
    text = error.message.removeprefix(f"{error.field}: ")
    return text[:1].upper() + text[1:]


def _part(text: str) -> str:
    """One of two values, so that a comma in it does not part it."""
    plain = text.strip()
    return f'"{plain}"' if "," in plain and not plain.startswith('"') else plain
