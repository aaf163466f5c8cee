"""The operators as the builder offers them: words to choose from, by the kind of field, and typed values."""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import orjson

from webhook_dashboard.domain.fields import FieldKind
from webhook_dashboard.domain.filters.nodes import ANY
from webhook_dashboard.domain.filters.rows import FilterRow
from webhook_dashboard.domain.filters.values import read_number

Shape = Literal["one", "two", "many", "none"]
"""How many values are typed behind the words: `two` and `many` are parted by commas."""

_EVERY: Final = frozenset(FieldKind)
_VALUES: Final = _EVERY - {FieldKind.OBJECT}
_NUMBER: Final = frozenset({FieldKind.NUMBER, FieldKind.NULL})
_TEXT: Final = frozenset({FieldKind.TEXT, FieldKind.NULL})
_ORDER: Final = frozenset({FieldKind.TIME, FieldKind.TEXT, FieldKind.NULL})
_RANGE: Final = frozenset({FieldKind.NUMBER, FieldKind.TIME, FieldKind.NULL})
_CHOICE: Final = _VALUES - {FieldKind.BOOLEAN}
_CONTENT: Final = frozenset({FieldKind.TEXT, FieldKind.LIST, FieldKind.NULL})
_EMPTY: Final = _CONTENT | {FieldKind.OBJECT}
_AFFIXES: Final = ("$startsWith", "$endsWith")
_WORDS: Final = {"true": True, "false": False, "null": None}
_PART: Final = re.compile(r'\s*("(?:[^"\\]|\\.)*")\s*(?:,|$)|([^,]+)')


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the list of operators. `value` is what stands behind one that takes nothing typed."""

    key: str
    words: str
    operator: str
    shape: Shape
    kinds: frozenset[FieldKind]
    negated: bool = False
    value: bool | None = None


CHOICES: Final = (
    Choice("is", "is", "$eq", "one", _VALUES),
    Choice("is_not", "is not", "$neq", "one", _VALUES),
    Choice("over", "is greater than", "$gt", "one", _NUMBER),
    Choice("at_least", "is at least", "$gte", "one", _NUMBER),
    Choice("under", "is less than", "$lt", "one", _NUMBER),
    Choice("at_most", "is at most", "$lte", "one", _NUMBER),
    Choice("after", "is after", "$gt", "one", _ORDER),
    Choice("at_or_after", "is at or after", "$gte", "one", _ORDER),
    Choice("before", "is before", "$lt", "one", _ORDER),
    Choice("at_or_before", "is at or before", "$lte", "one", _ORDER),
    Choice("between", "is between", "$between", "two", _RANGE),
    Choice("one_of", "is one of", "$in", "many", _CHOICE),
    Choice("none_of", "is none of", "$nin", "many", _CHOICE),
    Choice("contains", "contains", "$contains", "one", _CONTENT),
    Choice("not_contains", "does not contain", "$contains", "one", _CONTENT, negated=True),
    Choice("starts_with", "starts with", "$startsWith", "many", _TEXT),
    Choice("not_starts_with", "does not start with", "$startsWith", "many", _TEXT, negated=True),
    Choice("ends_with", "ends with", "$endsWith", "many", _TEXT),
    Choice("not_ends_with", "does not end with", "$endsWith", "many", _TEXT, negated=True),
    Choice("matches", "matches", "$regex", "one", _TEXT),
    Choice("not_matches", "does not match", "$regex", "one", _TEXT, negated=True),
    Choice("exists", "is there", "$exist", "none", _EVERY, value=True),
    Choice("missing", "is missing", "$exist", "none", _EVERY, value=False),
    Choice("empty", "is empty", "$empty", "none", _EMPTY, value=True),
    Choice("not_empty", "is not empty", "$empty", "none", _EMPTY, value=False),
    Choice("changed", "changed", "$changed", "none", _EVERY, value=True),
    Choice("not_changed", "did not change", "$changed", "none", _EVERY, value=False),
)
CHOICE_BY_KEY: Final = {choice.key: choice for choice in CHOICES}


def choices_for(kind: FieldKind) -> tuple[Choice, ...]:
    """Return what is offered for a field; all of it while nothing but null was seen in it."""
    return tuple(choice for choice in CHOICES if kind in choice.kinds)


def choice_of(row: FilterRow) -> Choice:
    """Return the entry that shows a row; the nearest one for a row that no entry makes."""
    with_operator = [choice for choice in CHOICES if choice.operator == row.operator]
    fitting = [
        choice
        for choice in with_operator
        if choice.negated == row.negated and (choice.shape != "none" or choice.value == row.value)
    ]
    candidates = fitting or with_operator
    textual = isinstance(row.value, str)
    return next(
        (choice for choice in candidates if textual and FieldKind.TEXT in choice.kinds), candidates[0]
    )


def make_row(
    field: str, choice: Choice, text: str, *, kind: FieldKind = FieldKind.NULL, quantifier: str = ANY
) -> FilterRow:
    """Return the row that somebody filled in; what cannot be used is found by `from_rows`.

    Typed values are numbers, true, false and null where they look so, unless the field is of text; text
    in quotation marks is always text.
    """
    return FilterRow(field.strip(), choice.operator, _value(choice, text, kind), choice.negated, quantifier)


def typed_text(choice: Choice, value: object) -> str:
    """Return what has to be typed into a row, of a field not known, to get a value."""
    if choice.shape == "none":
        return ""
    if choice.operator == "$regex":
        return str(value)
    if choice.shape == "one" or not isinstance(value, list):
        return _write(value, parted=choice.shape != "one")
    return ", ".join(_write(part, parted=True) for part in cast("list[object]", value))


def _value(choice: Choice, text: str, kind: FieldKind) -> Any:
    if choice.shape == "none":
        return choice.value
    if choice.operator == "$regex":
        return text
    if choice.operator in _AFFIXES:
        affixes = [_read(part, FieldKind.TEXT) for part in _parts(text)]
        return affixes if len(affixes) > 1 else "".join(affixes)
    if choice.shape == "one":
        return _read(text.strip(), kind)
    return [_read(part, kind) for part in _parts(text)]


def _parts(text: str) -> list[str]:
    found = (match[1] or match[2].strip() for match in _PART.finditer(text))
    return [part for part in found if part]


def _read(text: str, kind: FieldKind) -> Any:
    if text.startswith('"') or (text[:1] in ("[", "{") and kind is not FieldKind.TEXT):
        try:
            return orjson.loads(text)
        except ValueError:
            return text
    if kind in (FieldKind.TEXT, FieldKind.TIME):
        return text
    number = read_number(text)
    return _WORDS.get(text, text) if number is None else number


def _write(value: object, *, parted: bool) -> str:
    if not isinstance(value, str):
        return orjson.dumps(value).decode()
    plain = _read(value, FieldKind.NULL) == value and value == value.strip() and not value.startswith('"')
    if not plain or not value or (parted and "," in value):
        return orjson.dumps(value).decode()
    return value
