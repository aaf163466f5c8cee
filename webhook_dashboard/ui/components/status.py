"""The state of a delivery or a webhook, shown the same everywhere: glyph, colour and word."""

from dataclasses import dataclass

import reflex as rx

from webhook_dashboard.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Status:
    """How one state looks: a Lucide glyph, a tone (a CSS class `is-<tone>`) and its word."""

    glyph: str
    tone: str
    word: str


STATUSES: dict[str, Status] = {
    # Deliveries
    "succeeded": Status("circle-check", "ok", "Success"),
    "failed": Status("circle-x", "bad", "Failed"),
    "retrying": Status("rotate-cw", "warn", "Retrying"),
    "pending": Status("circle-dashed", "info", "Pending"),
    "sending": Status("circle-dashed", "info", "Pending"),
    "held": Status("circle-pause", "idle", "Held"),
    "skipped": Status("circle-slash", "idle", "Skipped"),
    "cancelled": Status("circle-slash", "idle", "Cancelled"),
    # Webhooks
    "active": Status("circle-check", "ok", "Active"),
    "failing": Status("circle-alert", "bad", "Failing"),
    "paused": Status("circle-pause", "idle", "Paused"),
    "off": Status("circle-slash", "idle", "Off"),
    "unused": Status("circle-slash", "idle", "Not sending yet"),
    # Signatures
    "valid": Status("shield-check", "ok", "Valid"),
    "wrong": Status("shield-x", "bad", "Wrong"),
    "none": Status("shield-off", "idle", "None"),
}
UNKNOWN = Status("circle-help", "idle", "Unknown")


def status(kind: str | rx.Var[str], fact: str | rx.Var[str] = "") -> rx.Component:
    """Glyph, word and an optional second fact ("since 08:12") for a state, which may be a Var."""
    return rx.el.span(
        status_glyph(kind),
        rx.el.span(status_word(kind), class_name="status-word"),
        rx.el.span(fact, class_name="status-fact") if isinstance(fact, rx.Var) or fact else None,
        class_name=_with_tone("status", kind),
    )


def status_glyph(kind: str | rx.Var[str], size: int = 14) -> rx.Component:
    """The coloured glyph alone, where the word stands elsewhere in the same row."""
    if isinstance(kind, rx.Var):
        cases = [(key, _glyph(entry, size)) for key, entry in STATUSES.items()]
        return rx.fragment(rx.match(kind, *cases, _glyph(UNKNOWN, size)))
    return _glyph(STATUSES.get(kind, UNKNOWN), size)


def status_word(kind: str | rx.Var[str]) -> str | rx.Var[str]:
    """The word of a state: "Success"."""
    if isinstance(kind, rx.Var):
        return rx.match(kind, *[(key, entry.word) for key, entry in STATUSES.items()], UNKNOWN.word).to(str)
    return STATUSES.get(kind, UNKNOWN).word


def tone_class(kind: str | rx.Var[str]) -> str | rx.Var[str]:
    """The CSS class of a state's colour: "is-ok", "is-bad", "is-warn", "is-info" or "is-idle"."""
    if isinstance(kind, rx.Var):
        return rx.match(kind, *[(key, f"is-{entry.tone}") for key, entry in STATUSES.items()], "is-idle").to(
            str
        )
    return f"is-{STATUSES.get(kind, UNKNOWN).tone}"


def _glyph(entry: Status, size: int) -> rx.Component:
    return icon(entry.glyph, size, class_name=f"is-{entry.tone}")


def _with_tone(name: str, kind: str | rx.Var[str]) -> str | rx.Var[str]:
    tone = tone_class(kind)
    return f"{name} {tone}" if isinstance(tone, str) else rx.Var.create(f"{name} ") + tone.to(str)
