"""The section Failure handling."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.pages.webhook_editor.field_state import FieldState
from webhook_dashboard.ui.pages.webhook_editor.fields import CHOICE_WORDS
from webhook_dashboard.ui.pages.webhook_editor.parts import choice_field, section, switch_field, text_field
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState


def failures() -> rx.Component:
    """What happens when it keeps failing."""
    pauses = EditorState.values["pause_after"] != ""
    return section(
        "failures",
        "What happens when it keeps failing.",
        _rule(
            switch_field(
                "pause_after",
                "Act after failures in a row",
                "Warns at half and at 80 % of them. A success starts the count again.",
                checked=pauses,
                on_toggle=FieldState.toggle_pausing(),
            ),
            pauses,
            text_field("pause_after", label="Failures in a row", hint="1 to 1,000"),
            _choice("count_unit"),
            _choice("pause_action"),
        ),
        _rule(
            switch_field(
                "breaker",
                "Circuit breaker",
                "Holds all while the receiver is down, and tries one now and then.",
            ),
            EditorState.values["breaker"] == "on",
            text_field("breaker_failures", hint="Failures in a row, 2 to 100"),
            text_field("probe_interval", hint="1 s to 1 h"),
        ),
        _rule(
            switch_field(
                "pause_on_gone",
                "Pause on 410 Gone",
                "The receiver says that this address is no longer there.",
            )
        ),
        rx.el.div(
            _choice("on_exhausted"),
            rx.cond(
                EditorState.values["on_exhausted"] == "notify",
                text_field(
                    "notify_email", hint="Up to ten addresses, by commas", placeholder="ops@company.com"
                ),
            ),
            _choice("store_payload"),
            class_name="ed-three",
        ),
    )


def _rule(switch: rx.Component, is_on: Any = False, *fields: rx.Component) -> rx.Component:
    """A switch, and below it the fields that it brings into play."""
    return rx.el.div(
        switch,
        rx.cond(is_on, rx.el.div(*fields, class_name="ed-three")) if fields else None,
        class_name="ed-rule",
    )


def _choice(name: str) -> rx.Component:
    return choice_field(name, list(CHOICE_WORDS[name].items()))
