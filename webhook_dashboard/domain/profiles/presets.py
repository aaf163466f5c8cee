"""The presets: one per product whose webhooks this program replaces, and the standard."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.profiles.profile import DeliveryProfile
from webhook_dashboard.domain.schedules import Schedule, ScheduleKind, compile_schedule
from webhook_dashboard.domain.signing import SignatureScheme


@dataclass(frozen=True, slots=True)
class Preset:
    """A named filling of the profile."""

    key: str
    label: str
    description: str
    profile: DeliveryProfile

    def filled(self, overrides: Mapping[str, object]) -> DeliveryProfile:
        """Return its profile with these fields set, as `DeliveryProfile.changed` does.

        A connect timeout that is not among them is no longer than the answer may take (C4).

        Raises:
            InvalidInput: a field is unknown or unusable; `field` names it.
        """
        profile = self.profile.changed(overrides)
        if "connect_timeout" in overrides:
            return profile
        return replace(profile, connect_timeout=min(profile.connect_timeout, profile.response_timeout))


def _hex(header: str) -> SignatureScheme:
    return SignatureScheme(
        scheme="sha256-hex", header=header, prefix="sha256=", sign_content="body", key_encoding="utf8"
    )


_NAPT_SCHEDULE: Final = Schedule(
    ScheduleKind.EXPONENTIAL, retries=3, base_seconds=30, factor=4.0, cap_seconds=3600
)
_WINDOW: Final = Schedule(ScheduleKind.WINDOW, retries=3, window_seconds=1800, factor=2.0)

STANDARD: Final = DeliveryProfile()

_NAPT: Final = DeliveryProfile(
    envelope="napt",
    signature=_hex("X-Webhook-Signature"),
    retry_on="network,429,500-599",
    schedule=_NAPT_SCHEDULE,
    retry_waits=compile_schedule(_NAPT_SCHEDULE),
    pause_after=None,
    pause_on_gone=False,
    retry_jitter=0.0,
)
# The seed's own snippet checks the body alone, and its form says that the time is signed too: both are sent.
_ANGAGE: Final = DeliveryProfile(
    envelope="angage",
    signature=_hex("X-Angage-Signature"),
    additional_signatures=(
        SignatureScheme(
            scheme="t,v1",
            header="X-Angage-Signature-Time",
            prefix="",
            sign_content="ts.body",
            key_encoding="utf8",
        ),
    ),
    retry_on="any_non_success",
    pause_after=None,
    on_exhausted="notify",
    pause_on_gone=False,
    retry_jitter=0.0,
)
_GETKEY: Final = DeliveryProfile(
    envelope="raw",
    signature=_hex("X-Webhook-Signature"),
    connect_timeout=10.0,
    response_timeout=10.0,
    total_timeout=20.0,
    retry_on="any_non_success",
    schedule=_WINDOW,
    retry_waits=compile_schedule(_WINDOW),
    pause_after=None,
    pause_on_gone=False,
    retry_jitter=0.0,
)
_EUDR: Final = DeliveryProfile(
    envelope="eudr",
    user_agent="EUDR-Platform-Webhook/1.0",
    identity_headers=(
        ("X-Webhook-Event", "event_type"),
        ("X-Webhook-Id", "webhook_id"),
        ("X-Webhook-Timestamp", "event_time"),
    ),
    signature=_hex("X-Webhook-Signature"),
    connect_timeout=10.0,
    response_timeout=10.0,
    total_timeout=20.0,
    retry_on="any_non_success",
    retry_waits=(1, 5, 30),
    pause_after=10,
    pause_action="disable",
    count_unit="attempt",
    pause_on_gone=False,
    retry_jitter=0.0,
)
_NAUTICAL: Final = DeliveryProfile(
    envelope="raw",
    identity_headers=(("X-Nautical-Event", "event_type"),),
    signature=_hex("X-Nautical-Signature"),
    schedule=_NAPT_SCHEDULE,
    retry_waits=compile_schedule(_NAPT_SCHEDULE),
    pause_after=None,
    pause_on_gone=False,
    retry_jitter=0.0,
    active_on_create=False,
)

PRESETS: Final = {
    preset.key: preset
    for preset in (
        Preset("standard", "Standard", "Standard Webhooks, retried for 14 h, paused after ten.", STANDARD),
        Preset("napt", "NAPT", "A sha256 signature, three retries, an envelope with a version.", _NAPT),
        Preset("angage", "Angage ERP", "X-Angage-Signature, five retries, order templates.", _ANGAGE),
        Preset("getkeymanager", "GetKeyManager", "Three retries within 30 min, the data alone.", _GETKEY),
        Preset("eudr", "EUDR", "Retries after 1, 5 and 30 s; disabled after ten failures.", _EUDR),
        Preset("nautical", "Nautical", "Off until it is activated; the data alone, signed.", _NAUTICAL),
        Preset("custom", "Custom", "Starts as Standard; every field is yours.", STANDARD),
    )
}
"""Every preset by its key, in the order in which forms offer them."""


def find_preset(key: str) -> Preset:
    """Return a preset.

    Raises:
        InvalidInput: there is none of this name.
    """
    preset = PRESETS.get(key)
    if preset is None:
        raise InvalidInput("preset", f"preset: expected {', '.join(PRESETS)}; got {key[:40]!r}.")
    return preset
