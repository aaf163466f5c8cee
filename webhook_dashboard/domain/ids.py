"""Identifiers: a 64-bit time-ordered integer inside, a prefix and 11 base62 characters outside.

Layout of the integer: 41 bits of milliseconds since 2024-01-01, 10 bits of process node, 12 bits of
sequence. Sorting by id is sorting by creation time, so a time range is an id range.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput

WEBHOOK: Final = "wh"
EVENT: Final = "evt"
DELIVERY: Final = "whd"
ATTEMPT: Final = "att"
API_KEY: Final = "key"

EPOCH: Final = datetime(2024, 1, 1, tzinfo=UTC)
NODE_BITS: Final = 10
SEQUENCE_BITS: Final = 12
_EPOCH_MICROSECONDS: Final = int(EPOCH.timestamp()) * 1_000_000
_WIDTH: Final = 11
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_PAIRS: Final = tuple(high + low for high in _DIGITS for low in _DIGITS)
_SIX: Final = 62**6


def encode_id(prefix: str, number: int) -> str:
    """Return the public form, for example `whd_01AbC…`: fixed width, sorts like the number."""
    # Two digits at a time: an answer to a publish holds thousands of ids.
    high, low = divmod(number, _SIX)
    a, b = divmod(high, 62**4)
    b, c = divmod(b, 62**2)
    d, e = divmod(low, 62**4)
    e, f = divmod(e, 62**2)
    return f"{prefix}_{_DIGITS[a]}{_PAIRS[b]}{_PAIRS[c]}{_PAIRS[d]}{_PAIRS[e]}{_PAIRS[f]}"


def parse_id(prefix: str, text: str, *, field: str = "id") -> int:
    """Return the number behind a public id.

    Raises:
        InvalidInput: the text is not an id of this kind.
    """
    head, _, tail = text.partition("_")
    if head != prefix or len(tail) != _WIDTH or any(character not in _VALUES for character in tail):
        raise InvalidInput(
            field, f"{field}: expected an id such as {encode_id(prefix, 123456789)}, got {text[:40]!r}."
        )
    number = 0
    for character in tail:
        number = number * 62 + _VALUES[character]
    if number >= 1 << 63:
        raise InvalidInput(field, f"{field}: {text!r} is too large to be an id.")
    return number


def attempt_id(delivery_id: int, attempt_number: int) -> str:
    """Return the public id of one attempt: that of its delivery, and the attempt's number."""
    return f"{encode_id(ATTEMPT, delivery_id)}-{attempt_number}"


def created_microseconds(number: int) -> int:
    """Return when an id was made, in microseconds since 1970, to the millisecond."""
    return _EPOCH_MICROSECONDS + (number >> (NODE_BITS + SEQUENCE_BITS)) * 1_000


def first_id_at(moment: datetime) -> int:
    """Return the smallest id that can be created at or after `moment`; 0 before the epoch."""
    since = moment - EPOCH
    # Whole numbers: a division of timedeltas takes longer than all the rest of making an id.
    milliseconds = since.days * 86_400_000 + since.seconds * 1_000 + -(-since.microseconds // 1_000)
    return max(milliseconds, 0) << (NODE_BITS + SEQUENCE_BITS)


def created_at(number: int) -> datetime:
    """Return when an id was made, to the millisecond."""
    return EPOCH + timedelta(milliseconds=number >> (NODE_BITS + SEQUENCE_BITS))
