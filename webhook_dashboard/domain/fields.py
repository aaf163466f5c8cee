"""The fields of an event type, learned from its events and its sample: where, of which kind, last value."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, cast

from webhook_dashboard.domain.paths import MAX_PATH_LENGTH, entity_of

MAX_FIELDS: Final = 300
MAX_DEPTH: Final = 8
MAX_ELEMENTS: Final = 10
MAX_VALUES: Final = 8
MAX_TEXT: Final = 200
_TIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)

Scalar = str | int | float | bool | None


class FieldKind(StrEnum):
    """What stands in a field; operators and glyphs are chosen by it."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    BOOLEAN = "boolean"
    LIST = "list"
    OBJECT = "object"
    NULL = "null"


class FieldSource(StrEnum):
    """Where a field was seen last: in an event that was published, or only in the sample."""

    EVENT = "event"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field. `path` is what filters and templates call it; `domain.paths.resolve` finds it in the data.

    `kinds` are those seen, the newest first. `last_value` is the newest scalar (texts cut at MAX_TEXT),
    `size` the length of the newest list or object. `values` are some distinct recent ones, of a list its
    elements. For a field of list elements `list_path` names the list and `element_path` the field inside
    an element: `items.0.sku` is `sku` of `items`.
    """

    path: str
    kinds: tuple[FieldKind, ...]
    last_value: Scalar
    source: FieldSource
    values: tuple[Scalar, ...] = ()
    size: int | None = None
    list_path: str = ""
    element_path: str = ""

    @property
    def kind(self) -> FieldKind:
        """The kind to offer operators for: the newest one that is not null."""
        return next((kind for kind in self.kinds if kind is not FieldKind.NULL), FieldKind.NULL)


@dataclass(slots=True)
class _Seen:
    source: FieldSource
    last_value: Scalar = None
    size: int | None = None
    kinds: list[FieldKind] = field(default_factory=list["FieldKind"])
    values: list[Scalar] = field(default_factory=list["Scalar"])


_Segments = tuple[str | int, ...]
"""A path in parts; the number 0 stands for every element of a list."""


def learn_fields(newest_first: Sequence[object], sample: object, event_type: str) -> tuple[FieldInfo, ...]:
    """Return the fields of events of one type, each behind its parent, at most MAX_FIELDS.

    Elements of a list share the fields under its first index. A key that no path can name (it is empty or
    has a dot) is left out with all that is in it.
    """
    seen: dict[_Segments, _Seen] = {}
    for data in newest_first:
        _take_up(seen, data, FieldSource.EVENT)
    _take_up(seen, sample, FieldSource.SAMPLE)
    prefix = _prefix(event_type, (*newest_first, sample))
    infos = (_to_info(segments, seen[segments], prefix) for segments in _in_order(seen))
    return tuple(info for info in infos if len(info.path) <= MAX_PATH_LENGTH)


def kind_of(value: object) -> FieldKind:
    """Return the kind of a JSON value."""
    if value is None:
        return FieldKind.NULL
    if isinstance(value, bool):
        return FieldKind.BOOLEAN
    if isinstance(value, (int, float)):
        return FieldKind.NUMBER
    if isinstance(value, list):
        return FieldKind.LIST
    if isinstance(value, dict):
        return FieldKind.OBJECT
    return FieldKind.TIME if _TIME.fullmatch(str(value)) else FieldKind.TEXT


def _take_up(seen: dict[_Segments, _Seen], data: object, source: FieldSource) -> None:
    for segments, value in _walk(data, ()):
        known = seen.get(segments)
        if known is None and len(seen) < MAX_FIELDS:
            known = seen[segments] = _first_seen(value, source)
        if known is not None:
            _note(known, value)


def _walk(value: object, segments: _Segments) -> Iterator[tuple[_Segments, object]]:
    """Every field inside a value, parents first."""
    if len(segments) >= MAX_DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in cast("dict[str, Any]", value).items():
            if key and "." not in key:
                yield (*segments, key), inner
                yield from _walk(inner, (*segments, key))
    elif isinstance(value, list):
        for element in cast("list[Any]", value)[:MAX_ELEMENTS]:
            if isinstance(element, dict):
                yield from _walk(cast("dict[str, Any]", element), (*segments, 0))


def _first_seen(value: object, source: FieldSource) -> _Seen:
    if isinstance(value, (list, dict)):
        return _Seen(source, size=len(cast("list[Any] | dict[str, Any]", value)))
    return _Seen(source, _scalar(value))


def _note(found: _Seen, value: object) -> None:
    kind = kind_of(value)
    if kind not in found.kinds:
        found.kinds.append(kind)
    candidates = cast("list[Any]", value)[:MAX_VALUES] if isinstance(value, list) else [value]
    for one in candidates:
        if one is None or isinstance(one, (list, dict)) or len(found.values) >= MAX_VALUES:
            continue
        if not _holds(found.values, _scalar(one)):
            found.values.append(_scalar(one))


def _holds(values: Iterable[Scalar], wanted: Scalar) -> bool:
    """Whether a value is there already; `1`, `1.0` and `true` are equal in Python only."""
    return any(type(one) is type(wanted) and one == wanted for one in values)


def _scalar(value: object) -> Scalar:
    return value[:MAX_TEXT] if isinstance(value, str) else cast("Scalar", value)


def _prefix(event_type: str, all_data: Iterable[object]) -> str:
    """The word that stands for the data: `order` of `order.created`, unless the data has such a key."""
    entity = entity_of(event_type)
    known = any(isinstance(data, dict) and entity in data for data in all_data)
    return "" if known or "." not in event_type else entity


def _in_order(seen: dict[_Segments, _Seen]) -> list[_Segments]:
    """Each field behind its parent; what the newest event lacks stands at the end there."""
    rank = {segments: position for position, segments in enumerate(seen)}
    return sorted(seen, key=lambda path: [rank.get(path[: end + 1], 0) for end in range(len(path))])


def _to_info(segments: _Segments, found: _Seen, prefix: str) -> FieldInfo:
    list_path = element_path = ""
    if 0 in segments:
        at = len(segments) - 1 - segments[::-1].index(0)
        list_path, element_path = _join(segments[:at]), _join(segments[at + 1 :])
    is_own_scalar = len(segments) == 1 and found.size is None
    return FieldInfo(
        path=_join((prefix, *segments) if prefix and is_own_scalar else segments),
        kinds=tuple(found.kinds),
        last_value=found.last_value,
        source=found.source,
        values=tuple(found.values),
        size=found.size,
        list_path=list_path,
        element_path=element_path,
    )


def _join(segments: _Segments) -> str:
    return ".".join(str(segment) for segment in segments)
