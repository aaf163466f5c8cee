"""The single fields of the editor: their names, and how their values are written and read. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.profiles import PRESETS

ON, OFF = "on", ""
"""What stands for a switch."""

_AMOUNT: Final = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(s|sec|m|min|h|d|%)?", re.ASCII | re.IGNORECASE)
_UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_LENGTHS: Final = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class FieldKind:
    """How a value becomes text, and a text the value. `read` gets the field's name for its sentence."""

    show: Callable[[Any], str]
    read: Callable[[str, str], Any]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field, by its name in the REST API. `in_profile`: a preset fills it."""

    name: str
    label: str
    section: str
    kind: FieldKind
    in_profile: bool = True


def show_seconds(value: float) -> str:
    """A time in its largest whole unit: "10 s", "5 min", "1 h", "1.5 s"."""
    for unit, length in _UNITS:
        if value >= length and value % length == 0:
            return f"{value / length:g} {unit}"
    return f"{value:g} s"


def span_words(seconds: float, *, units: int = 2) -> str:
    """A length of time in its largest units: "14 h 36 min", "36 s"; with four of them nothing is left out."""
    left, words = int(seconds), list[str]()
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, left = divmod(left, length)
        if count:
            words.append(f"{count} {unit}")
        if len(words) == units:
            break
    return " ".join(words) or "0 s"


def show_wait(seconds: int) -> str:
    """A wait as it is typed, exact: "5 min", "4 min 17 s"."""
    return span_words(seconds, units=len(_UNITS))


def _read_seconds(text: str, name: str) -> float:
    number, unit = _amount(text, name, "a time such as 10 s or 5 min")
    if unit == "%":
        raise InvalidInput(name, f"{name}: write a time such as 10 s or 5 min.")
    return number * _LENGTHS.get(unit, 1)


def in_units_of(kind: FieldKind, sentence: str) -> str:
    """A sentence that names bounds, with these as they are typed into a field of the kind."""
    if kind not in (SECONDS, PERCENT):
        return sentence
    noun = "time" if kind is SECONDS else "share"
    return re.sub(
        r"number from ([0-9.]+) to ([0-9.]*[0-9])",
        lambda found: f"{noun} from {kind.show(float(found[1]))} to {kind.show(float(found[2]))}",
        sentence,
    )


def _read_whole(text: str, name: str) -> int:
    number, unit = _amount(text, name, "a whole number")
    if unit or number % 1:
        raise InvalidInput(name, f"{name}: write a whole number.")
    return int(number)


def _read_percent(text: str, name: str) -> float:
    number, unit = _amount(text, name, "a share such as 10 %")
    if unit not in ("", "%"):
        raise InvalidInput(name, f"{name}: write a share such as 10 %.")
    return number / 100


def _read_rate(text: str, name: str) -> float | None:
    plain = re.sub(r"\s*(/\s*s|per second)$", "", text.strip(), flags=re.IGNORECASE)
    if not plain:
        return None
    number, unit = _amount(plain, name, "requests a second such as 5, or nothing for no limit")
    if unit:
        raise InvalidInput(name, f"{name}: write requests a second such as 5, or nothing for no limit.")
    return number


def _read_optional(text: str, name: str) -> int | None:
    return _read_whole(text, name) if text.strip() else None


def _amount(text: str, name: str, expected: str) -> tuple[float, str]:
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise InvalidInput(name, f"{name}: write {expected}.")
    return float(match[1].replace(",", ".")), (match[2] or "").lower()


TEXT: Final = FieldKind(str, lambda text, _: text)
TRIMMED: Final = FieldKind(str, lambda text, _: text.strip())
FLAG: Final = FieldKind(lambda value: ON if value else OFF, lambda text, _: text == ON)
SECONDS: Final = FieldKind(show_seconds, _read_seconds)
WHOLE: Final = FieldKind(str, _read_whole)
OPTIONAL: Final = FieldKind(lambda value: "" if value is None else str(value), _read_optional)
PERCENT: Final = FieldKind(lambda value: f"{100 * value:g} %", _read_percent)
RATE: Final = FieldKind(lambda value: "" if value is None else f"{value:g} / s", _read_rate)

SECTIONS: Final = {
    "basics": "Basics",
    "endpoint": "Endpoint",
    "authentication": "Authentication",
    "headers": "Headers",
    "events": "Events",
    "filters": "Filters",
    "payload": "Payload",
    "delivery": "Delivery",
    "failures": "Failure handling",
    "security": "Security",
}
"""The sections by their key in the address, in the order of the page."""

FIELDS: Final = {
    spec.name: spec
    for spec in (
        FieldSpec("name", "Name", "basics", TEXT, in_profile=False),
        FieldSpec("description", "Description", "basics", TEXT, in_profile=False),
        FieldSpec("active", "Active", "basics", FLAG, in_profile=False),
        FieldSpec("preset", "Preset", "basics", TEXT, in_profile=False),
        FieldSpec("envelope", "Envelope", "basics", TEXT),
        FieldSpec("payload_version", "Payload version", "basics", TRIMMED),
        FieldSpec("integration_id", "Integration id", "basics", TRIMMED),
        FieldSpec("method", "Method", "endpoint", TEXT),
        FieldSpec("url", "URL", "endpoint", TRIMMED, in_profile=False),
        FieldSpec("content_type", "Content type", "endpoint", TEXT),
        FieldSpec("query_style", "Nested values", "endpoint", TEXT),
        FieldSpec("total_timeout", "Total time limit", "endpoint", SECONDS),
        FieldSpec("user_agent", "User agent", "endpoint", TRIMMED),
        FieldSpec("connect_timeout", "Connect timeout", "delivery", SECONDS),
        FieldSpec("response_timeout", "Response timeout", "delivery", SECONDS),
        FieldSpec("success_codes", "Delivered if code is", "delivery", TRIMMED),
        FieldSpec("retry_on", "Retry on", "delivery", TRIMMED),
        FieldSpec("retries_enabled", "Automatic retries", "delivery", FLAG),
        FieldSpec("retry_jitter", "Jitter", "delivery", PERCENT),
        FieldSpec("retry_after_cap", "Longest Retry-After", "delivery", SECONDS),
        FieldSpec("concurrency", "Parallel requests", "delivery", WHOLE),
        FieldSpec("rate_limit", "Rate limit", "delivery", RATE),
        FieldSpec("pause_after", "Pause after", "failures", OPTIONAL),
        FieldSpec("pause_action", "Then", "failures", TEXT),
        FieldSpec("count_unit", "Counted", "failures", TEXT),
        FieldSpec("pause_on_gone", "Pause on 410 Gone", "failures", FLAG),
        FieldSpec("breaker", "Circuit breaker", "failures", FLAG),
        FieldSpec("breaker_failures", "Opens after", "failures", WHOLE),
        FieldSpec("probe_interval", "Probe every", "failures", SECONDS),
        FieldSpec("on_exhausted", "When it gives up", "failures", TEXT),
        FieldSpec("notify_email", "E-mail to", "failures", TRIMMED),
        FieldSpec("store_payload", "Payloads kept", "failures", TEXT),
    )
}
"""Every field with one text of its own, in the order of the page."""

LABELS: Final = {name: spec.label for name, spec in FIELDS.items()} | {
    "event_types": "Events",
    "authentication": "Authentication",
    "headers": "Headers",
    "retry_waits": "Retry plan",
    "signatures": "Signatures",
    "secret": "Secret",
    "identity_headers": "Headers about the event",
    "filters": "Filters",
    "templates": "Templates",
}
"""What a field is called, the compound ones too."""

SECTION_OF: Final = {name: spec.section for name, spec in FIELDS.items()} | {
    "event_types": "events",
    "authentication": "authentication",
    "headers": "headers",
    "retry_waits": "delivery",
    "schedule": "delivery",
    "signatures": "security",
    "secret": "security",
    "identity_headers": "headers",
    "filters": "filters",
    "templates": "payload",
}

CHOICE_WORDS: Final[dict[str, dict[str, str]]] = {
    "preset": {key: preset.label for key, preset in PRESETS.items()},
    "content_type": {"application/json": "application/json", "application/x-www-form-urlencoded": "Form"},
    "query_style": {"json": "One JSON text for each key", "dotted": "Dotted names"},
    "envelope": {
        "standard": "Standard: type, timestamp, data",
        "napt": "NAPT: event, timestamp, version, data",
        "angage": "Angage: order template",
        "eudr": "EUDR: event, timestamp, integrationId, data",
        "raw": "The data alone",
    },
    "retry_on": {"smart": "Smart", "any_non_success": "Any answer but success"},
    "pause_action": {"notify": "Only tell", "pause": "Pause", "disable": "Switch off"},
    "count_unit": {"delivery": "Deliveries given up", "attempt": "Failed attempts"},
    "on_exhausted": {"none": "Mark it failed", "notify": "Mark it failed and send an e-mail"},
    "store_payload": {"all": "Of all deliveries", "failed": "Of failed ones only", "none": "None"},
}
"""The words of each choice that is stored as another word."""

IDENTITY_WORDS: Final = {
    "event_type": "Event type",
    "event_id": "Event id",
    "webhook_id": "Webhook id",
    "delivery_id": "Delivery id",
    "event_time": "Time of the event",
    "attempt_time": "Time of the attempt",
}
"""What a header about the event may say, by the names of the profile."""


def canonical(spec: FieldSpec, text: str) -> str:
    """The text as it would be written after a save; as it is when it cannot be read."""
    try:
        return spec.kind.show(spec.kind.read(text, spec.name))
    except InvalidInput:
        return text


def words_of(name: str, text: str) -> str:
    """What people see of a value: the word of a choice, "on" and "off" for a switch."""
    spec = FIELDS[name]
    if spec.kind is FLAG:
        return "on" if text == ON else "off"
    if name == "pause_after" and not text:
        return "never"
    if name == "rate_limit" and not text:
        return "none"
    return CHOICE_WORDS.get(name, {}).get(text, text)
