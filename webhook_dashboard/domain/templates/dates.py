"""Dates written by a format such as `%d.%m.%Y`: alike on every system and in every locale."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

MAX_TEXT: Final = 64
_MILLISECONDS_FROM: Final = 100_000_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CODE: Final = re.compile(r"%(.?)", re.DOTALL)

CODES: Final[Mapping[str, Callable[[datetime], str]]] = {
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "m": lambda moment: f"{moment.month:02}",
    "d": lambda moment: f"{moment.day:02}",
    "e": lambda moment: str(moment.day),
    "H": lambda moment: f"{moment.hour:02}",
    "I": lambda moment: f"{(moment.hour - 1) % 12 + 1:02}",
    "M": lambda moment: f"{moment.minute:02}",
    "S": lambda moment: f"{moment.second:02}",
    "L": lambda moment: f"{moment.microsecond // 1000:03}",
    "p": lambda moment: "AM" if moment.hour < 12 else "PM",
    "j": lambda moment: f"{moment.timetuple().tm_yday:03}",
    "B": lambda moment: _MONTHS[moment.month - 1],
    "b": lambda moment: _MONTHS[moment.month - 1][:3],
    "A": lambda moment: _DAYS[moment.weekday()],
    "a": lambda moment: _DAYS[moment.weekday()][:3],
    "z": lambda moment: moment.strftime("%z"),
    "s": lambda moment: str(_seconds(moment)),
    "%": lambda _moment: "%",
}
"""What each code stands for. `%L` is milliseconds, `%s` seconds since 1970."""


def iso(moment: datetime) -> str:
    """Return the moment in ISO 8601 with milliseconds, `Z` for UTC."""
    if moment.tzinfo is UTC and moment.microsecond:
        # A twelfth of the time: every delivery has one or two.
        return orjson.dumps(moment)[1:24].decode() + "Z"
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def check_format(text: str) -> None:
    """Check a format.

    Raises:
        ValueError: it holds an unknown code, or none at all; the message says which there are.
    """
    codes = _CODE.findall(text)
    unknown = next((code for code in codes if code not in CODES), None)
    if unknown is not None or not codes:
        got = f"%{unknown}" if unknown is not None else text[:20] or "nothing"
        raise ValueError(f"expected a date format such as %d.%m.%Y or %H:%M, not {got}")


def read_moment(value: object) -> datetime | None:
    """Return the moment that a value stands for, or None.

    Text is read as ISO 8601, numbers as seconds since 1970, or milliseconds from 100,000,000,000 on.
    Without a zone it is UTC.
    """
    if isinstance(value, str):
        return _read_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
        return _EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def write_moment(moment: datetime, text: str) -> str:
    """Return a moment in a format that was checked."""
    return _CODE.sub(lambda match: CODES[match[1]](moment), text)


def _read_text(text: str) -> datetime | None:
    if len(text) > MAX_TEXT:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _seconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(seconds=1)
