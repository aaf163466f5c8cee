"""The tests behind the operators: each takes the expected value and returns what a field must pass."""

import operator
from collections.abc import Callable
from typing import Any, cast

from webhook_dashboard.domain.filters.patterns import compile_pattern
from webhook_dashboard.domain.filters.values import is_number, read_number, read_time, same
from webhook_dashboard.domain.paths import MISSING

Test = Callable[[object], bool]
"""Tells whether a field's value, or MISSING, passes. Never raises."""


def equals(expected: object) -> Test:
    """Return the test for equality. A list passes when it is equal, or when one of its elements is."""
    one = _equals_one(expected)
    if isinstance(expected, list):
        return one

    def test(actual: object) -> bool:
        if type(actual) is list:
            return any(map(one, cast("list[object]", actual)))
        return one(actual)

    return test


def _equals_one(expected: object) -> Test:
    if expected is None or isinstance(expected, bool):
        return lambda actual: actual is expected
    if isinstance(expected, int | float):
        return _number_test(expected, operator.eq)
    if not isinstance(expected, str):
        return lambda actual: same(actual, expected)
    moment = read_time(expected)
    if moment is None:
        return lambda actual: actual == expected
    return lambda actual: actual == expected or read_time(actual) == moment


def _number_test(expected: int | float, compare: Callable[[Any, Any], bool]) -> Test:
    def test(actual: object) -> bool:
        kind = type(actual)
        if kind is int or kind is float:
            return compare(actual, expected)
        number = read_number(actual)
        return number is not None and compare(number, expected)

    return test


def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any], Test]:
    def build(expected: Any) -> Test:
        if is_number(expected):
            return _number_test(expected, compare)
        moment = read_time(expected)
        if moment is None:
            return lambda actual: isinstance(actual, str) and compare(actual, expected)

        def test(actual: object) -> bool:
            found = read_time(actual)
            return found is not None and compare(found, moment)

        return test

    return build


def between(expected: Any) -> Test:
    low, high = ordered(operator.ge)(expected[0]), ordered(operator.le)(expected[1])
    return lambda actual: low(actual) and high(actual)


def one_of(expected: Any) -> Test:
    texts = frozenset(choice for choice in expected if isinstance(choice, str))
    others = [equals(choice) for choice in expected if not isinstance(choice, str) or read_time(choice)]

    def one(actual: object) -> bool:
        if type(actual) is str and actual in texts:
            return True
        return any(test(actual) for test in others)

    def test(actual: object) -> bool:
        if type(actual) is list:
            return any(map(one, cast("list[object]", actual)))
        return one(actual)

    return test


def contains(expected: Any) -> Test:
    one = _equals_one(expected)

    def test(actual: object) -> bool:
        if type(actual) is list:
            return any(map(one, cast("list[object]", actual)))
        return isinstance(expected, str) and isinstance(actual, str) and expected in actual

    return test


def affix(method: Callable[[str, Any], bool]) -> Callable[[Any], Test]:
    def build(expected: Any) -> Test:
        texts = (expected,) if isinstance(expected, str) else tuple(expected)
        return lambda actual: isinstance(actual, str) and method(actual, texts)

    return build


def matches(expected: Any) -> Test:
    search = compile_pattern(expected, "$regex")
    # Data from elsewhere may hold half a character, which strict UTF-8 refuses.
    return lambda actual: (
        isinstance(actual, str) and search(actual.encode("utf-8", "surrogatepass")) is not None
    )


def exists(expected: Any) -> Test:
    return lambda actual: (actual is not MISSING) is expected


def is_empty(expected: Any) -> Test:
    def test(actual: object) -> bool:
        empty = actual is MISSING or actual is None or actual == "" or actual == [] or actual == {}
        return empty is expected

    return test


def changed(expected: Any) -> Test:
    """The field's value is replaced by whether it changed, see changes.py; it is MISSING where unknown."""
    return lambda actual: actual is expected


def opposite(build: Callable[[Any], Test]) -> Callable[[Any], Test]:
    def build_opposite(expected: Any) -> Test:
        test = build(expected)
        return lambda actual: not test(actual)

    return build_opposite
