"""Reads the JSON form of a filter: the operator syntax of Convoy and Outpost, and a little more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters.nodes import (
    ALL,
    ANY,
    AllOf,
    Condition,
    Elements,
    Node,
    all_of,
    any_of,
    depth_of,
    negated,
)
from webhook_dashboard.domain.filters.operands import check_text
from webhook_dashboard.domain.filters.operators import ALIASES, OPERATORS
from webhook_dashboard.domain.filters.values import is_scalar
from webhook_dashboard.domain.paths import check_path

MAX_CONDITIONS: Final = 100
MAX_DEPTH: Final = 8
EACH: Final = "$"
"""The segment that stands for the elements of a list: `items.$.sku` (Convoy's), also `items[].sku`."""

_MAX_NESTING: Final = 50
_LONGEST_PLACE: Final = 200
_BRACKETS: Final = re.compile(r"([^\[\]]*)((?:\[[0-9]*\])+)")


def read_document(document: object, field: str) -> Node:
    """Return the conditions of a filter's JSON.

    Raises:
        InvalidInput: it is no such JSON, or over a limit; `field` is the place of the fault.
    """
    if not isinstance(document, dict):
        raise InvalidInput(
            field, f'{field}: expected a JSON object such as {{"order.total": {{"$gt": 100}}}}.'
        )
    if not document:
        return AllOf(())
    node = _Reader().read(cast("object", document), _Place(field))
    if depth_of(node) > MAX_DEPTH:
        raise InvalidInput(field, f"{field}: at most {MAX_DEPTH} levels of groups in groups.")
    return node


def split_field(text: str, at: str) -> tuple[str, ...]:
    """Return the segments of a field; `EACH` stands for the elements of a list, `items[0]` is `items.0`.

    Raises:
        InvalidInput: the field cannot be used.
    """
    segments: list[str] = []
    for segment in check_path(check_text(text, at), field=at):
        bracketed = _BRACKETS.fullmatch(segment)
        if bracketed is None:
            segments.append(segment)
            continue
        segments += [bracketed[1]] if bracketed[1] else []
        segments += [index or EACH for index in bracketed[2][1:-1].split("][")]
    if any(segment.startswith("$") and segment != EACH for segment in segments):
        raise InvalidInput(at, f"{at}: the parts of a field cannot begin with $.")
    return tuple(segments)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reader is: `at` for people, `path` of the enclosing field, from the element inside `$any`."""

    at: str
    path: tuple[str, ...] = ()
    in_element: bool = False
    nesting: int = 0

    def below(self, name: str) -> "_Place":
        return replace(self, at=f"{self.at}.{name}"[:_LONGEST_PLACE], nesting=self.nesting + 1)

    def item(self, index: int) -> "_Place":
        return replace(self, at=f"{self.at}[{index}]"[:_LONGEST_PLACE])

    def under(self, path: tuple[str, ...]) -> "_Place":
        return replace(self, path=(*self.path, *path))

    def element(self) -> "_Place":
        return replace(self, path=(), in_element=True)


class _Reader:
    """Reads one document, and counts its conditions."""

    def __init__(self) -> None:
        self._conditions = 0

    def read(self, value: object, place: _Place) -> Node:
        """Read what stands behind a field or in a group: an object, or a value to be equal to."""
        at = place.at
        if place.nesting > _MAX_NESTING:
            raise InvalidInput(at, f"{at}: nested too deeply.")
        if is_scalar(value):
            return self._condition("$eq", value, place)
        if not isinstance(value, dict):
            raise InvalidInput(at, f"{at}: write $in to allow several values, $eq for exactly this list.")
        if not value:
            raise InvalidInput(at, f"{at}: is empty. Put a condition into it, or leave it out.")
        return all_of(self._entries(cast("dict[object, object]", value), place))

    def _entries(self, entries: dict[object, object], place: _Place) -> Iterator[Node]:
        for key, value in entries.items():
            name = check_text(str(key), place.at)
            below = place.below(name)
            if not name.startswith("$") or name == EACH or name.startswith("$."):
                yield self._field(split_field(name, below.at), value, below)
            elif name in _LOGIC:
                yield _LOGIC[name](self, value, below)
            else:
                yield self._condition(ALIASES.get(name, name), value, below)

    def _field(self, segments: tuple[str, ...], value: object, place: _Place) -> Node:
        if EACH not in segments:
            return self.read(value, place.under(segments))
        each = segments.index(EACH)
        path = (*place.path, *segments[:each])
        rest = segments[each + 1 :]
        inner = place.element()
        return Elements(ANY, path, self._field(rest, value, inner) if rest else self.read(value, inner))

    def _condition(self, name: str, value: object, place: _Place) -> Node:
        at = place.at
        operator = OPERATORS.get(name)
        if operator is None:
            known = ", ".join([*_LOGIC, *OPERATORS])
            raise InvalidInput(at, f"{at}: there is no such operator. There are {known}.")
        if not place.path and not place.in_element:
            raise InvalidInput(at, f'{at}: name the field first: {{"order.total": {{"$gt": 100}}}}.')
        if name == "$changed" and place.in_element:
            raise InvalidInput(at, f"{at}: only fields of the event can have changed, not those of elements.")
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise InvalidInput(at, f"{at}: at most {MAX_CONDITIONS} conditions in a filter.")
        check_path(".".join(place.path or ("element",)), field=at)
        return Condition(place.path, name, operator.check(value, at))

    def _group(self, value: object, place: _Place) -> list[Node]:
        if not isinstance(value, list) or not value:
            raise InvalidInput(place.at, f"{place.at}: expected a list of conditions, at least one.")
        items = cast("list[object]", value)
        return [self.read(item, place.item(index)) for index, item in enumerate(items)]

    def all_of(self, value: object, place: _Place) -> Node:
        return all_of(self._group(value, place))

    def any_of(self, value: object, place: _Place) -> Node:
        return any_of(self._group(value, place))

    def negated(self, value: object, place: _Place) -> Node:
        return negated(self.read(value, place))

    def any_element(self, value: object, place: _Place) -> Node:
        return Elements(ANY, place.path, self.read(value, place.element()))

    def all_elements(self, value: object, place: _Place) -> Node:
        return Elements(ALL, place.path, self.read(value, place.element()))


_LOGIC: Final[dict[str, Any]] = {
    "$and": _Reader.all_of,
    "$or": _Reader.any_of,
    "$not": _Reader.negated,
    ANY: _Reader.any_element,
    ALL: _Reader.all_elements,
}
