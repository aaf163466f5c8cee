"""Request and response of one attempt, ready to be shown. Pure."""

from dataclasses import dataclass
from html import escape

from webhook_dashboard.domain.commands import write_curl
from webhook_dashboard.domain.masking import mask_headers
from webhook_dashboard.domain.requests import EventToSend, build_payload
from webhook_dashboard.domain.webhooks import inbox_token
from webhook_dashboard.storage.delivery_details import AttemptDetail, DeliveryDetail
from webhook_dashboard.ui.components.code_tokens import pretty_json, show_body
from webhook_dashboard.ui.formatting import format_bytes, format_code


@dataclass(frozen=True, slots=True)
class Message:
    """One direction of an attempt: `html` for the eye, `copy` for the clipboard, `note` without a body.

    `first_line` is the status line of a response. `mark` says that the body is longer than what was kept.
    """

    first_line: str = ""
    first_class: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    size: str = ""
    html: str = ""
    copy: str = ""
    raw: str = ""
    note: str = ""
    mark: str = ""


def request_of(detail: DeliveryDetail, attempt: AttemptDetail | None) -> Message:
    """What was sent; before the first attempt the event."""
    body = payload_of(detail, attempt)
    text = body.decode(errors="replace")
    headers = mask_headers(attempt.request_headers) if attempt else ()
    kind = next((value for name, value in headers if name.lower() == "content-type"), "application/json")
    nothing = "" if body else "No body was sent, or this webhook keeps none."
    head = f"{attempt.method} {attempt.url}\n{_lines(headers)}\n\n" if attempt else ""
    return Message(
        headers=headers,
        size=f"{format_bytes(len(body))} {_short(kind)}",
        html=show_body(text, kind.lower()),
        copy=pretty_json(text),
        raw=escape(f"{head}{text}"),
        note=nothing if attempt else "This is the event. Payload and headers are made when it is sent.",
    )


def response_of(attempt: AttemptDetail | None) -> Message:
    """What came back."""
    if attempt is None:
        return Message(note="Nothing was sent yet, so there is no response.")
    if attempt.response_code is None:
        is_said = attempt.sentence.endswith(attempt.error_detail)
        return Message(note=f"No response. {attempt.sentence}", mark="" if is_said else attempt.error_detail)
    kind = next((value for name, value in attempt.response_headers if name.lower() == "content-type"), "")
    text = attempt.response_body.decode(errors="replace")
    headers = mask_headers(attempt.response_headers)
    line = format_code(attempt.response_code)
    return Message(
        first_line=line,
        first_class="is-bad" if attempt.error_kind else "is-ok",
        headers=headers,
        size=_size_words(attempt, kind),
        html=show_body(text, kind.lower()),
        copy=text,
        raw=escape(f"HTTP/1.1 {line}\n{_lines(headers)}\n\n{text}"),
        note="" if text else "The body is empty.",
        mark="Cut at 64 KB: the rest of the body was not kept." if attempt.response_cut else "",
    )


def curl_of(detail: DeliveryDetail, attempt: AttemptDetail | None, own_origin: str) -> str:
    """The attempt as a command; without an attempt empty. `own_origin` stands before the test inbox."""
    if attempt is None:
        return ""
    url = own_origin + attempt.url if inbox_token(attempt.url) else attempt.url
    return write_curl(attempt.method, url, attempt.request_headers, payload_of(detail, attempt))


def payload_of(detail: DeliveryDetail, attempt: AttemptDetail | None) -> bytes:
    """The body of an attempt; before the first one, the event in the standard envelope."""
    event = detail.event
    if attempt is not None:
        return attempt.body_of(event)
    occurred_at = event.occurred_at or event.created_at
    return build_payload(EventToSend(event.public_id, event.type, occurred_at, event.data))


def _lines(headers: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers)


def _size_words(attempt: AttemptDetail, content_type: str) -> str:
    size = format_bytes(len(attempt.response_body))
    over = "over " if attempt.response_cut else ""
    return f"{over}{size} {_short(content_type)}".strip()


def _short(content_type: str) -> str:
    kind = content_type.partition(";")[0].strip().rpartition("/")[2].rpartition("+")[2].upper()
    return "FORM" if kind == "X-WWW-FORM-URLENCODED" else kind[:12]
