"""The test inbox: how it answers, as its knobs say."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput

MAX_DELAY_MS: Final = 60_000
MAX_RETRY_AFTER_SECONDS: Final = 86_400
MAX_FAILURES: Final = 100
MAX_ANSWER_BYTES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Knobs:
    """What an inbox does with the next request.

    `fail_first` requests are answered with `fail_code`, the following ones with `response_code`.
    `retry_after_seconds` 0 sends no such header; a `redirect_to` makes the answer a 302. `slow_drip`
    sends one byte of the body a second, `drop` closes the connection without an answer.
    """

    response_code: int = 200
    delay_ms: int = 0
    answer: str = '{"status":"received"}'
    retry_after_seconds: int = 0
    redirect_to: str = ""
    drop: bool = False
    slow_drip: bool = False
    fail_first: int = 0
    fail_code: int = 500


@dataclass(frozen=True, slots=True)
class Mood:
    """A ready-made set of knobs."""

    key: str
    label: str
    knobs: Knobs


MOODS: Final = (
    Mood("fine", "Fine", Knobs()),
    Mood("broken", "Broken", Knobs(response_code=500, answer='{"error":"deadlock detected"}')),
    Mood("recovers", "Fails, then fine", Knobs(fail_first=2)),
    Mood("slow", "Slow", Knobs(delay_ms=3_000)),
    Mood("drops", "Drops", Knobs(drop=True)),
    Mood("redirects", "Redirects", Knobs(response_code=302, redirect_to="/elsewhere")),
)


def mood_of(knobs: Knobs) -> str:
    """Return the key of the mood that these knobs are, or "" when they are none of them."""
    return next((mood.key for mood in MOODS if mood.knobs == knobs), "")


def knobs_from(stored: dict[str, Any]) -> Knobs:
    """Return knobs from stored values; values that are not known any more are passed over."""
    known = {field.name for field in fields(Knobs)}
    return Knobs(**{name: value for name, value in stored.items() if name in known})


def knobs_as_dict(knobs: Knobs) -> dict[str, Any]:
    """Return the values to store."""
    return asdict(knobs)


def check_knobs(knobs: Knobs) -> Knobs:
    """Return the knobs when an inbox can follow them.

    Raises:
        InvalidInput: a number is out of its range, or the body is too long; `field` names it.
    """
    ranges = (
        ("response_code", knobs.response_code, 200, 599),
        ("fail_code", knobs.fail_code, 200, 599),
        ("delay_ms", knobs.delay_ms, 0, MAX_DELAY_MS),
        ("retry_after_seconds", knobs.retry_after_seconds, 0, MAX_RETRY_AFTER_SECONDS),
        ("fail_first", knobs.fail_first, 0, MAX_FAILURES),
    )
    for name, value, low, high in ranges:
        if not low <= value <= high:
            raise InvalidInput(name, f"{name}: expected {low} to {high:,}; got {value}.")
    if len(knobs.answer.encode()) > MAX_ANSWER_BYTES:
        raise InvalidInput("answer", f"answer: at most {MAX_ANSWER_BYTES:,} bytes.")
    if len(knobs.redirect_to) > 2_000 or any(
        not c.isprintable() or not c.isascii() for c in knobs.redirect_to
    ):
        raise InvalidInput("redirect_to", "redirect_to: expected a URL of printable ASCII characters.")
    return knobs
