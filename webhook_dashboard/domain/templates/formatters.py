"""What may follow a variable behind a bar, such as `{customer.name|upper}`: one record each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, DecimalException, localcontext
from typing import Any, Final, cast
from urllib.parse import quote

import orjson

from webhook_dashboard.domain.paths import MISSING, step
from webhook_dashboard.domain.templates.dates import check_format, read_moment, write_moment
from webhook_dashboard.domain.templates.values import JsonText, to_json, to_text, whole_characters

Apply = Callable[[object], object]
_MAX_DECIMALS: Final = 10
_MAX_CUT: Final = 100_000
_MAX_NUMBER_TEXT: Final = 64
_DIGITS: Final = 400
"""Enough for the largest floating point number written out, with its decimals."""


class Quoted(str):
    """An argument that stood in double quotes: text, even where it looks like a number."""

    __slots__ = ()


class Unsuitable(Exception):
    """A formatter has no use for this value, such as `date` for a name."""


@dataclass(frozen=True, slots=True)
class Formatter:
    """One formatter. `prepare` takes its argument (None: not given) and raises ValueError with the reason."""

    name: str
    description: str
    example: str
    prepare: Callable[[str | None], Apply]


def _plain(apply: Apply) -> Callable[[str | None], Apply]:
    def prepare(argument: str | None) -> Apply:
        if argument is not None:
            raise ValueError("it takes nothing after a colon")
        return apply

    return prepare


def _whole_number(argument: str | None, most: int, example: str) -> int:
    if argument is None or not argument.isascii() or not argument.isdigit() or int(argument[:7]) > most:
        raise ValueError(f"expected a whole number from 0 to {most:,}, such as {example}")
    return int(argument)


def _prepare_date(argument: str | None) -> Apply:
    layout = argument or ""
    check_format(layout)

    def apply(value: object) -> object:
        moment = read_moment(value)
        if moment is None:
            raise Unsuitable
        return write_moment(moment, layout)

    return apply


def _prepare_number(argument: str | None) -> Apply:
    if argument is None:
        return _decimal_of
    unit = Decimal(1).scaleb(-_whole_number(argument, _MAX_DECIMALS, "number:2"))

    def apply(value: object) -> object:
        with localcontext(prec=_DIGITS):
            try:
                return _decimal_of(value).quantize(unit, ROUND_HALF_UP)
            except DecimalException as error:
                raise Unsuitable from error

    return apply


def _decimal_of(value: object) -> Decimal:
    """Return what a value amounts to; floating point numbers by their shortest digits."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Unsuitable
    if isinstance(value, str) and len(value) > _MAX_NUMBER_TEXT:
        raise Unsuitable
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except (DecimalException, ValueError) as error:
        raise Unsuitable from error
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
        raise Unsuitable
    return number


def _prepare_default(argument: str | None) -> Apply:
    if argument is None:
        raise ValueError("give the value after a colon, such as default:none")
    other = argument if isinstance(argument, Quoted) else _typed(argument)
    return lambda value: other if value is MISSING or value is None or value == "" else value


def _typed(text: str) -> str:
    """Return text that is a JSON literal as one: outside a JSON string `default:0` is the number."""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return JsonText(text)


def _prepare_json(argument: str | None) -> Apply:
    if argument not in (None, "pretty"):
        raise ValueError("write json or json:pretty")
    return lambda value: JsonText(to_json(value, pretty=argument is not None))


def _prepare_join(argument: str | None) -> Apply:
    separator = ", " if argument is None else argument

    def apply(value: object) -> object:
        return separator.join(map(to_text, _list(value)))

    return apply


def _prepare_pluck(argument: str | None) -> Apply:
    if not argument:
        raise ValueError("name the field after a colon, such as pluck:name")
    field = argument

    def apply(value: object) -> object:
        found = (step(element, field) for element in _list(value))
        return [each for each in found if each is not MISSING]

    return apply


def _prepare_truncate(argument: str | None) -> Apply:
    most = _whole_number(argument, _MAX_CUT, "truncate:100")

    def apply(value: object) -> object:
        if isinstance(value, list | dict):
            raise Unsuitable  # json|truncate says what is meant
        text = to_text(value)
        return text if len(text) <= most else text[: max(most - 1, 0)] + "…"[:most]

    return apply


def _length(value: object) -> object:
    if not isinstance(value, str | list | dict):
        raise Unsuitable
    return len(cast("str | list[Any] | dict[str, Any]", value))


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Unsuitable
    return cast("list[Any]", value)


def _html(value: object) -> object:
    return to_text(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_ALL: Final = (
    Formatter("upper", "In capitals", "upper", _plain(lambda value: to_text(value).upper())),
    Formatter("lower", "In small letters", "lower", _plain(lambda value: to_text(value).lower())),
    Formatter("trim", "Without space around it", "trim", _plain(lambda value: to_text(value).strip())),
    Formatter("truncate", "At most so many characters", "truncate:100", _prepare_truncate),
    Formatter("date", "A date in a format", "date:%d.%m.%Y", _prepare_date),
    Formatter("number", "A number with so many decimals", "number:2", _prepare_number),
    Formatter("default", "Instead of what is missing, null or empty", "default:none", _prepare_default),
    Formatter("json", "As JSON; pretty on several lines", "json", _prepare_json),
    Formatter("length", "How many characters or elements", "length", _plain(_length)),
    Formatter("pluck", "One field of each element of a list", "pluck:name", _prepare_pluck),
    Formatter("join", "The elements of a list as one text", "join:, ", _prepare_join),
    Formatter(
        "urlencode",
        "For a part of an address",
        "urlencode",
        _plain(lambda value: quote(whole_characters(to_text(value)), safe="")),
    ),
    Formatter("html", "&, < and > escaped, as HTML and Slack want them", "html", _plain(_html)),
)

FORMATTERS: Final[Mapping[str, Formatter]] = {formatter.name: formatter for formatter in _ALL}
"""All formatters by name. What is missing passes all but `default`; null all but `default` and `json`."""
