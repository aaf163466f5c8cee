"""How placeholders find their values, and repeats their lists: functions, made once per template."""

from collections.abc import Callable
from typing import Any, Final, cast

from webhook_dashboard.domain.paths import MISSING, resolve_segments, step
from webhook_dashboard.domain.templates.context import SYSTEM_VARIABLES
from webhook_dashboard.domain.templates.formatters import Unsuitable
from webhook_dashboard.domain.templates.lists import find_list
from webhook_dashboard.domain.templates.pieces import Placeholder, Repeat, placeholders_in
from webhook_dashboard.domain.templates.run import Run

Read = Callable[[Run], Any]

_SEARCH_STEPS: Final = 200
"""What looking for a list counts for."""
_LIST_WORK: Final = 32
"""What an element of a list that is passed to a formatter counts for."""
_TAKE_NULL: Final = ("default", "json")
_INDEX: Final = ("index",)


def value_reader(piece: Placeholder, bound: frozenset[str]) -> Read:
    """Return what finds the value of a placeholder, formatted, or MISSING.

    `bound` are the names that stand for elements of lists where it is.
    """
    read = _read(piece, bound)
    return _formatted(piece, read) if piece.steps else read


def list_reader(piece: Repeat, bound: frozenset[str]) -> Callable[[Run], list[Any] | None]:
    """Return what finds the list of a repeat, and notes where there is none."""
    key, source = piece.key, piece.source
    if source is None:
        of_objects = any(
            used.segments[1:] not in ((), _INDEX)
            for used in placeholders_in(piece.body)
            if used.root == piece.alias
        )

        def search(run: Run) -> list[Any] | None:
            run.take_steps(_SEARCH_STEPS, piece)
            found = find_list(run.data, run.entity, key, of_objects=of_objects)
            if found is None:
                run.note(piece)
            return found

        return search
    read = _read(source, bound)

    def look(run: Run) -> list[Any] | None:
        value = read(run)
        if isinstance(value, list):
            return cast("list[Any]", value)
        if value is not None:
            run.note(piece)
        return None

    return look


def _formatted(piece: Placeholder, read: Read) -> Read:
    def formatted(run: Run) -> object:
        value: object = read(run)
        for formatting in piece.steps:
            if value is MISSING and formatting.name != "default":
                continue
            if value is None and formatting.name not in _TAKE_NULL:
                continue
            run.spend(_weight(value), piece)
            try:
                value = formatting.apply(value)
            except Unsuitable:
                run.note(piece, formatting)
        return value

    return formatted


def _weight(value: object) -> int:
    """Return what passing a value to a formatter counts for."""
    if isinstance(value, str):
        return len(value)
    return _LIST_WORK * len(cast("list[Any]", value)) if isinstance(value, list) else 1


def _read(piece: Placeholder, bound: frozenset[str]) -> Read:
    """Return what finds the value of a placeholder."""
    segments, root, rest = piece.segments, piece.root, piece.segments[1:]
    if piece.name in SYSTEM_VARIABLES:
        read = SYSTEM_VARIABLES[piece.name].read
        return lambda run: read(run.context)
    if root in bound:
        return _read_element(root, rest)
    if root != "data":
        return _read_field(*segments) if len(segments) == 2 else _read_deep(segments)
    if len(rest) == 1:
        (name,) = rest
        return lambda run: step(run.data, name)
    if rest:
        return lambda run: resolve_segments(run.data, rest, "")
    return lambda run: run.data


def _read_field(holder: str, name: str) -> Read:
    """Return what finds `order.total`: the same as `resolve_segments` does, for most of all paths, faster."""
    both = (holder, name)

    def read(run: Run) -> object:
        data = run.data
        try:
            return data.get(holder, data if holder == run.entity else MISSING).get(name, MISSING)
        except AttributeError:  # only objects of JSON have `get`
            return resolve_segments(data, both, run.entity)

    return read


def _read_deep(segments: tuple[str, ...]) -> Read:
    return lambda run: resolve_segments(run.data, segments, run.entity)


def _read_element(alias: str, rest: tuple[str, ...]) -> Read:
    if not rest:
        return lambda run: run.elements[alias]
    if rest == _INDEX:

        def read_index(run: Run) -> object:
            own = step(run.elements[alias], "index")
            return run.positions[alias] if own is MISSING else own

        return read_index
    if len(rest) != 1:
        return lambda run: resolve_segments(run.elements[alias], rest, "")
    name = rest[0]

    def read(run: Run) -> object:
        try:
            return run.elements[alias].get(name, MISSING)
        except AttributeError:
            return step(run.elements[alias], name)

    return read
