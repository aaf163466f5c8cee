"""The words of one condition that holds or fails: `Below minimum: order.total is 50, must be over 100`."""

import operator
from dataclasses import dataclass
from typing import Any, Final, cast

from webhook_dashboard.domain.filters import comparing
from webhook_dashboard.domain.filters.nodes import Condition
from webhook_dashboard.domain.filters.operators import OPERATORS
from webhook_dashboard.domain.filters.values import is_number, read_number, read_time, show
from webhook_dashboard.domain.filters.words import label_of, name_of
from webhook_dashboard.domain.paths import MISSING

_LOWER_BOUNDS: Final = ("$gt", "$gte")
_BOUNDS: Final = (*_LOWER_BOUNDS, "$lt", "$lte", "$between")
_SAID_BY_THE_VALUE: Final = ("$eq", "$in", "$exist", "$empty")
_SAID_WHEN_NEGATED: Final = ("$neq", "$nin")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a condition fails: a heading such as `Wrong source`, empty where it holds, and the detail."""

    heading: str
    detail: str

    @property
    def sentence(self) -> str:
        """Both in one."""
        return f"{self.heading}: {self.detail}" if self.heading else self.detail


def held(condition: Condition, actual: object, *, negated: bool) -> Reason:
    """Return how it is said that a condition, or its opposite, holds."""
    found = _found(condition, actual)
    name, words = condition.operator, OPERATORS[condition.operator]
    must = words.must(condition.expected)
    if negated and name == "$changed":
        return Reason("", f"{found} and is not known to {must}")
    if name in (_SAID_WHEN_NEGATED if negated else _SAID_BY_THE_VALUE):
        return Reason("", found)
    must = _opposite(must) if negated else must
    if must.startswith("be "):
        return Reason("", f"{found}, {must.removeprefix('be ')}")
    if must.startswith("not be "):
        return Reason("", f"{found}, not {must.removeprefix('not be ')}")
    return Reason("", f"{found} and {f'does {must}' if negated else words.words(condition.expected)}")


def missed(condition: Condition, actual: object, *, negated: bool) -> Reason:
    """Return how it is said that a condition, or its opposite, fails."""
    must = OPERATORS[condition.operator].must(condition.expected)
    heading = _heading(condition, actual, negated=negated)
    return Reason(heading, f"{_found(condition, actual)}, must {_opposite(must) if negated else must}")


def without_answer(condition: Condition) -> Reason:
    """Return how it is said that an event does not tell what changed."""
    return Reason("Unknown change", f"the event does not say whether {name_of(condition.path)} changed")


def _found(condition: Condition, actual: object) -> str:
    text = f"{name_of(condition.path)} is {show(actual)}"
    number = read_number(actual) if isinstance(actual, str) and _wants_number(condition.expected) else None
    return text if number is None else f"{text}, read as the number {show(number)}"


def _wants_number(expected: object) -> bool:
    return (
        any(map(is_number, cast("list[Any]", expected)))
        if isinstance(expected, list)
        else is_number(expected)
    )


def _opposite(must: str) -> str:
    return must.removeprefix("not ") if must.startswith("not ") else f"not {must}"


def _heading(condition: Condition, actual: object, *, negated: bool) -> str:
    name, label = condition.operator, label_of(condition)
    if actual is MISSING:
        return f"Missing {label}"
    if name == "$changed":
        return f"Unchanged {label}" if condition.expected is not negated else f"Changed {label}"
    if name == "$exist":
        return f"Unexpected {label}"
    if name == "$empty" and condition.expected is negated:
        return f"Empty {label}"
    if name in _BOUNDS and not negated:
        return _side(condition, actual) or f"Wrong {label}"
    return f"Wrong {label}"


def _side(condition: Condition, actual: object) -> str | None:
    """Return on which side of its bounds a number or time lies, or None where there is nothing to compare."""
    name, expected = condition.operator, condition.expected
    lowest = expected[0] if name == "$between" else expected
    is_low = name in _LOWER_BOUNDS
    if name == "$between":
        is_low = not comparing.ordered(operator.ge)(lowest)(actual)
    if is_number(lowest):
        comparable, sides = read_number(actual) is not None, ("Below minimum", "Above maximum")
    else:
        comparable = read_time(lowest) is not None and read_time(actual) is not None
        sides = ("Too early", "Too late")
    return sides[not is_low] if comparable else None
