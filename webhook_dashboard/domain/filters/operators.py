"""The operators of a condition, as a list: what each takes, when it holds, and how it is said."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from webhook_dashboard.domain.filters import comparing, operands
from webhook_dashboard.domain.filters.values import is_number, show, show_plainly

_MOST_CHOICES_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator.

    `check` accepts what stands behind it, given also where that is, or raises InvalidInput; `build` makes
    the test of a field's value. `words` are those of a row, after the field ("is greater than 100");
    `must` follows "must" in a reason ("be over 100").
    """

    name: str
    check: Callable[[object, str], Any]
    build: Callable[[Any], comparing.Test]
    words: Callable[[Any], str]
    must: Callable[[Any], str]


def _words(text: str) -> Callable[[Any], str]:
    return lambda expected: f"{text} {show_plainly(expected)}"


def _must(text: str) -> Callable[[Any], str]:
    return lambda expected: f"{text} {_alternatives(expected)}"


def _alternatives(expected: object) -> str:
    if not isinstance(expected, list):
        return show(expected)
    choices = cast("list[object]", expected)
    shown = [show(choice) for choice in choices[:_MOST_CHOICES_SHOWN]]
    hidden = len(choices) - len(shown)
    *first, last = [*shown, f"one of {hidden} more"] if hidden else shown
    return f"{', '.join(first)} or {last}" if first else last


def _order(name: str, compare: Callable[[Any, Any], bool], number: str, other: str, words: str) -> Operator:
    def said(expected: Any) -> str:
        return f"{number if is_number(expected) else other}"

    return Operator(
        name,
        operands.check_orderable,
        comparing.ordered(compare),
        lambda expected: f"is {words if is_number(expected) else said(expected)} {show_plainly(expected)}",
        lambda expected: f"be {said(expected)} {show(expected)}",
    )


def _flag(name: str, build: Callable[[Any], comparing.Test], words: tuple[str, str], must: str) -> Operator:
    return Operator(
        name,
        operands.check_flag,
        build,
        lambda expected: words[0] if expected else words[1],
        lambda expected: must if expected else f"not {must}",
    )


_ALL: Final = (
    Operator(
        "$eq", operands.check_literal, comparing.equals, _words("is"), lambda value: f"be {show(value)}"
    ),
    Operator(
        "$neq",
        operands.check_literal,
        comparing.opposite(comparing.equals),
        _words("is not"),
        lambda value: f"not be {show(value)}",
    ),
    _order("$gt", operator.gt, "over", "after", "greater than"),
    _order("$gte", operator.ge, "at least", "at or after", "at least"),
    _order("$lt", operator.lt, "under", "before", "less than"),
    _order("$lte", operator.le, "at most", "at or before", "at most"),
    Operator(
        "$between",
        operands.check_range,
        comparing.between,
        lambda bounds: f"is between {show_plainly(bounds[0])} and {show_plainly(bounds[1])}",
        lambda bounds: f"be between {show(bounds[0])} and {show(bounds[1])}",
    ),
    Operator("$in", operands.check_choices, comparing.one_of, _words("is one of"), _must("be")),
    Operator(
        "$nin",
        operands.check_choices,
        comparing.opposite(comparing.one_of),
        _words("is none of"),
        _must("not be"),
    ),
    _flag("$exist", comparing.exists, ("is there", "is missing"), "be there"),
    Operator(
        "$regex",
        operands.check_pattern,
        comparing.matches,
        _words("matches"),
        lambda pattern: f"match {show_plainly(pattern)}",
    ),
    Operator("$contains", operands.check_content, comparing.contains, _words("contains"), _must("contain")),
    Operator(
        "$startsWith",
        operands.check_affixes,
        comparing.affix(str.startswith),
        _words("starts with"),
        _must("start with"),
    ),
    Operator(
        "$endsWith",
        operands.check_affixes,
        comparing.affix(str.endswith),
        _words("ends with"),
        _must("end with"),
    ),
    _flag("$empty", comparing.is_empty, ("is empty", "is not empty"), "be empty"),
    _flag("$changed", comparing.changed, ("changed", "did not change"), "have changed"),
)

OPERATORS: Final[Mapping[str, Operator]] = {entry.name: entry for entry in _ALL}
ALIASES: Final[Mapping[str, str]] = {"$exists": "$exist", "$ne": "$neq"}
"""Other spellings that are read; the canonical one is written."""
