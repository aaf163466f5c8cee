"""JSON values as filters see them: when two are the same, what is a number or a time, how one is shown."""

import math
import re
from datetime import UTC, datetime
from typing import Any, Final, cast

from webhook_dashboard.domain.paths import MISSING

Number = int | float

_NUMBER: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_LONGEST_TIME: Final = 40
_LONGEST_SHOWN: Final = 60
_MOST_ELEMENTS_SHOWN: Final = 5
_MOST_ELEMENTS_KEPT: Final = 20
_LONGEST_KEPT: Final = 1_000


def is_number(value: object) -> bool:
    """Return whether a value is a number; true and false are none."""
    return type(value) is int or type(value) is float


def is_scalar(value: object) -> bool:
    """Return whether a value is text, a number, true, false or null."""
    return value is None or isinstance(value, str | int | float)


def read_number(value: object) -> Number | None:
    """Return a number, also one that is written as text ("150.00"); None for all else."""
    if type(value) is int or type(value) is float:
        return value
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    return int(value) if value.lstrip("-").isdigit() else float(value)


def read_time(value: object) -> datetime | None:
    """Return the moment that an ISO 8601 text names, else None.

    Without a zone it is UTC, without a time of day midnight.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_TIME or not _TIME.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def same(one: object, other: object) -> bool:
    """Return whether two JSON values are equal; 1 and 1.0 are, 1 and true are not."""
    pairs = [(one, other)]
    while pairs:
        left, right = pairs.pop()
        if isinstance(left, dict) and isinstance(right, dict):
            fields, others = cast("dict[str, Any]", left), cast("dict[str, Any]", right)
            if fields.keys() != others.keys():
                return False
            pairs += [(value, others[key]) for key, value in fields.items()]
        elif isinstance(left, list) and isinstance(right, list):
            items, rest = cast("list[Any]", left), cast("list[Any]", right)
            if len(items) != len(rest):
                return False
            pairs += zip(items, rest, strict=True)
        elif isinstance(left, bool) or isinstance(right, bool):
            if left is not right:
                return False
        elif left != right:
            return False
    return True


def show(value: object) -> str:
    """Return a value as JSON on one short line; long text is cut, long lists and objects are named."""
    if value is MISSING:
        return "missing"
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
        return f'"{one_line(cut)}"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return _show_number(value)
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if len(items) <= _MOST_ELEMENTS_SHOWN and all(map(is_scalar, items)):
            return f"[{', '.join(map(show, items))}]"
        return f"a list of {len(items)}"
    return "an object"


def show_plainly(value: object) -> str:
    """Like `show`, without quotation marks: for the words of a condition."""
    if isinstance(value, str):
        return show(value)[1:-1] if value else '""'
    if not isinstance(value, list):
        return show(value)
    items = cast("list[Any]", value)
    shown = ", ".join(map(show_plainly, items[:_MOST_ELEMENTS_SHOWN]))
    more = len(items) - _MOST_ELEMENTS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def summarise(value: object) -> object:
    """Return a value for a trace: null when it is missing, and long ones shortened to words."""
    if value is MISSING:
        return None
    if isinstance(value, str):
        whole = value.encode("utf-8", "replace").decode()  # half characters cannot be sent on
        return whole if len(whole) <= _LONGEST_KEPT else f"{whole[:_LONGEST_KEPT]}…"
    if isinstance(value, float) and not math.isfinite(value):
        return show(value)
    if is_scalar(value):
        return value
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if len(items) <= _MOST_ELEMENTS_KEPT and all(map(is_scalar, items)):
            return [summarise(item) for item in items]
    return show(cast("object", value))


def one_line(text: str) -> str:
    """Return text with what cannot be shown replaced by spaces."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _show_number(value: Number) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("infinity" if value > 0 else "-infinity")
    try:
        shown = repr(value)
    except ValueError:  # Python writes no integer of more than 4,300 digits
        return "a very long number"
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
