"""The knobs of an inbox as fields of a form, and what is typed there as knobs. Pure."""

import re
from dataclasses import dataclass, replace
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.inbox import (
    MAX_DELAY_MS,
    MAX_FAILURES,
    MAX_RETRY_AFTER_SECONDS,
    MOODS,
    Knobs,
    check_knobs,
    mood_of,
)
from webhook_dashboard.ui.formatting import format_noun

CODES: Final = (
    200,
    201,
    202,
    204,
    301,
    302,
    307,
    400,
    401,
    403,
    404,
    408,
    409,
    410,
    413,
    422,
    429,
    500,
    502,
    503,
    504,
)
FIRST_RETRY_AFTER_SECONDS: Final = 30
FIRST_REDIRECT: Final = "/elsewhere"
TYPED: Final = ("fail_first", "delay_ms", "answer", "retry_after_seconds", "redirect_to")
CHOSEN: Final = ("response_code", "fail_code")

_AMOUNT: Final = re.compile(r"\s*([0-9]{1,9})\s*([a-z]*)\s*")
_UNITS: Final = {
    "fail_first": {"": 1, "time": 1, "times": 1},
    "delay_ms": {"": 1, "ms": 1, "s": 1_000},
    "retry_after_seconds": {"": 1, "s": 1, "min": 60},
}
_HINTS: Final = {
    "fail_first": f"Write 0 to {MAX_FAILURES} times.",
    "delay_ms": f"Write 0 to {MAX_DELAY_MS:,} ms.",
    "retry_after_seconds": f"Write 1 to {MAX_RETRY_AFTER_SECONDS:,} s, or switch it off.",
    "answer": "Write at most 10,000 bytes.",
    "redirect_to": "Write a URL or a path in ASCII, or switch it off.",
}


@dataclass(frozen=True, slots=True)
class KnobForm:
    """What the fields show."""

    fail_first: str = "0 times"
    fail_code: str = "500"
    response_code: str = "200"
    delay_ms: str = "0 ms"
    answer: str = ""
    retry_after_seconds: str = ""
    redirect_to: str = ""


@dataclass(frozen=True, slots=True)
class KnobErrors:
    """What is wrong with a field and how to mend it; empty where nothing is."""

    fail_first: str = ""
    delay_ms: str = ""
    answer: str = ""
    retry_after_seconds: str = ""
    redirect_to: str = ""


def to_form(knobs: Knobs) -> KnobForm:
    """The fields for these knobs."""
    return KnobForm(
        fail_first=format_noun(knobs.fail_first, "time"),
        fail_code=str(knobs.fail_code),
        response_code=str(knobs.response_code),
        delay_ms=f"{knobs.delay_ms} ms",
        answer=knobs.answer,
        retry_after_seconds=f"{knobs.retry_after_seconds} s",
        redirect_to=knobs.redirect_to,
    )


def code_options(*present: int) -> list[tuple[str, str]]:
    """The codes to choose from, as a list for a select; a present one that is not usual is among them."""
    return [(str(code), str(code)) for code in sorted({*CODES, *present})]


def type_knob(knobs: Knobs, name: str, text: str) -> Knobs:
    """The knobs with what was typed into a field.

    Raises:
        InvalidInput: it is not usable, or there is no such field; the sentence says what to write.
    """
    if name not in TYPED:
        raise InvalidInput(name[:40], "There is no such knob.")
    try:
        value = _amount(name, text) if name in _UNITS else text.strip() if name == "redirect_to" else text
        turned = check_knobs(replace(knobs, **{name: value}))
    except InvalidInput as error:
        raise InvalidInput(name, _HINTS[name]) from error
    switched_off_by_typing = (name, value) in (("redirect_to", ""), ("retry_after_seconds", 0))
    if switched_off_by_typing:
        raise InvalidInput(name, _HINTS[name])
    return turned


def choose_code(knobs: Knobs, name: str, text: str) -> Knobs:
    """The knobs with another code to answer.

    Raises:
        InvalidInput: not a code, or there is no such field.
    """
    if name not in CHOSEN or not text.isascii() or not text.isdigit() or len(text) != 3:
        raise InvalidInput(name[:40], "There is no such code.")
    return check_knobs(replace(knobs, **{name: int(text)}))


def flip_knob(knobs: Knobs, name: str) -> Knobs:
    """The knobs with a switch turned over.

    Raises:
        InvalidInput: there is no such switch.
    """
    match name:
        case "retry_after":
            seconds = 0 if knobs.retry_after_seconds else FIRST_RETRY_AFTER_SECONDS
            return replace(knobs, retry_after_seconds=seconds)
        case "slow_drip":
            return replace(knobs, slow_drip=not knobs.slow_drip)
        case "drop":
            return replace(knobs, drop=not knobs.drop)
        case "redirect" if knobs.redirect_to:
            # Without a place to go the code of a redirect says nothing.
            code = 200 if 300 <= knobs.response_code <= 399 else knobs.response_code
            return replace(knobs, redirect_to="", response_code=code)
        case "redirect":
            code = knobs.response_code if 300 <= knobs.response_code <= 399 else 302
            return replace(knobs, redirect_to=FIRST_REDIRECT, response_code=code)
        case _:
            raise InvalidInput(name[:40], "There is no such knob.")


def mood_word(knobs: Knobs) -> str:
    """The mood in a word, for where the knobs are folded; "Own mix" when they are none of them."""
    key = mood_of(knobs)
    return next((mood.label for mood in MOODS if mood.key == key), "Own mix")


def left_words(knobs: Knobs, failures_left: int) -> str:
    """How many failures are still to come; empty when none were asked for."""
    if not knobs.fail_first:
        return ""
    return f"{failures_left} to come." if failures_left else "All used up."


def _amount(name: str, text: str) -> int:
    found = _AMOUNT.fullmatch(text.replace(",", "").lower())
    factor = _UNITS[name].get(found[2]) if found else None
    if found is None or factor is None:
        raise InvalidInput(name, _HINTS[name])
    return int(found[1]) * factor
