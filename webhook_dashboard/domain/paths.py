"""Dotted paths into event data (`order.total`, `items.0.sku`): one rule for filters and templates."""

from enum import Enum, auto
from typing import Any, Final, Literal, cast

from webhook_dashboard.domain.errors import InvalidInput

MAX_PATH_LENGTH: Final = 200
MAX_SEGMENTS: Final = 20
_MAX_INDEX_DIGITS: Final = 9


class Missing(Enum):
    """What `resolve` returns when there is nothing at a path; null is a value and not missing."""

    MISSING = auto()


MISSING: Final = Missing.MISSING


def check_path(path: str, *, field: str) -> tuple[str, ...]:
    """Return the segments of a path.

    Raises:
        InvalidInput: empty, a segment of it is empty, too long, or more than MAX_SEGMENTS deep.
    """
    segments = split_path(path)
    if not all(segments):
        raise InvalidInput(
            field, f"{field}: expected a field such as order.total, without empty parts; got {path[:60]!r}."
        )
    if len(path) > MAX_PATH_LENGTH or len(segments) > MAX_SEGMENTS:
        raise InvalidInput(
            field,
            f"{field}: a field has at most {MAX_PATH_LENGTH} characters and {MAX_SEGMENTS} parts; "
            f"got {path[:60]!r}.",
        )
    return segments


def split_path(path: str) -> tuple[str, ...]:
    """Return the segments of a path, unchecked."""
    return tuple(path.split("."))


def entity_of(event_type: str) -> str:
    """Return what an event is about: `order` for `order.created`, in lower case."""
    return event_type.partition(".")[0].lower()


def resolve(data: object, path: str, event_type: str) -> object | Literal[Missing.MISSING]:
    """Return the value at a path of event data, or MISSING. Never raises.

    Digits index arrays. Where the first segment is no key of the data but the entity of the event type,
    it stands for the data itself: `order.total` of an `order.created` finds both
    `{"order": {"total": 1}}` and `{"total": 1}`. Any other that is no key of the data is looked for in the
    entity: `customer.name` finds `{"order": {"customer": {"name": "Ada"}}}` too.
    """
    return resolve_segments(data, split_path(path), entity_of(event_type))


def resolve_segments(
    data: object, segments: tuple[str, ...], entity: str
) -> object | Literal[Missing.MISSING]:
    """Like `resolve`, for a path that was split and an event type whose entity is known."""
    first = segments[0]
    value = step(data, first)
    if value is MISSING:
        inner = step(data, entity) if entity else MISSING
        value = data if first == entity else step(inner, first)
    for segment in segments[1:]:
        if value is MISSING:
            return MISSING
        value = step(value, segment)
    return value


def step(value: object, segment: str) -> object | Literal[Missing.MISSING]:
    """Return what is under one segment of a value, or MISSING."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).get(segment, MISSING)
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if segment.isascii() and segment.isdigit() and len(segment) <= _MAX_INDEX_DIGITS:
            index = int(segment)
            return items[index] if index < len(items) else MISSING
    return MISSING
