"""The rules by which a webhook judges answers, and what a result means under them."""

import re
from dataclasses import dataclass
from typing import Final

from webhook_dashboard.domain.advice import advise, explain_error
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.outcomes import PERMANENT_KINDS, ErrorKind, Outcome, SendResult
from webhook_dashboard.domain.retry import RETRY_AFTER_CODES

LEAST_CODE: Final = 200
MOST_CODE: Final = 599
_GONE: Final = 410
_RULE_CHARACTERS: Final = 200
_SHOWN_CHARACTERS: Final = 200
_RANGE: Final = re.compile(r"([1-9][0-9]{2})(?:[-–]([1-9][0-9]{2}))?", re.ASCII)
_CLASS: Final = re.compile(r"([1-9])xx", re.ASCII | re.IGNORECASE)
# These are ours: no rule about receivers says whether they are worth another try. They are.
_OUR_KINDS: Final = frozenset({ErrorKind.INTERNAL_ERROR, ErrorKind.CANCELLED})


@dataclass(frozen=True, slots=True)
class Codes:
    """A set of HTTP codes: inclusive ranges, ascending, with a gap between any two."""

    ranges: tuple[tuple[int, int], ...]

    def contains(self, code: int) -> bool:
        """True when the code is one of the set."""
        return any(first <= code <= last for first, last in self.ranges)

    @property
    def text(self) -> str:
        """The set as `parse_codes` reads it: `200-299,304`."""
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in self.ranges)


@dataclass(frozen=True, slots=True)
class RetryOn:
    """Which failures are worth another try: answers with one of `codes`, and with `network` no answer.

    `text` is the rule as `parse_retry_on` reads it.
    """

    text: str
    network: bool
    codes: Codes

    def covers(self, code: int) -> bool:
        """True when a failed answer with this code is worth another try."""
        # RFC 9110 section 15: a code outside 100-599 is to be treated as a 5xx.
        return self.codes.contains(code if code <= MOST_CODE else 500)


SUCCESS: Final = Codes(((200, 299),))
SMART: Final = RetryOn("smart", True, Codes(((408, 408), (425, 425), (429, 429), (500, 599))))
ANY_NON_SUCCESS: Final = RetryOn("any_non_success", True, Codes(((100, 599),)))


@dataclass(frozen=True, slots=True)
class JudgingRules:
    """What a webhook counts as success, and which failures it tries again."""

    success_codes: Codes = SUCCESS
    retry_on: RetryOn = SMART


STANDARD_RULES: Final = JudgingRules()


def parse_codes(text: object, *, field: str = "success_codes") -> Codes:
    """Read codes and ranges joined by commas: `200-299,304`; `2xx` stands for 200-299.

    Raises:
        InvalidInput: empty, too long, not codes, or codes outside 200-599.
    """
    parts = _parts(text, field)
    if not parts:
        raise InvalidInput(field, f"{field}: write at least one code, such as 200-299.")
    return _codes(parts, field)


def parse_retry_on(text: object, *, field: str = "retry_on") -> RetryOn:
    """Read `smart`, `any_non_success`, or a list of `network`, codes and ranges: `network,429,500-599`.

    Raises:
        InvalidInput: empty, too long, or an entry that is none of these.
    """
    parts = _parts(text, field)
    for known in (SMART, ANY_NON_SUCCESS):
        if parts == [known.text]:
            return known
    if not parts:
        raise InvalidInput(
            field, f"{field}: choose smart, any_non_success, or write a list such as network,429,500-599."
        )
    network = "network" in parts
    codes = _codes([part for part in parts if part != "network"], field)
    entries = (["network"] if network else []) + ([codes.text] if codes.ranges else [])
    return RetryOn(",".join(entries), network, codes)


