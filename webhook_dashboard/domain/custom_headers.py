"""Headers that people add to a webhook's requests: which names and values may be sent."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final, cast

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.masking import MASK, is_credential, mask_headers

Headers = tuple[tuple[str, str], ...]

MAX_HEADERS: Final = 30
MAX_HEADER_BYTES: Final = 4_096

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\x20-\x7e\xa0-\xff]*")
_ROW: Final = frozenset({"name", "value"})

_SENT_BY_US: Final = "the request sets it itself"
_FORBIDDEN: Final = {
    "host": "it comes from the URL",
    "user-agent": "it is a setting of its own",
    "content-type": "it follows from the format of the payload",
    "content-encoding": "payloads are sent as they are",
    "accept-encoding": "answers are read as they are",
    "webhook-id": "it belongs to the signature",
    "webhook-timestamp": "it belongs to the signature",
    "webhook-signature": "it belongs to the signature",
} | dict.fromkeys(
    [
        "connection",
        "content-length",
        "expect",
        "http2-settings",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ],
    _SENT_BY_US,
)


def check_headers(
    document: object, *, field: str = "headers", taken: Collection[str] = (), stored: Headers = ()
) -> Headers:
    """Return the headers of a JSON object `{"X-Source": "erp"}` or of rows `{"name": …, "value": …}`.

    Empty rows are passed over, space around names and values is dropped. `taken` are the names, in lower
    case, that the webhook's other settings send. A value that is the mask of a `stored` header of that
    name stands for what is stored.

    Raises:
        InvalidInput: no such form, or a name or value that may not be sent. Never repeats a value.
    """
    known = {name.lower(): value for name, value in stored if is_credential(name)}
    masks = {name.lower(): value for name, value in masked_headers(stored)}
    headers: dict[str, tuple[str, str]] = {}
    for name, value in _rows(document, field):
        lowered = name.lower()
        if lowered in known and value in (MASK, masks[lowered]):
            value = known[lowered]
        _check_row(name, value, field)
        if lowered in taken:
            raise InvalidInput(field, f"{field}: {name} is already sent by another setting of this webhook.")
        if lowered in headers:
            raise InvalidInput(field, f"{field}: {name} is there twice; keep one.")
        headers[lowered] = (name, value)
    if len(headers) > MAX_HEADERS:
        raise InvalidInput(field, f"{field}: at most {MAX_HEADERS} headers; these are {len(headers)}.")
    return tuple(headers.values())


def is_forbidden(name: str) -> bool:
    """Return whether a header of this name, in any letter case, may never be set by people."""
    return name.lower() in _FORBIDDEN


def is_header_name(text: str) -> bool:
    """Return whether a text can be the name of a header at all."""
    return _TOKEN.fullmatch(text) is not None


def is_header_value(text: str) -> bool:
    """Return whether a text can be the value of a header: Latin-1 without control characters."""
    return _VALUE.fullmatch(text) is not None


def masked_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return the headers as they may be shown: the values of credentials are replaced."""
    return mask_headers(headers)


def _rows(document: object, field: str) -> Iterator[tuple[str, str]]:
    expected = InvalidInput(
        field, f'{field}: expected an object such as {{"X-Source": "erp"}}, or rows with name and value.'
    )
    if isinstance(document, dict):
        rows: list[object] = list(cast("dict[object, object]", document).items())
    elif isinstance(document, list | tuple):
        rows = list(cast("Iterable[object]", document))
    else:
        raise expected
    for row in rows:
        pair = _pair(row)
        if pair is None:
            raise expected
        name, value = pair
        if not isinstance(name, str) or not isinstance(value, str):
            raise InvalidInput(field, f"{field}: names and values must be text; put numbers into quotes.")
        if name.strip() or value.strip():
            yield name.strip(" "), value.strip(" ")


def _pair(row: object) -> tuple[object, object] | None:
    if isinstance(row, dict):
        cells = cast("dict[str, object]", row)
        return (cells["name"], cells["value"]) if cells.keys() == _ROW else None
    if isinstance(row, list | tuple):
        pair = tuple(cast("Iterable[object]", row))
        return (pair[0], pair[1]) if len(pair) == 2 else None
    return None


def _check_row(name: str, value: str, field: str) -> None:
    shown = name[:60]
    if not is_header_name(name):
        raise InvalidInput(
            field, f"{field}: {shown!r} cannot be a name; use letters, digits and -, such as X-Source."
        )
    reason = _FORBIDDEN.get(name.lower())
    if reason:
        raise InvalidInput(field, f"{field}: {shown} cannot be set here; {reason}.")
    if not is_header_value(value):
        raise InvalidInput(
            field, f"{field}: the value of {shown} holds a line break or a character outside Latin-1."
        )
    if len(name) + len(value) > MAX_HEADER_BYTES:
        raise InvalidInput(
            field, f"{field}: {shown} is longer than {MAX_HEADER_BYTES:,} bytes with its value."
        )
