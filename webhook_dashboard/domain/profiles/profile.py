"""The fields of a delivery profile. Their names are those of the REST API and of the stored document."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.health import CountUnit, PauseAction, PauseRule
from webhook_dashboard.domain.judging import JudgingRules, parse_codes, parse_retry_on
from webhook_dashboard.domain.profiles import checks
from webhook_dashboard.domain.retry import RetryPolicy
from webhook_dashboard.domain.schedules import Schedule, ScheduleKind, compile_schedule, parse_waits
from webhook_dashboard.domain.signing import SCHEMES, STANDARD, SignatureScheme, check_schemes, parse_scheme
from webhook_dashboard.domain.timeouts import Timeouts

USER_AGENT: Final = "Webhook-Dashboard/1.0"
MAX_RETRIES: Final = 10

BY_HAND: Final = Schedule(ScheduleKind.LIST)
"""A list of waits that nothing generated; the waits themselves are in `retry_waits`."""


@dataclass(frozen=True, slots=True)
class DeliveryProfile:
    """How requests are made, signed, judged, retried and held back.

    Timeouts, waits and intervals are seconds; `rate_limit` is requests a second, None for no limit.
    `retry_waits` is the truth of the schedule (C3); `schedule` says what it was made from.
    """

    method: str = "POST"
    content_type: str = "application/json"
    query_style: str = "json"
    envelope: str = "standard"
    payload_version: str = "1.0"
    integration_id: str = ""
    user_agent: str = USER_AGENT
    identity_headers: tuple[tuple[str, str], ...] = (("x-webhook-event", "event_type"),)
    signature: SignatureScheme | None = STANDARD
    additional_signatures: tuple[SignatureScheme, ...] = ()
    connect_timeout: float = 10.0
    response_timeout: float = 30.0
    total_timeout: float = 60.0
    success_codes: str = "200-299"
    retry_on: str = "smart"
    pause_on_gone: bool = True
    retries_enabled: bool = True
    schedule: Schedule = BY_HAND
    retry_waits: tuple[int, ...] = (60, 300, 1800, 7200, 43200)
    retry_jitter: float = 0.1
    retry_after_cap: float = 3600.0
    concurrency: int = 16
    rate_limit: float | None = None
    breaker: bool = True
    breaker_failures: int = 5
    probe_interval: float = 20.0
    pause_after: int | None = 10
    pause_action: str = "pause"
    count_unit: str = "delivery"
    on_exhausted: str = "none"
    notify_email: str = ""
    store_payload: str = "all"
    active_on_create: bool = True

    @property
    def max_retries(self) -> int:
        """Retries after the first attempt, as far as they are switched on (C1)."""
        return len(self.retry_waits)

    @property
    def timeouts(self) -> Timeouts:
        """How long one attempt may take."""
        return Timeouts(self.connect_timeout, self.response_timeout, self.total_timeout)

    @property
    def retry_policy(self) -> RetryPolicy:
        """When failed attempts are made again."""
        return RetryPolicy(
            self.retry_waits,
            self.retry_jitter,
            enabled=self.retries_enabled,
            retry_after_cap_seconds=self.retry_after_cap,
        )

    @property
    def judging(self) -> JudgingRules:
        """What counts as delivered, and what is worth another try."""
        return JudgingRules(parse_codes(self.success_codes), parse_retry_on(self.retry_on))

    @property
    def pause_rule(self) -> PauseRule:
        """When the webhook is warned about, paused or disabled."""
        return PauseRule(self.pause_after, PauseAction(self.pause_action), CountUnit(self.count_unit))

    @property
    def signatures(self) -> tuple[SignatureScheme, ...]:
        """Every scheme that signs."""
        return (*(() if self.signature is None else (self.signature,)), *self.additional_signatures)

    def changed(self, overrides: Mapping[str, object]) -> "DeliveryProfile":
        """Return the profile with these fields set, checked; names and values as in `document`.

        Raises:
            InvalidInput: a field is unknown or unusable; `field` names it.
        """
        after = _with_signature(self, overrides)
        for name in sorted(overrides.keys() - _PART_OF_SIGNATURE.keys(), key=_order):
            after = _with(after, name, overrides[name])
        if after.signatures:
            given = [name for name in _AT_FAULT if name in overrides]
            check_schemes(after.signatures, field=given[0] if given else "signature_scheme")
        if after.total_timeout < after.response_timeout:
            if "total_timeout" in overrides:
                raise InvalidInput(
                    "total_timeout",
                    "total_timeout: it bounds everything, so it cannot be under response_timeout.",
                )
            after = replace(after, total_timeout=after.connect_timeout + after.response_timeout)
        return after

    def document(self) -> dict[str, Any]:
        """Return every field as JSON, under its name in the REST API."""
        plain = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name not in ("signature", "additional_signatures", "schedule", "identity_headers")
        }
        unsigned = dict.fromkeys(_SIGNATURE_FIELDS, "") | {"scheme": "none"}
        first = unsigned if self.signature is None else self.signature.document()
        return plain | {
            "retry_waits": list(self.retry_waits),
            "max_retries": self.max_retries,
            "schedule": checks.schedule_document(self.schedule),
            "identity_headers": dict(self.identity_headers),
            **{
                _SIGNATURE_FIELDS[name]: value or ("none" if name == "scheme" else "")
                for name, value in first.items()
            },
            "additional_signatures": [scheme.document() for scheme in self.additional_signatures],
        }


_SIGNATURE_FIELDS: Final = {
    "scheme": "signature_scheme",
    "header": "signature_header",
    "prefix": "signature_prefix",
    "sign_content": "sign_content",
    "key_encoding": "key_encoding",
}
_AT_FAULT: Final = ("additional_signatures", "signature_header", "signature_scheme")
"""Of which fields one is at fault, the first that was given, when two signatures want the same header."""
_PART_OF_SIGNATURE: Final = {rest: own for own, rest in _SIGNATURE_FIELDS.items()}
# What others are checked against comes first: a schedule makes the waits, which a count then cuts.
_FIRST: Final = ("schedule", "retry_waits", "max_retries")


def _order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _with(profile: DeliveryProfile, name: str, value: object) -> DeliveryProfile:
    if name == "additional_signatures":
        schemes = checks.check_list(value, name, at_most=3)
        places = [f"{name}[{number}]" for number in range(len(schemes))]
        made = tuple(
            parse_scheme(one, field=place, names={part: f"{place}.{part}" for part in _SIGNATURE_FIELDS})
            for one, place in zip(schemes, places, strict=True)
        )
        return replace(profile, additional_signatures=made)
    if name == "schedule":
        schedule = checks.check_schedule(value, name)
        if schedule.kind is ScheduleKind.LIST:
            return replace(profile, schedule=BY_HAND)
        return replace(profile, schedule=schedule, retry_waits=compile_schedule(schedule, field=name))
    if name == "retry_waits":
        return _with_waits(profile, parse_waits(value, field=name))
    if name == "max_retries":
        return _with_count(profile, checks.check_whole(value, name, 0, MAX_RETRIES))
    if name not in checks.CHECKS:
        raise InvalidInput(name[:60], f"{name[:60]}: a webhook has no such field.")
    return replace(profile, **{name: checks.CHECKS[name](value, name)})


def _with_waits(profile: DeliveryProfile, waits: tuple[int, ...]) -> DeliveryProfile:
    if waits == profile.retry_waits:
        return profile
    return replace(profile, schedule=BY_HAND, retry_waits=waits)


def _with_count(profile: DeliveryProfile, count: int) -> DeliveryProfile:
    """Cut the list, or lengthen it: by what made it, or else with its last wait again."""
    waits = profile.retry_waits
    if count == len(waits):
        return profile
    if profile.schedule.kind is not ScheduleKind.LIST and count:
        schedule = replace(profile.schedule, retries=count)
        return replace(profile, schedule=schedule, retry_waits=compile_schedule(schedule))
    last = waits[-1] if waits else 60
    return _with_waits(profile, (*waits[:count], *[last] * (count - len(waits))))


def _with_signature(profile: DeliveryProfile, overrides: Mapping[str, object]) -> DeliveryProfile:
    """Set the parts of the first signature together: one alone may not go with what was there."""
    given = {_PART_OF_SIGNATURE[name]: overrides[name] for name in _PART_OF_SIGNATURE if name in overrides}
    if not given:
        return profile
    before = {} if profile.signature is None else profile.signature.document()
    scheme = given.get("scheme", before.get("scheme", "none"))
    if scheme == "none":
        lost = [_SIGNATURE_FIELDS[part] for part, value in given.items() if value != ""]
        if lost and "scheme" not in given:
            raise InvalidInput(lost[0], f"{lost[0]}: nothing is signed; give signature_scheme too.")
        return replace(profile, signature=None)
    if not isinstance(scheme, str) or scheme not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise InvalidInput("signature_scheme", f"signature_scheme: expected none or one of {known}.")
    kept = before if scheme == before.get("scheme") else {}
    signature = parse_scheme(kept | given, field="signature_scheme", names=_SIGNATURE_FIELDS)
    return replace(profile, signature=signature)


def differences(profile: DeliveryProfile, preset: DeliveryProfile) -> tuple[str, ...]:
    """Return the names of the fields, as in `document`, in which a profile is not the preset's."""
    own, theirs = profile.document(), preset.document()
    return tuple(name for name, value in own.items() if value != theirs[name])