def judge(
    result: SendResult,
    host: str,
    rules: JudgingRules = STANDARD_RULES,
    retry_after_seconds: float | None = None,
) -> Outcome:
    """Say what a result means under the rules of its webhook.

    Redirects are never followed: a 3xx that is no success code is a failure that names the new address.
    `retry_after_seconds` is what the receiver asked for; it counts with 413, 429 and 503 only.
    """
    if result.error_kind is not None:
        return _without_answer(result.error_kind, result.error_detail, host, rules)
    code = result.response_code
    if code is None:
        advice = explain_error(ErrorKind.PROTOCOL_ERROR, "", host).advice
        sentence = f"{host} gave no answer."
        return Outcome(False, rules.retry_on.network, ErrorKind.PROTOCOL_ERROR, sentence, advice=advice)
    if rules.success_codes.contains(code):
        return Outcome(True, False, None, f"{host} answered {code}.")
    if 300 <= code <= 399:
        return _redirect(result, code, host, rules)
    return _refused(code, host, rules, retry_after_seconds)


def _without_answer(kind: ErrorKind, detail: str, host: str, rules: JudgingRules) -> Outcome:
    words = explain_error(kind, detail, host)
    retryable = kind in _OUR_KINDS or (kind not in PERMANENT_KINDS and rules.retry_on.network)
    return Outcome(False, retryable, kind, words.sentence, advice=words.advice)


def _redirect(result: SendResult, code: int, host: str, rules: JudgingRules) -> Outcome:
    location = next((value for name, value in result.response_headers if name.lower() == "location"), "")
    if location:
        sentence = f"{host} redirects to {_shortened(location)}."
    else:
        sentence = f"{host} answered {code}, a redirect that names no address."
    advice = explain_error(ErrorKind.REDIRECT, "", host).advice
    return Outcome(False, rules.retry_on.covers(code), ErrorKind.REDIRECT, sentence, advice=advice)


def _refused(code: int, host: str, rules: JudgingRules, retry_after_seconds: float | None) -> Outcome:
    asked = retry_after_seconds if code in RETRY_AFTER_CODES else None
    if 200 <= code <= 299:
        advice = f"Only {rules.success_codes.text} counts as success here. Change it if this answer is fine."
    else:
        advice = advise(ErrorKind.HTTP_ERROR, "", host, code, asked)
    return Outcome(
        False,
        rules.retry_on.covers(code),
        ErrorKind.HTTP_ERROR,
        f"{host} answered {code}.",
        asked,
        advice,
        code == _GONE,
    )


def _shortened(location: str) -> str:
    """The sentence is shown in lists and sent to every open tab; the whole header is in the attempt."""
    return location if len(location) <= _SHOWN_CHARACTERS else f"{location[: _SHOWN_CHARACTERS - 1]}…"


def _parts(text: object, field: str) -> list[str]:
    if not isinstance(text, str) or len(text) > _RULE_CHARACTERS:
        raise InvalidInput(field, f"{field}: write a text of at most {_RULE_CHARACTERS} characters.")
    joined = re.sub(r"\s*([-–])\s*", r"\1", text.lower())
    return [part for part in re.split(r"[,;\s]+", joined) if part]


def _codes(parts: list[str], field: str) -> Codes:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(_range(part, field) for part in parts):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return Codes(tuple(merged))


def _range(part: str, field: str) -> tuple[int, int]:
    whole_class = _CLASS.fullmatch(part)
    if whole_class:
        first, last = int(whole_class[1]) * 100, int(whole_class[1]) * 100 + 99
    else:
        match = _RANGE.fullmatch(part)
        if not match:
            raise InvalidInput(
                field, f"{field}: {part[:20]!r} is no code; write codes and ranges such as 200-299,304."
            )
        first, last = int(match[1]), int(match[2] or match[1])
    if not LEAST_CODE <= first <= last <= MOST_CODE:
        raise InvalidInput(
            field,
            f"{field}: {part[:20]!r} is out of range; write codes from {LEAST_CODE} to {MOST_CODE}, "
            "the smaller one first.",
        )
    return first, last
