"""What may stand behind an operator: each check returns the value as it is kept, or says what is wrong."""

import math
from typing import Any, Final, cast

import orjson

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters.patterns import compile_pattern
from webhook_dashboard.domain.filters.values import Number, is_number, is_scalar, read_number, read_time

MAX_TEXT: Final = 2_000
MAX_CHOICES: Final = 500
MAX_LITERAL_BYTES: Final = 4_000
_MAX_LITERAL_DEPTH: Final = 5
_INTEGERS: Final = range(-(2**63), 2**64)


def check_literal(value: object, at: str) -> object:
    """Accept any JSON value of limited size."""
    if is_scalar(value):
        return _scalar(value, at)
    if not _is_shallow(value, at, _MAX_LITERAL_DEPTH) or len(_dump(value, at)) > MAX_LITERAL_BYTES:
        raise InvalidInput(
            at,
            f"{at}: too large to compare with. Use at most {MAX_LITERAL_BYTES:,} bytes of JSON and "
            f"{_MAX_LITERAL_DEPTH} levels.",
        )
    return value


def check_orderable(value: object, at: str) -> Number | str:
    """Accept a number, also as text, a time, or other text, which is compared alphabetically."""
    number = read_number(value)
    if number is not None:
        return cast("Number", _scalar(number, at))
    if isinstance(value, str) and value:
        return cast("str", _scalar(value, at))
    raise InvalidInput(
        at, f"{at}: expected a number such as 100, or a time such as 2026-11-20 or 2026-11-20T13:32:07Z."
    )


def check_range(value: object, at: str) -> list[Number | str]:
    """Accept two of a kind, the smaller first."""
    bounds = cast("list[object]", value) if isinstance(value, list) else []
    if len(bounds) != 2:
        raise InvalidInput(at, f"{at}: expected two values, the smaller first, such as [10, 100].")
    low, high = (check_orderable(bound, f"{at}[{index}]") for index, bound in enumerate(bounds))
    keys = order_key(low), order_key(high)
    if type(keys[0]) is not type(keys[1]) and not (is_number(low) and is_number(high)):
        raise InvalidInput(at, f"{at}: both values must be numbers, or both times.")
    if cast("Any", keys[0]) > cast("Any", keys[1]):
        raise InvalidInput(at, f"{at}: put the smaller value first, such as [10, 100].")
    return [low, high]


def order_key(value: Number | str) -> object:
    """Return what an expected value is compared as: a number, a moment, or text."""
    return read_time(value) or value if isinstance(value, str) else value


def check_choices(value: object, at: str) -> list[object]:
    """Accept a list of texts, numbers, true, false and null."""
    if not isinstance(value, list) or not value:
        raise InvalidInput(
            at, f'{at}: expected a list such as ["Standard", "Express"]. For part of a text, use $contains.'
        )
    choices = cast("list[object]", value)
    if len(choices) > MAX_CHOICES:
        raise InvalidInput(at, f"{at}: use at most {MAX_CHOICES} values.")
    return [_one_scalar(choice, f"{at}[{index}]") for index, choice in enumerate(choices)]


def check_content(value: object, at: str) -> object:
    """Accept what a text or list may contain: text that is not empty, or another value."""
    return check_affix(value, at) if isinstance(value, str) else _one_scalar(value, at)


def check_affix(value: object, at: str) -> str:
    """Accept text that is not empty."""
    if not isinstance(value, str) or not value:
        raise InvalidInput(at, f"{at}: expected text of at least one character.")
    return cast("str", _scalar(value, at))


def check_affixes(value: object, at: str) -> str | list[str]:
    """Accept text that is not empty, or a list of such, one of which must fit."""
    if not isinstance(value, list):
        return check_affix(value, at)
    return [
        check_affix(text, f"{at}[{index}]")
        for index, text in enumerate(check_choices(cast("object", value), at))
    ]


def check_pattern(value: object, at: str) -> str:
    """Accept a regular expression."""
    text = check_affix(value, at)
    compile_pattern(text, at)
    return text


def check_flag(value: object, at: str) -> bool:
    """Accept true and false."""
    if not isinstance(value, bool):
        raise InvalidInput(at, f"{at}: expected true or false.")
    return value


def check_text(text: str, at: str) -> str:
    """Accept text that can be stored.

    Raises:
        InvalidInput: it holds half a character (a lone surrogate).
    """
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidInput(at, f"{at}: the text holds half a character. Write it anew.")
    return text


def _one_scalar(value: object, at: str) -> object:
    if not is_scalar(value):
        raise InvalidInput(at, f"{at}: expected text, a number, true, false or null.")
    return _scalar(value, at)


def _scalar(value: object, at: str) -> object:
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise InvalidInput(at, f"{at}: use at most {MAX_TEXT:,} characters.")
        return check_text(value, at)
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidInput(at, f"{at}: expected a finite number.")
    if isinstance(value, int) and value not in _INTEGERS:
        raise InvalidInput(at, f"{at}: the number is too large. Use at most 64 bits, or text.")
    return value


def _is_shallow(value: object, at: str, levels: int) -> bool:
    """Check the values inside; return whether they are at most so many levels down."""
    if is_scalar(value):
        _scalar(value, at)
        return True
    inner = cast("dict[Any, Any]", value).values() if isinstance(value, dict) else cast("list[Any]", value)
    return levels > 0 and all(_is_shallow(part, at, levels - 1) for part in inner)


def _dump(value: object, at: str) -> bytes:
    try:
        return orjson.dumps(value)
    except (TypeError, ValueError) as error:  # orjson's own error is a TypeError
        raise InvalidInput(at, f"{at}: expected a JSON value.") from error
