"""The section Failure handling."""

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
        rx.el.div(
            switch_field(
                "pause_after",
                "Act after failures in a row",
                "Warns at half and at 80 % of them. A success starts the count again.",
                checked=pauses,
                on_toggle=FieldState.toggle_pausing(),
            ),
            switch_field(
                "breaker",
                "Circuit breaker",
                "Holds all while the receiver is down, and tries one now and then.",
            ),
            switch_field(
                "pause_on_gone",
                "Pause on 410 Gone",
                "The receiver says that this address is no longer there.",
            ),
            class_name="ed-switches",
        ),
        rx.cond(
            pauses,
            rx.el.div(
                text_field("pause_after", label="Failures in a row", hint="1 to 1,000"),
                _choice("count_unit"),
                _choice("pause_action"),
                class_name="ed-three",
            ),
        ),
        rx.cond(
            EditorState.values["breaker"] == "on",
            rx.el.div(
                text_field("breaker_failures", hint="Failures in a row, 2 to 100"),
                text_field("probe_interval", hint="1 s to 1 h"),
                class_name="ed-three",
            ),
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


def _choice(name: str) -> rx.Component:
    return choice_field(name, list(CHOICE_WORDS[name].items()))
