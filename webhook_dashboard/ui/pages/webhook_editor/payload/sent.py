"""What would be sent, as text: the body with its colours and its difference to the saved one. Pure."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from html import escape

import orjson

from webhook_dashboard.domain.payloads import MAX_BODY_BYTES, MAX_QUERY_BYTES
from webhook_dashboard.services.payload_preview import PreviewedRequest
from webhook_dashboard.ui.components.code_tokens import colour_json, pretty_json
from webhook_dashboard.ui.formatting import format_bytes, format_noun
from webhook_dashboard.ui.pages.webhook_editor.payload.marking import (
    Range,
    by_line,
    marked_in_json,
    marked_in_text,
    with_marks,
)
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import SentView

MAX_SHOWN = 100_000
SAME = "As the saved one."
MAX_DIFF_LINES = 2_000
LIMIT = f"of {MAX_BODY_BYTES // 1_048_576} MB at most"
QUERY_LIMIT = f"of {MAX_QUERY_BYTES // 1_024} KB at most"
BODILESS = "GET"


def show_sent(
    request: PreviewedRequest,
    saved: PreviewedRequest | None,
    *,
    is_raw: bool,
    is_diff: bool,
    marked: str = "",
) -> SentView:
    """The right column. `saved` is what the saved webhook would send for the same event, if there is one.

    `marked` is the payload with marks around the results of the placeholder at the cursor, if there is one.
    """
    if request.refusal:
        return SentView(tone="bad", verdict="Nothing would be sent", refusal=request.refusal)
    raw = _text_of(request)
    lines = _lines(request, is_raw=is_raw)
    before = _lines(saved, is_raw=is_raw) if is_diff and saved is not None and not saved.refusal else None
    html, note = _html(request, lines, before, _ranges(request, lines, marked))
    if is_diff and saved is not None and saved.refusal:
        note = f"The saved one cannot be sent: {saved.refusal}"
    elif note == SAME and saved is not None and _text_of(saved) != raw:
        note = "As the saved one but for its spacing."
    elif not note and before is None and len(raw) > MAX_SHOWN:
        note = f"Shown to {MAX_SHOWN:,} characters; Copy has all."
    tone, verdict = ("bad", "Not valid JSON") if not _is_sound(request) else ("ok", _kind_words(request))
    everything = [*request.headers, *request.signature]
    return SentView(
        html=html,
        raw=raw,
        tone=tone,
        verdict=verdict,
        size=_size_words(_size(request), saved),
        limit=QUERY_LIMIT if request.method == BODILESS else LIMIT,
        note=note,
        signature=list(request.signature),
        signed_how=_signed_how(request),
        headers=list(request.headers),
        headers_title=f"{request.method}, {format_noun(len(everything), 'header')}",
    )


def _text_of(request: PreviewedRequest) -> str:
    return request.url if request.method == BODILESS else request.body.decode(errors="replace")


def _size(request: PreviewedRequest) -> int:
    """What the limit is about: the bytes of the body, or of the query."""
    return len(request.url.partition("?")[2].encode()) if request.method == BODILESS else len(request.body)


def _is_json(request: PreviewedRequest) -> bool:
    return request.method != BODILESS and "json" in request.content_type


def _is_sound(request: PreviewedRequest) -> bool:
    if not _is_json(request):
        return True
    try:
        orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return False
    return True


def _kind_words(request: PreviewedRequest) -> str:
    if request.method == BODILESS:
        return "Query of the URL"
    if _is_json(request):
        return "Valid JSON"
    return "Form fields" if "form" in request.content_type else "Text"


def _html(
    request: PreviewedRequest, lines: list[str], before: list[str] | None, ranges: list[Range]
) -> tuple[str, str]:
    """The body as HTML, compared with the lines of before if there are any, and what is to be said of it."""
    if before is None:
        return _plain(request, lines, ranges), ""
    if max(len(lines), len(before)) > MAX_DIFF_LINES:
        return _plain(request, lines, ranges), "Too long to be compared line by line."
    if lines == before:
        return _plain(request, lines, ranges), SAME
    return "".join(_diff(before, lines, by_line(lines, ranges), coloured=_is_json(request))), ""


def _ranges(request: PreviewedRequest, lines: list[str], marked: str) -> list[Range]:
    """Where the results of the placeholder at the cursor stand in the lines."""
    if not marked or request.method == BODILESS:
        return []
    shown = "\n".join(lines)
    return (marked_in_json if _is_json(request) else marked_in_text)(marked, shown)


def _lines(request: PreviewedRequest, *, is_raw: bool) -> list[str]:
    text = _text_of(request)
    if is_raw:
        return text.split("\n")
    if _is_json(request):
        return pretty_json(text).split("\n")
    if "form" in request.content_type or request.method == BODILESS:
        head, mark, query = text.partition("?") if request.method == BODILESS else ("", "", text)
        parts = query.split("&")
        return [head + mark, *parts] if head else parts
    return text.split("\n")


def _plain(request: PreviewedRequest, lines: list[str], ranges: list[Range]) -> str:
    text = "\n".join(lines)[:MAX_SHOWN]
    within = [(start, min(end, len(text))) for start, end in ranges if start < len(text)]
    return with_marks(text, within, colour_json if _is_json(request) else escape)


def _diff(
    before: list[str], after: list[str], marks: Mapping[int, list[Range]], *, coloured: bool
) -> Iterator[str]:
    colour = colour_json if coloured else escape
    new = [with_marks(line, marks.get(number, []), colour) for number, line in enumerate(after)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            yield from (_line(" ", "", line) for line in new[new_from:new_to])
            continue
        yield from (_line("-", " is-removed", colour(line)) for line in before[old_from:old_to])
        yield from (_line("+", " is-added", line) for line in new[new_from:new_to])


def _line(sign: str, tone: str, html: str) -> str:
    return f'<span class="diff-line{tone}"><span class="diff-sign">{sign}</span>{html}\n</span>'


def _size_words(size: int, saved: PreviewedRequest | None) -> str:
    words = format_noun(size, "byte") if size < 10_000 else format_bytes(size)
    if saved is None or saved.refusal:
        return words
    more = size - _size(saved)
    return words if not more else f"{words}, {abs(more):,} {'more' if more > 0 else 'fewer'}"


def _signed_how(request: PreviewedRequest) -> str:
    names = [name.lower() for name, _ in request.signature]
    if not names:
        return "Not signed"
    own = [name for name, _ in request.signature if not name.lower().startswith("webhook-")]
    if "webhook-signature" not in names:
        return own[-1] if own else ""
    return "Standard Webhooks" if not own else f"Standard Webhooks and {own[-1]}"
