"""One request in full: what arrived, what its signature came to, and what was sent back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from webhook_dashboard.domain.ids import DELIVERY, encode_id
from webhook_dashboard.domain.signing import ID_HEADER, SIGNATURE_HEADER, Verdict
from webhook_dashboard.storage.inboxes import Arrival, ReceivedRequest
from webhook_dashboard.ui.components.code_tokens import pretty_json, show_body
from webhook_dashboard.ui.components.status import STATUSES
from webhook_dashboard.ui.formatting import format_bytes, format_code, format_ms
from webhook_dashboard.ui.pages.inbox.reading import RequestPage
from webhook_dashboard.ui.pages.inbox.rows import event_word
from webhook_dashboard.ui.row_parts import delivery_href

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SIGNATURE_SENTENCES = {
    Verdict.VALID: "Its signature is valid.",
    Verdict.WRONG: "Its signature is wrong.",
    Verdict.NONE: "It carries no signature.",
}
_NOT_SIGNED = "Not signed."


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One header; `tone` is the CSS class of its value."""

    name: str
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A body: `html` laid out and coloured, `raw` as it came (HTML too), `copy` for the clipboard."""

    size: str = ""
    html: str = ""
    raw: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class SentBack:
    """What this inbox answered; `note` says why there is no more than a code."""

    line: str = ""
    tone: str = ""
    fact: str = ""
    headers: tuple[HeaderLine, ...] = ()
    body: Content = Content()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as text. `delivery_word` is how the sender shows the delivery with `delivery_id`."""

    id: str = ""
    sentence: str = ""
    answered: str = ""
    delivery_id: str = ""
    delivery_href: str = ""
    delivery_word: str = ""
    verdict: str = "none"
    scheme: str = ""
    verdict_sentence: str = ""
    request_line: str = ""
    headers: tuple[HeaderLine, ...] = ()
    headers_copy: str = ""
    body: Content = Content()
    sent_back: SentBack = SentBack()


def to_view(page: RequestPage, arrivals: Sequence[Arrival]) -> RequestView:
    """A request as text; `arrivals` are those of its inbox, newest first."""
    request, delivery = page.request, page.delivery
    codes = _codes_so_far(request, arrivals)
    return RequestView(
        id=str(request.id),
        sentence=_sentence(request, len(codes)),
        answered=_answered(codes),
        delivery_id=encode_id(DELIVERY, delivery.id) if delivery else "",
        delivery_href=delivery_href(delivery.id) if delivery else "",
        delivery_word=STATUSES[delivery.status.key].word if delivery else "",
        verdict=request.verdict.value,
        scheme=f"{request.scheme}." if request.scheme else _NOT_SIGNED,
        verdict_sentence=request.sentence,
        request_line=f"{request.method} {request.path}",
        headers=_headers(request),
        headers_copy="\n".join(f"{name}: {value}" for name, value in request.headers),
        body=_content(request.body, _kind(request.headers)),
        sent_back=_sent_back(page),
    )


def _codes_so_far(request: ReceivedRequest, arrivals: Sequence[Arrival]) -> list[int | None]:
    """What each try of this event was answered, the first try first."""
    message_id = dict(request.headers).get(ID_HEADER)
    earlier = [
        arrival.response_code
        for arrival in reversed(arrivals)
        if message_id and arrival.message_id == message_id and arrival.id < request.id
    ]
    return [*earlier, request.response_code]


def _sentence(request: ReceivedRequest, tries: int) -> str:
    name = event_word(request.event_type, request.method)
    what = name if request.event_type else f"A {name}"
    if ID_HEADER not in dict(request.headers):
        arrived = "arrived"
    elif tries <= len(_ORDINALS):
        arrived = f"arrived on the {_ORDINALS[tries - 1]} try"
    else:
        arrived = f"arrived on try {tries}"
    return f"{what} {arrived}. {_SIGNATURE_SENTENCES[request.verdict]}"


def _answered(codes: Sequence[int | None]) -> str:
    if codes == [None]:
        return "This inbox closed the connection without an answer."
    words = ["nothing" if code is None else str(code) for code in codes]
    if len(words) > 6:
        words = [words[0], "…", *words[-4:]]
    *earlier, last = words
    return (
        f"This inbox answered {', '.join(earlier)}, then {last}."
        if earlier
        else f"This inbox answered {last}."
    )


def _headers(request: ReceivedRequest) -> tuple[HeaderLine, ...]:
    tone = f"is-{STATUSES[request.verdict.value].tone}"
    return tuple(
        HeaderLine(
            name, value, tone if name.endswith((SIGNATURE_HEADER, "-signature", "-signature-256")) else ""
        )
        for name, value in request.headers
    )


def _content(body: bytes, kind: str) -> Content:
    text = body.decode(errors="replace")
    return Content(
        size=format_bytes(len(body)), html=show_body(text, kind), raw=escape(text), copy=pretty_json(text)
    )


def _sent_back(page: RequestPage) -> SentBack:
    code, attempt = page.request.response_code, page.attempt
    if code is None:
        return SentBack("No answer", "is-bad", note="The connection was closed before a byte was sent.")
    line, tone = format_code(code), "is-ok" if 200 <= code <= 299 else "is-bad"
    if attempt is None:
        return SentBack(line, tone, note=_only_the_code(page))
    kind = _kind(attempt.response_headers)
    headers = tuple(HeaderLine(name.lower(), value) for name, value in attempt.response_headers)
    return SentBack(
        line, tone, f"after {format_ms(attempt.duration_ms)}", headers, _content(attempt.response_body, kind)
    )


def _only_the_code(page: RequestPage) -> str:
    if page.delivery is None:
        return "Only the code is kept: no webhook here sent this request, so no log has its answer."
    return "The sender has not stored this answer yet."


def _kind(headers: Sequence[tuple[str, str]]) -> str:
    return next((value.lower() for name, value in headers if name.lower() == "content-type"), "")
