"""What a test sends and what came of it, in words and HTML. Pure."""

from collections.abc import Iterable
from dataclasses import astuple
from typing import Final

from webhook_dashboard.domain.advice import advise_on_speed
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import Explanation
from webhook_dashboard.domain.ids import DELIVERY, parse_id
from webhook_dashboard.domain.masking import mask_headers
from webhook_dashboard.domain.outcomes import Phases
from webhook_dashboard.domain.webhooks import host_of
from webhook_dashboard.services.webhook_tests import SHOWN_CHARACTERS, Preview, TestResult
from webhook_dashboard.ui.components.code_tokens import colour_json, pretty_json, show_body
from webhook_dashboard.ui.formatting import format_bytes, format_code, format_ms, format_noun
from webhook_dashboard.ui.pages.webhook_editor.checking import sentence_of
from webhook_dashboard.ui.pages.webhook_editor.testing.shown import (
    FilterLine,
    PhaseView,
    RequestView,
    ResultView,
)
from webhook_dashboard.ui.row_parts import delivery_href

BODILESS: Final = "GET"
MAX_SHOWN: Final = 100_000
MAX_WARNINGS: Final = 3
MAX_REASONS: Final = 3
_FIELD_WORDS: Final = {"url": "URL", "data": "Data", "sample": ""}
PHASES: Final = (("dns", "DNS"), ("connect", "Connect"), ("tls", "TLS"), ("wait", "Wait"), ("read", "Read"))
LEAST_SHARE: Final = 0.008
"""A phase takes at least this part of the bar, so that one of 1 ms is seen."""

NOT_COUNTED: Final = "Never counted in statistics."
MARKED: Final = f"{NOT_COUNTED} Marked Test in the log."
NOT_LOGGED: Final = f"{NOT_COUNTED} Not in the log: the webhook is not saved yet."


def request_view(sent: Preview, event_type: str, signature: Iterable[str]) -> RequestView:
    """What a test sends. `signature` are the names of the headers that sign it, in lower case."""
    text = sent.url if sent.method == BODILESS else sent.body.decode(errors="replace")
    kind = next((value for name, value in sent.headers if name.lower() == "content-type"), "")
    shown = pretty_json(text) if "json" in kind else text
    return RequestView(
        html=_coloured(shown[:MAX_SHOWN], kind),
        copy=text,
        size=_size_of(len(text.encode())),
        headers=list(sent.headers),
        signed=_signed_words(sent, frozenset(signature)),
        filter=filter_line(sent.explanation, event_type),
        warnings=_few(sent.warnings),
    )


def filter_line(explanation: Explanation | None, event_type: str) -> FilterLine:
    """Whether the filter lets the event through, with the reason."""
    if explanation is None:
        return FilterLine(f"No filter: every {event_type} is sent.")
    if not explanation.matches:
        return FilterLine(f"The filter would stop it: {explanation.detail or explanation.sentence}.", False)
    reasons = [step.sentence for step in explanation.trace if step.passed and not step.depth]
    words = "; ".join(reasons) if 0 < len(reasons) <= MAX_REASONS else _lower(explanation.sentence)
    return FilterLine(f"The filter would let it through: {words}.")


def result_view(result: TestResult, *, is_signed: bool, timeout_seconds: float) -> ResultView:
    """What came of a test; of the answer its first 200 characters."""
    text = result.response_body.decode(errors="replace")
    kind = _kind_of(result)
    more = f"Show all {format_bytes(len(result.response_body))}" if len(text) > SHOWN_CHARACTERS else ""
    code = result.response_code
    host = host_of(result.sent.url)
    about = [host, "signature included" if is_signed else "not signed"]
    speed = advise_on_speed(result.duration_ms / 1_000, timeout_seconds) if result.succeeded else None
    logged = result.delivery_id
    return ResultView(
        succeeded=result.succeeded,
        sentence=result.sentence,
        status=f"{'No answer' if code is None else format_code(code)} · {format_ms(result.duration_ms)}",
        about=" · ".join(about),
        advice=result.advice,
        speed=speed.sentence if speed else "",
        phases=phase_views(result.phases),
        headers=list(mask_headers(result.response_headers)),
        body=_coloured(result.first_characters, kind),
        body_words=_body_words(result, text),
        more=more,
        copy=text,
        curl=result.curl,
        log_href=delivery_href(parse_id(DELIVERY, logged)) if logged else "",
        log_words=MARKED if logged else NOT_LOGGED,
    )


def whole_body(result: TestResult) -> str:
    """The whole answer as HTML, JSON laid out."""
    return show_body(result.response_body.decode(errors="replace"), _kind_of(result))


def phase_views(phases: Phases) -> list[PhaseView]:
    """Where the time went; phases that did not happen are left out."""
    known = [
        (key, word, ms) for (key, word), ms in zip(PHASES, astuple(phases), strict=True) if ms is not None
    ]
    total = sum(ms for _, _, ms in known)
    return [
        PhaseView(key, word, format_ms(ms), round(max(ms / total, LEAST_SHARE), 4) if total else 1.0)
        for key, word, ms in known
    ]


def _signed_words(sent: Preview, signature: frozenset[str]) -> str:
    names = [name for name, _ in sent.headers if name.lower() in signature]
    return f"Signed in {' and '.join(names)}." if names else "Not signed."


def _body_words(result: TestResult, text: str) -> str:
    if result.response_code is None:
        return ""
    if not text:
        return "The answer has no body."
    if len(text) > SHOWN_CHARACTERS:
        cut = ", cut at 64 KB" if result.response_cut else ""
        return f"First {SHOWN_CHARACTERS} of {len(text):,} characters{cut}"
    return f"{format_noun(len(text), 'character')}, complete"


def _kind_of(result: TestResult) -> str:
    return next((value for name, value in result.response_headers if name.lower() == "content-type"), "")


def _coloured(text: str, content_type: str) -> str:
    if "json" in content_type or text.lstrip()[:1] in ("{", "["):
        return colour_json(text)
    return show_body(text, content_type)


def _size_of(size: int) -> str:
    return format_noun(size, "byte") if size < 10_000 else format_bytes(size)


def _few(warnings: tuple[str, ...]) -> list[str]:
    if len(warnings) <= MAX_WARNINGS:
        return list(warnings)
    return [*warnings[:MAX_WARNINGS], f"{len(warnings) - MAX_WARNINGS} more like these."]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def refusal_words(error: InvalidInput) -> str:
    """The sentence of an error, with the name of its field in front where the dialog does not show it."""
    name = _FIELD_WORDS.get(error.field, error.field.replace("_", " ").capitalize())
    sentence = sentence_of(error)
    return f"{name}: {sentence[:1].lower()}{sentence[1:]}" if name else sentence
