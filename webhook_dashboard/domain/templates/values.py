"""How a value of event data is written: as text inside a JSON string or a line, as a JSON literal outside."""

import json
import re
from decimal import Decimal
from json.encoder import encode_basestring
from math import isfinite
from typing import Final

import orjson

_HALF_CHARACTERS: Final = re.compile("[\ud800-\udfff]")


class Unwritable(ValueError):
    """The value has no JSON form: nested too deep, or a number of more digits than Python writes."""


class JsonText(str):
    """Text that is JSON already: outside a string it is inserted as it is."""

    __slots__ = ()


def to_fragment(value: object) -> str:
    """Return a value as it stands between the quotes of a JSON string.

    Raises:
        Unwritable: it has no JSON form.
    """
    if isinstance(value, str):
        return encode_basestring(value)[1:-1]
    if isinstance(value, int | float):
        return to_literal(value)
    return encode_basestring(to_text(value))[1:-1]


def to_text(value: object) -> str:
    """Return a value as text: text itself, null as nothing, objects and lists as JSON.

    Raises:
        Unwritable: it has no JSON form.
    """
    if isinstance(value, str):
        return value
    return "" if value is None else to_literal(value)


def to_literal(value: object) -> str:
    """Return a value as a JSON literal; a number that JSON does not know (infinity) is null.

    Raises:
        Unwritable: it has no JSON form.
    """
    if isinstance(value, str):
        return value if isinstance(value, JsonText) else encode_basestring(value)
    if isinstance(value, float):
        return repr(value) if isfinite(value) else "null"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return to_json(value)


def to_json(value: object, *, pretty: bool = False) -> str:
    """Return a value as JSON, compact or indented by two spaces. Whole numbers keep every digit.

    Raises:
        Unwritable: it has no JSON form.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 if pretty else None).decode()
    except orjson.JSONEncodeError:
        return _to_json_slowly(value, pretty=pretty)


def _to_json_slowly(value: object, *, pretty: bool) -> str:
    """Write what orjson does not: integers over 64 bits, half characters, and deeper nesting."""
    try:
        return json.dumps(
            value,
            ensure_ascii=False,
            allow_nan=False,
            indent=2 if pretty else None,
            separators=(",", ": " if pretty else ":"),
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise Unwritable from error


def whole_characters(text: str) -> str:
    """Return the text with half characters, lone surrogates that UTF-8 does not have, as U+FFFD."""
    return _HALF_CHARACTERS.sub("\ufffd", text)


def encode(text: str) -> bytes:
    """Return the text as UTF-8, half characters replaced."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return whole_characters(text).encode()
