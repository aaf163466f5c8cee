"""Checks of single profile fields: a value from outside becomes one that can be used, or a sentence."""

import re
from collections.abc import Callable
from typing import Any, Final, cast

from webhook_dashboard.domain.custom_headers import is_forbidden, is_header_name
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.health import check_pause_after
from webhook_dashboard.domain.judging import parse_codes, parse_retry_on
from webhook_dashboard.domain.schedules import Schedule, ScheduleKind

METHODS: Final = ("POST", "PUT", "PATCH", "DELETE", "GET")
CONTENT_TYPES: Final = ("application/json", "application/x-www-form-urlencoded")
QUERY_STYLES: Final = ("json", "dotted")
ENVELOPES: Final = ("standard", "napt", "angage", "eudr", "raw")
IDENTITY_SOURCES: Final = (
    "event_type", "event_id", "webhook_id", "delivery_id", "event_time", "attempt_time",
)  # fmt: skip
PAUSE_ACTIONS: Final = ("notify", "pause", "disable")
COUNT_UNITS: Final = ("delivery", "attempt")
ON_EXHAUSTED: Final = ("none", "notify")
STORE_PAYLOAD: Final = ("all", "failed", "none")
MAX_WAIT_SECONDS: Final = 7 * 86_400
MAX_RETRIES: Final = 10

_EMAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}")

_SCHEDULE_FIELDS: Final = {
    ScheduleKind.LIST: (),
    ScheduleKind.EXPONENTIAL: ("retries", "base_seconds", "factor", "cap_seconds"),
    ScheduleKind.WINDOW: ("retries", "window_seconds", "factor"),
}
_SCHEDULE_BOUNDS: Final = {
    "retries": (1, MAX_RETRIES),
    "base_seconds": (1, MAX_WAIT_SECONDS),
    "factor": (1, 10),
    "cap_seconds": (1, MAX_WAIT_SECONDS),
    "window_seconds": (1, MAX_WAIT_SECONDS),
}

Check = Callable[[object, str], Any]


def check_list(value: object, name: str, *, at_most: int) -> list[object]:
    """Return a list of at most so many items."""
    if not isinstance(value, (list, tuple)) or len(cast("list[object]", value)) > at_most:
        raise InvalidInput(name, f"{name}: expected a list of at most {at_most}.")
    return list(cast("list[object]", value))


def check_whole(value: object, name: str, low: int, high: int) -> int:
    """Return a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value % 1 != 0:
        raise InvalidInput(name, f"{name}: expected a whole number from {low} to {high}.")
    if not low <= value <= high:
        raise InvalidInput(name, f"{name}: expected {low} to {high}; got {value}.")
    return int(value)


def check_number(value: object, name: str, low: float, high: float) -> float:
    """Return a number within bounds."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise InvalidInput(name, f"{name}: expected a number from {low:g} to {high:g}.")
    return float(value)


def check_schedule(value: object, name: str) -> Schedule:
    """Return what makes the waits: its kind, and the numbers that this kind reads."""
    if not isinstance(value, dict):
        raise InvalidInput(
            name, f'{name}: expected an object such as {{"kind": "exponential", "retries": 3}}.'
        )
    given = cast("dict[str, object]", value)
    kind = given.get("kind", "list")
    if not isinstance(kind, str) or kind not in _SCHEDULE_FIELDS:
        raise InvalidInput(f"{name}.kind", f"{name}.kind: expected {', '.join(_SCHEDULE_FIELDS)}.")
    numbers: dict[str, Any] = {}
    for key in sorted(given.keys() - {"kind"}):
        if key not in _SCHEDULE_FIELDS[ScheduleKind(kind)]:
            place = f"{name}.{key[:40]}"
            raise InvalidInput(place, f"{place}: a schedule of the kind {kind} has no such field.")
        low, high = _SCHEDULE_BOUNDS[key]
        check = check_number if key == "factor" else check_whole
        numbers[key] = check(given[key], f"{name}.{key}", low, high)
    return Schedule(ScheduleKind(kind), **numbers)


def schedule_document(schedule: Schedule) -> dict[str, Any]:
    """Return a schedule as JSON, with the numbers that its kind reads."""
    return {
        "kind": schedule.kind.value,
        **{key: getattr(schedule, key) for key in _SCHEDULE_FIELDS[schedule.kind]},
    }


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(name, f"{name}: expected true or false.")
    return value


