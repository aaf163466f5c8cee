"""JSON bodies of published events: parsed without losing a digit, checked, measured."""

import json
from collections.abc import Callable
from typing import Any, cast

import orjson

from webhook_dashboard.api.asgi import too_large
from webhook_dashboard.api.errors import Refused
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.events import MAX_BATCH, MAX_EVENT_BYTES, NewEvent, check_event
from webhook_dashboard.domain.long_numbers import may_hold_long_number

Serialise = Callable[[object], bytes]


def parse_json(body: bytes) -> tuple[object, Serialise]:
    """Return the parsed body and what writes a part of it as compact JSON again, integers digit by digit.

    Raises:
        Refused: 400, it is not JSON (RFC 8259, UTF-8), or nested too deep.
    """
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        reason = error.msg.partition(": line ")[0] if body else "it is empty"
        where = f" at line {error.lineno}, column {error.colno}" if body else ""
        raise Refused(400, f"The body is not JSON: {reason}{where}.") from error
    if not may_hold_long_number(body):
        return parsed, _compact
    _compact(parsed)  # how deep json goes is another number for each version of Python
    return json.loads(body), _exact


def _compact(value: object) -> bytes:
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError as error:
        raise Refused(400, "The body is nested too deep. Use at most 250 levels.") from error


def _exact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def parse_event(body: bytes) -> NewEvent:
    """Return the event of `POST /api/v1/events`.

    Raises:
        Refused: 400 or 413. InvalidInput: a field is missing, unknown or unusable.
    """
    parsed, serialise = parse_json(body)
    event = check_event(parsed, serialise)
    if len(event.data) > MAX_EVENT_BYTES:
        raise too_large(MAX_EVENT_BYTES)
    return event


def parse_batch(body: bytes) -> tuple[NewEvent, ...]:
    """Return the events of `POST /api/v1/events/batch`: a list, or an object whose `events` is one.

    Raises:
        Refused: 400 or 413. InvalidInput: names the event and the field, such as `events[3].type`.
    """
    parsed, serialise = parse_json(body)
    given = _list_of_events(parsed)
    if not 1 <= len(given) <= MAX_BATCH:
        raise InvalidInput("events", f"events: expected 1 to {MAX_BATCH:,} events; got {len(given):,}.")
    return tuple(_check_one(position, event, serialise) for position, event in enumerate(given))


def _list_of_events(parsed: object) -> list[object]:
    if isinstance(parsed, dict):
        fields = cast("dict[str, Any]", parsed)
        unknown = fields.keys() - {"events"}
        if unknown:
            first = min(unknown)[:60]
            raise InvalidInput(first, f"{first}: there is no such field. A batch has one, events.")
        parsed = fields.get("events")
    if not isinstance(parsed, list):
        raise InvalidInput("events", "events: required, a list of events.")
    return cast("list[object]", parsed)


def _check_one(position: int, event: object, serialise: Serialise) -> NewEvent:
    place = f"events[{position}]"
    try:
        checked = check_event(event, serialise)
    except InvalidInput as error:
        if error.field == "body":
            raise InvalidInput(place, error.message.replace("body", place, 1)) from error
        raise InvalidInput(f"{place}.{error.field}", f"{place}.{error.message}") from error
    if len(checked.data) > MAX_EVENT_BYTES:
        raise Refused(413, f"{place}.data: larger than {MAX_EVENT_BYTES // 1024} KiB.", field=f"{place}.data")
    return checked
