"""The attempts of a delivery as bars to one scale, drawn on the server. Pure."""

from dataclasses import astuple, dataclass
from datetime import datetime, tzinfo

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.storage.delivery_details import AttemptDetail
from webhook_dashboard.ui.formatting import (
    format_absolute,
    format_clock,
    format_code,
    format_countdown,
    format_ms,
)
from webhook_dashboard.ui.pages.deliveries.reading import DeliveryPage

BAR_PX = 160
GAP_PX = 1
LEAST_PX = 2
RESULT_CHARACTERS = 12
_SVG_SIZE = f'viewBox="0 0 {BAR_PX} 8" height="8" preserveAspectRatio="none" aria-hidden="true"'
PHASES = ("dns", "connect", "tls", "wait", "read")
PHASE_WORDS = ("DNS", "Connect", "TLS", "Wait", "Read")

_RESULTS = {
    ErrorKind.DNS_ERROR: "No address",
    ErrorKind.CONNECTION_REFUSED: "Refused",
    ErrorKind.CONNECTION_RESET: "Reset",
    ErrorKind.NETWORK_UNREACHABLE: "Unreachable",
    ErrorKind.CONNECT_TIMEOUT: "Timed out",
    ErrorKind.READ_TIMEOUT: "Timed out",
    ErrorKind.TOTAL_TIMEOUT: "Timed out",
    ErrorKind.TLS_ERROR: "TLS refused",
    ErrorKind.INVALID_URL: "URL unusable",
    ErrorKind.BLOCKED_ADDRESS: "Not allowed",
    ErrorKind.PAYLOAD_TOO_LARGE: "Too large",
    ErrorKind.TEMPLATE_ERROR: "Template",
    ErrorKind.PROTOCOL_ERROR: "Not HTTP",
    ErrorKind.CANCELLED: "Stopped",
}
_FAILED_PHASE = {
    ErrorKind.DNS_ERROR: 0,
    ErrorKind.CONNECTION_REFUSED: 1,
    ErrorKind.NETWORK_UNREACHABLE: 1,
    ErrorKind.CONNECT_TIMEOUT: 1,
    ErrorKind.BLOCKED_ADDRESS: 1,
    ErrorKind.TLS_ERROR: 2,
    ErrorKind.CONNECTION_RESET: 3,
    ErrorKind.READ_TIMEOUT: 3,
    ErrorKind.PROTOCOL_ERROR: 3,
    ErrorKind.TOTAL_TIMEOUT: 4,
}


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One line of the timeline. `number` is 0 for a line that cannot be chosen; `bar` is SVG text.

    `until_ms` counts down to a try that is still to come.
    """

    number: int
    label: str
    time: str
    time_tip: str
    bar: str
    tip: str
    total: str
    result: str
    result_class: str
    until_ms: int = 0


def to_attempt_rows(page: DeliveryPage, now: datetime, zone: tzinfo) -> list[AttemptRow]:
    """The attempts made, and the next one when its time is known."""
    attempts = page.detail.attempts
    top = _longest(page)
    rows = [_made(attempt, str(attempt.attempt_number), top, zone) for attempt in attempts]
    summary = page.detail.summary
    if summary.status is Status.RETRYING and summary.next_at is not None:
        rows.append(_to_come(summary.attempt_count + 1, summary.next_at, now, zone))
    return rows


def to_measure_row(page: DeliveryPage, zone: tzinfo) -> list[AttemptRow]:
    """The last success of the webhook as the measure of the others; no line when there is none."""
    if page.last_success is None:
        return []
    return [_made(page.last_success, "Last success", _longest(page), zone, measure=True)]


def draw_bar(attempt: AttemptDetail, longest_ms: float) -> str:
    """Where the time went as SVG text: segments of two pixels or more, gaps of one, the failed one red."""
    parts = _segments(attempt)
    total = sum(ms for _, ms in parts)
    if not total:
        return ""
    room = max(round(BAR_PX * total / max(longest_ms, total)), 1) - GAP_PX * (len(parts) - 1)
    widths = [max(round(room * ms / total), LEAST_PX) for _, ms in parts]
    # What the smallest were given, the largest gives back, so that all bars keep one scale.
    largest = widths.index(max(widths))
    widths[largest] = max(widths[largest] - max(sum(widths) - room, 0), LEAST_PX)
    x, drawn = 0, []
    for (name, _), width in zip(parts, widths, strict=True):
        drawn.append(f'<rect class="phase-{name}" x="{x}" width="{width}" height="8"/>')
        x += width + GAP_PX
    return f'<svg class="phase-bar" {_SVG_SIZE}>{"".join(drawn)}</svg>'


def result_of(attempt: AttemptDetail) -> tuple[str, str]:
    """What came of an attempt in two words, and the class of its colour."""
    if attempt.error_kind and attempt.response_code is None:
        known = attempt.error_kind in set(ErrorKind)
        return (_RESULTS.get(ErrorKind(attempt.error_kind), "Failed") if known else "Failed"), "is-bad"
    if attempt.response_code is None:
        return "No answer", "is-bad"
    phrase = format_code(attempt.response_code)
    short = phrase if len(phrase) <= RESULT_CHARACTERS else str(attempt.response_code)
    return short, "is-bad" if attempt.error_kind else "is-ok"


def say_phases(attempt: AttemptDetail) -> str:
    """All phases in words, for the tooltip: "DNS 1 ms · Connect 18 ms · Wait 120 ms"."""
    words = [
        f"{word} {format_ms(value)}"
        for word, value in zip(PHASE_WORDS, astuple(attempt.phases), strict=True)
        if value is not None
    ]
    if attempt.phases.connect_ms is None and attempt.response_code is not None:
        words.insert(0, "Connection was open")
    return " · ".join(words) or "Failed before anything was sent"


def _longest(page: DeliveryPage) -> float:
    measured = [attempt.duration_ms for attempt in page.detail.attempts]
    measured += [page.last_success.duration_ms] if page.last_success else []
    return max(measured, default=0.0)


def _segments(attempt: AttemptDetail) -> list[tuple[str, float]]:
    """Name and length of each phase; what no phase accounts for belongs to the one that failed."""
    values = list(astuple(attempt.phases))
    rest = max(attempt.duration_ms - sum(value or 0.0 for value in values), 0.0)
    failed = _failed_phase(attempt)
    if failed is not None:
        values[failed] = (values[failed] or 0.0) + rest
    elif not any(values):
        values[3] = attempt.duration_ms
    return [
        ("failed" if index == failed else PHASES[index], value) for index, value in enumerate(values) if value
    ]


def _failed_phase(attempt: AttemptDetail) -> int | None:
    if not attempt.error_kind or attempt.error_kind not in set(ErrorKind):
        return None
    if attempt.error_kind == ErrorKind.CONNECT_TIMEOUT and attempt.phases.connect_ms is not None:
        return 2
    return _FAILED_PHASE.get(ErrorKind(attempt.error_kind))


def _made(
    attempt: AttemptDetail, label: str, top: float, zone: tzinfo, *, measure: bool = False
) -> AttemptRow:
    result, tone = result_of(attempt)
    return AttemptRow(
        number=0 if measure else attempt.attempt_number,
        label=label,
        time=format_clock(attempt.started_at, zone),
        time_tip=format_absolute(attempt.started_at, zone),
        bar=draw_bar(attempt, top),
        tip=f"{result}: {say_phases(attempt)}",
        total=format_ms(attempt.duration_ms),
        result=result,
        result_class=tone,
    )


def _to_come(number: int, at: datetime, now: datetime, zone: tzinfo) -> AttemptRow:
    seconds = (at - now).total_seconds()
    return AttemptRow(
        number=0,
        label=str(number),
        time=format_clock(at, zone),
        time_tip=format_absolute(at, zone),
        bar='<span class="phase-none"></span>',
        tip="",
        total="",
        result=format_countdown(seconds),
        result_class="is-warn",
        until_ms=int(at.timestamp() * 1000),
    )