def _one_of(*allowed: str) -> Check:
    def check(value: object, name: str) -> str:
        if value not in allowed:
            raise InvalidInput(name, f"{name}: expected {', '.join(allowed)}; got {str(value)[:40]!r}.")
        return cast("str", value)

    return check


def _between(low: float, high: float) -> Check:
    return lambda value, name: check_number(value, name, low, high)


def _whole(low: int, high: int) -> Check:
    return lambda value, name: check_whole(value, name, low, high)


def _text(at_most: int) -> Check:
    def check(value: object, name: str) -> str:
        if not isinstance(value, str) or len(value) > at_most or not value.isprintable():
            raise InvalidInput(name, f"{name}: expected text of at most {at_most} printable characters.")
        return value.strip()

    return check


def check_method(value: object, name: str = "method") -> str:
    """Return the HTTP method in capitals."""
    method = value.strip().upper() if isinstance(value, str) else ""
    if method not in METHODS:
        raise InvalidInput(name, f"{name}: expected {', '.join(METHODS)}; got {str(value)[:20]!r}.")
    return method


def _user_agent(value: object, name: str) -> str:
    text = cast("str", _text(200)(value, name))
    if not text or not text.isascii():
        raise InvalidInput(name, f"{name}: expected 1 to 200 ASCII characters.")
    return text


def _identity_headers(value: object, name: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or len(cast("dict[object, object]", value)) > 10:
        raise InvalidInput(name, f'{name}: expected an object such as {{"X-Webhook-Id": "webhook_id"}}.')
    headers = cast("dict[object, object]", value)
    seen: set[str] = set()
    for header, source in headers.items():
        if not isinstance(header, str) or len(header) > 100 or not is_header_name(header):
            raise InvalidInput(name, f"{name}: {str(header)[:40]!r} is not a header name.")
        if is_forbidden(header) or header.lower() in seen:
            raise InvalidInput(name, f"{name}: {header} is sent already; choose another name.")
        seen.add(header.lower())
        if source not in IDENTITY_SOURCES:
            raise InvalidInput(name, f"{name}: {header} may hold {', '.join(IDENTITY_SOURCES)}.")
    return tuple(cast("dict[str, str]", headers).items())


def _codes(value: object, name: str) -> str:
    return parse_codes(value, field=name).text


def _retry_on(value: object, name: str) -> str:
    return parse_retry_on(value, field=name).text


def _rate_limit(value: object, name: str) -> float | None:
    return None if value is None else check_number(value, name, 0.01, 10_000)


def _emails(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise InvalidInput(name, f"{name}: expected e-mail addresses, separated by commas.")
    addresses = [part.strip() for part in value.split(",") if part.strip()]
    for address in addresses:
        if not _EMAIL.fullmatch(address) or not address.isprintable():
            raise InvalidInput(name, f"{name}: {address[:60]!r} is not an e-mail address.")
    if len(addresses) > 10:
        raise InvalidInput(name, f"{name}: at most 10 addresses.")
    return ", ".join(addresses)


CHECKS: Final[dict[str, Check]] = {
    "method": check_method,
    "content_type": _one_of(*CONTENT_TYPES),
    "query_style": _one_of(*QUERY_STYLES),
    "envelope": _one_of(*ENVELOPES),
    "payload_version": _text(20),
    "integration_id": _text(100),
    "user_agent": _user_agent,
    "identity_headers": _identity_headers,
    "connect_timeout": _between(1, 60),
    "response_timeout": _between(5, 120),
    "total_timeout": _between(1, 300),
    "success_codes": _codes,
    "retry_on": _retry_on,
    "pause_on_gone": _flag,
    "retries_enabled": _flag,
    "retry_jitter": _between(0, 0.2),
    "retry_after_cap": _between(0, 86_400),
    "concurrency": _whole(1, 100),
    "rate_limit": _rate_limit,
    "breaker": _flag,
    "breaker_failures": _whole(2, 100),
    "probe_interval": _between(1, 3_600),
    "pause_after": lambda value, name: check_pause_after(value, field=name),
    "pause_action": _one_of(*PAUSE_ACTIONS),
    "count_unit": _one_of(*COUNT_UNITS),
    "on_exhausted": _one_of(*ON_EXHAUSTED),
    "notify_email": _emails,
    "store_payload": _one_of(*STORE_PAYLOAD),
    "active_on_create": _flag,
}
