"""How the inbox answers: six moods, and each knob below them."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.inbox import MOODS
from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.controls import switch
from webhook_dashboard.ui.components.form_fields import field, select, text_input
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.inbox.actions_state import InboxActionsState
from webhook_dashboard.ui.pages.inbox.knobs_state import KnobsState
from webhook_dashboard.ui.pages.inbox.state import InboxState
from webhook_dashboard.ui.session import SessionState

MOOD_ICONS = {
    "fine": "circle-check",
    "broken": "circle-x",
    "recovers": "repeat",
    "slow": "snail",
    "drops": "unplug",
    "redirects": "corner-up-right",
}
TYPING_PAUSE_MS = 500
REFUSAL = rx.cond(SessionState.may_operate, "", "This needs the role operator.")
LOCKED = ~SessionState.may_operate


def knobs() -> rx.Component:
    """The column at the right; below the list on a phone."""
    return rx.el.section(
        _fold(),
        rx.el.h2("How it answers", class_name="heading knob-title"),
        rx.el.p(
            rx.cond(
                SessionState.may_operate,
                "Takes effect at the next request.",
                "Turning knobs needs the role operator.",
            ),
            class_name="meta knob-note",
        ),
        _moods(),
        rx.el.div(
            _typed("fail_first", "Fail first", hint=KnobsState.left),
            _code("fail_code", "with code", KnobsState.fail_codes, KnobsState.choose_fail_code),
            _code("response_code", "then answer", KnobsState.response_codes, KnobsState.choose_response_code),
            _typed("delay_ms", "Delay"),
            class_name="knob-grid",
        ),
        _typed("answer", "Body sent back", mono=True),
        rx.el.div(
            _switched("retry_after", "Retry-After", "off", KnobsState.has_retry_after, "retry_after_seconds"),
            _switched("slow_drip", "Slow drip", "1 byte per s", KnobsState.slow_drip),
            _switched("drop", "Drop the connection", "", KnobsState.drop),
            _switched("redirect", "Redirect", "off", KnobsState.has_redirect, "redirect_to"),
            class_name="knob-switches",
        ),
        _secret(),
        _foot(),
        class_name=rx.cond(KnobsState.is_unfolded, "inbox-knobs is-open", "inbox-knobs"),
        aria_label="How it answers",
    )


def _fold() -> rx.Component:
    """On a phone the knobs are folded under this line."""
    return rx.el.button(
        rx.el.span("How it answers", class_name="heading"),
        rx.el.span(KnobsState.mood_word, class_name="quiet"),
        icon("chevron-down", 16),
        type="button",
        class_name="knob-fold",
        aria_expanded=rx.cond(KnobsState.is_unfolded, "true", "false"),
        on_click=KnobsState.toggle_fold,
    )


def _moods() -> rx.Component:
    return rx.el.div(
        rx.el.span("Mood", class_name="knob-label", id="mood-label"),
        rx.el.div(
            *[
                rx.el.button(
                    icon(MOOD_ICONS[mood.key], 12),
                    mood.label,
                    type="button",
                    class_name="mood",
                    disabled=LOCKED,
                    custom_attrs={"data-tip": REFUSAL},
                    aria_pressed=rx.cond(KnobsState.mood == mood.key, "true", "false"),
                    on_click=KnobsState.choose_mood(mood.key),
                )
                for mood in MOODS
            ],
            class_name="moods",
            role="group",
            aria_labelledby="mood-label",
        ),
    )


def _typed(name: str, label: str, *, hint: Any = "", mono: bool = False) -> rx.Component:
    error: Any = getattr(KnobsState.errors, name)
    return field(
        label,
        _input(name, mono=mono),
        name=f"knob-{name}",
        hint=hint,
        error=error,
    )


def _input(name: str, *, mono: bool = False, **props: Any) -> rx.Component:
    error: Any = getattr(KnobsState.errors, name)
    return text_input(
        f"knob-{name}",
        mono=mono,
        invalid=error != "",
        value=getattr(KnobsState.form, name),
        on_change=lambda text: KnobsState.type_in(name, text, InboxState.token),
        on_blur=KnobsState.tidy,
        debounce_timeout=TYPING_PAUSE_MS,
        disabled=LOCKED,
        **props,
    )


def _code(name: str, label: str, options: Any, on_change: Any) -> rx.Component:
    value = getattr(KnobsState.form, name)
    return field(
        label,
        select(f"knob-{name}", options, value, on_change, label=label, disabled=LOCKED),
        name=f"knob-{name}",
    )


def _switched(name: str, label: str, note: str, is_on: Any, typed: str = "") -> rx.Component:
    """A line with a switch; some have a field below while they are on."""
    if typed:
        error: Any = getattr(KnobsState.errors, typed)
        second = rx.cond(is_on, rx.fragment(), rx.el.span(note, class_name="meta"))
        below = rx.cond(
            is_on,
            rx.el.div(
                _input(typed, aria_label=label, mono=typed == "redirect_to"),
                rx.cond(
                    error != "",
                    rx.el.div(
                        icon("circle-alert", 12),
                        error,
                        class_name="hint is-bad",
                        role="alert",
                        id=f"knob-{typed}-hint",
                    ),
                ),
                class_name="knob-below",
            ),
        )
    else:
        second, below = rx.el.span(note, class_name="meta"), rx.fragment()
    return rx.el.div(
        rx.el.div(
            rx.el.span(label),
            second,
            switch(
                is_on,
                KnobsState.flip(name),
                label=label,
                disabled=LOCKED,
                custom_attrs={"data-tip": REFUSAL},
            ),
            class_name="knob-line",
        ),
        below,
        class_name="knob-switch",
    )


def _secret() -> rx.Component:
    return rx.el.div(
        rx.el.span("Secret to check with", class_name="knob-label"),
        rx.cond(
            KnobsState.secret_hint != "", rx.el.span(KnobsState.secret_hint, class_name="mono knob-secret")
        ),
        rx.el.span(KnobsState.secret_words, class_name="hint"),
        class_name="field",
    )


def _foot() -> rx.Component:
    return rx.el.div(
        button("Reset", small=True, disabled=LOCKED, tip=REFUSAL, on_click=KnobsState.reset_knobs),
        rx.cond(
            InboxState.count > 0,
            button(
                InboxState.clear_text,
                icon_name="trash-2",
                kind="ghost",
                small=True,
                class_name="is-bad",
                disabled=LOCKED,
                tip=REFUSAL,
                on_click=InboxActionsState.ask_to_clear(True),
            ),
        ),
        class_name="knob-foot",
    )
