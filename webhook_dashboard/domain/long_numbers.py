"""Whole numbers that orjson would read as floating point: those beyond 64 bits."""

from typing import Final

_LONG_NUMBER: Final = b"0" * 19
_DIGITS_AS_0: Final = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))


def may_hold_long_number(document: bytes) -> bool:
    """Return whether a JSON document has 19 digits in a row, and must be parsed the slower, exact way."""
    # Ten times as fast as a regular expression.
    return _LONG_NUMBER in document.translate(_DIGITS_AS_0)
