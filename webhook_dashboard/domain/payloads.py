"""What a delivery carries: the envelope around an event's data, as JSON, form fields or a query string."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from urllib.parse import quote, urlencode

import orjson

from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.templates import read_data
from webhook_dashboard.domain.templates.dates import iso

JSON_TYPE: Final = "application/json"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
MAX_QUERY_BYTES: Final = 8_192
MAX_BODY_BYTES: Final = 1_048_576


class PayloadRefused(Exception):
    """The payload of this delivery cannot be sent; `kind` and the sentence go into its attempt."""

    def __init__(self, kind: ErrorKind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class EventToSend:
    """What a payload is built from: the event's public id, type, time and its data as JSON."""

    public_id: str
    type: str
    occurred_at: datetime
    data: bytes


@dataclass(frozen=True, slots=True)
class Payload:
    """The bytes of a body and its type; `stored` is False where they can be made again from the event."""

    body: bytes
    content_type: str
    stored: bool = True


def build_payload(event: EventToSend) -> bytes:
    """Return the Standard Webhooks envelope `{type, timestamp, data}` around the event's own bytes."""
    return b'{"type":"%b","timestamp":"%b","data":%b}' % (
        event.type.encode(),
        iso(event.occurred_at).encode(),
        event.data,
    )


def build_envelope(profile: DeliveryProfile, event: EventToSend) -> bytes:
    """Return the JSON body of an event without a template, in the envelope of the profile (C23)."""
    if profile.envelope == "standard":
        return build_payload(event)
    if profile.envelope == "raw":
        return event.data
    head = b'"event":"%b","timestamp":"%b"' % (event.type.encode(), iso(event.occurred_at).encode())
    if profile.envelope == "napt":
        head += b',"version":%b' % orjson.dumps(profile.payload_version)
    elif profile.envelope == "eudr":
        head += b',"integrationId":%b' % orjson.dumps(profile.integration_id)
    return b'{%b,"data":%b}' % (head, event.data)


def to_fields(document: bytes, style: str) -> str:
    """Return a JSON object as URL-encoded fields.

    Style `json` gives one field per top-level key, nested values as JSON; `dotted` one per leaf, as
    `data.items.0.sku=…` (C17). What is no object becomes the one field `data`.
    """
    parsed = read_data(document)
    top = cast("dict[str, Any]", parsed) if isinstance(parsed, dict) else {"data": parsed}
    pairs = _leaves(top) if style == "dotted" else ((key, _flat(value)) for key, value in top.items())
    return urlencode(list(pairs), quote_via=quote, errors="replace")


def _leaves(top: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Walk without recursion: what was published may be nested deeply."""
    waiting: list[tuple[str, object]] = [(key, top[key]) for key in reversed(top)]
    while waiting:
        at, one = waiting.pop()
        if isinstance(one, dict) and one:
            inner = cast("dict[str, object]", one)
            waiting.extend((f"{at}.{key}", inner[key]) for key in reversed(inner))
        elif isinstance(one, list) and one:
            items = cast("list[object]", one)
            waiting.extend((f"{at}.{index}", items[index]) for index in range(len(items) - 1, -1, -1))
        else:
            yield at, _flat(cast("object", one))


def _flat(value: object) -> str:
    # Not orjson: it refuses whole numbers of more than 64 bits.
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
