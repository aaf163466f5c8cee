"""The sections Basics and Endpoint."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.profiles import PRESETS
from webhook_dashboard.domain.profiles.checks import CONTENT_TYPES, METHODS
from webhook_dashboard.ui.components.buttons import Text
from webhook_dashboard.ui.components.form_fields import select, text_area
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.field_state import FieldState
from webhook_dashboard.ui.pages.webhook_editor.fields import CHOICE_WORDS
from webhook_dashboard.ui.pages.webhook_editor.parts import (
    READ_ONLY,
    TYPING_MS,
    choice_field,
    marked_field,
    section,
    switch_field,
    text_field,
)
from webhook_dashboard.ui.pages.webhook_editor.save_state import SaveState
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.url_state import UrlState

URL_CHECK_MS = 400


def basics() -> rx.Component:
    """Name, description, status, preset, and the version of the payload."""
    return section(
        "basics",
        "What it is called, and after which product it behaves.",
        rx.el.div(
            text_field("name", hint="Say what receives the events, as in Order Sync."),
            preset_choice("preset"),
            class_name="ed-pair",
        ),
        marked_field("description", _description(), hint="For your colleagues. At most 500 characters."),
        switch_field("active", _active_title(), _active_words()),
        rx.el.div(
            choice_field(
                "envelope", list(CHOICE_WORDS["envelope"].items()), hint="What stands around the data."
            ),
            text_field("payload_version", hint="Sent as the version of the payload."),
            class_name="ed-pair",
        ),
        rx.cond(
            EditorState.values["envelope"] == "eudr",
            text_field("integration_id", hint="Sent as integrationId in each payload."),
        ),
    )


def endpoint() -> rx.Component:
    """Where requests go, and in which form."""
    is_get = EditorState.values["method"] == "GET"
    return section(
        "endpoint",
        "Where requests go.",
        rx.el.div(
            choice_field("method", [(method, method) for method in METHODS]),
            _url(),
            class_name="ed-url",
        ),
        rx.el.div(
            rx.cond(
                is_get,
                choice_field(
                    "query_style",
                    list(CHOICE_WORDS["query_style"].items()),
                    hint="A GET has no body: the payload becomes the query, 8 KB at most.",
                ),
                choice_field(
                    "content_type", [(one, CHOICE_WORDS["content_type"][one]) for one in CONTENT_TYPES]
                ),
            ),
            text_field("total_timeout", hint="Connect, answer and read together"),
            class_name="ed-pair",
        ),
        text_field("user_agent", mono=True, hint="Names the sender to the receiver."),
    )


def preset_choice(name: str) -> rx.Component:
    """The presets. Choosing one first shows what it would change."""
    control = select(
        name,
        [(key, preset.label) for key, preset in PRESETS.items()],
        EditorState.values["preset"].to(str),
        SaveState.choose_preset,
        disabled=READ_ONLY,
        label="Preset",
    )
    says = rx.match(
        EditorState.values["preset"], *[(key, preset.description) for key, preset in PRESETS.items()], ""
    )
    return marked_field(name, control, hint=says.to(str))


def _active_title() -> Text:
    return rx.cond(EditorState.is_new, "Active from the start", "Active")


def _active_words() -> Text:
    """Before the first save the switch says what creating it does."""
    is_on = EditorState.values["active"] == "on"
    return rx.cond(
        EditorState.is_new,
        rx.cond(
            is_on,
            "It gets its events as soon as you create it.",
            "It is created switched off, and gets no events until you activate it.",
        ),
        rx.cond(is_on, "It gets its events.", "Off: it gets no events."),
    )


def _description() -> rx.Component:
    fills = EditorState.fills["description"]
    return rx.fragment(
        text_area(
            "description",
            rows="2",
            default_value=EditorState.values["description"],
            on_change=lambda text: FieldState.set_text("description", text, fills).debounce(TYPING_MS),
            on_blur=lambda text: FieldState.set_text("description", text, fills),
        ),
        key=fills,
    )


def _url() -> rx.Component:
    note: Any = rx.match(
        EditorState.url_tone,
        ("ok", rx.fragment(icon("check", 12, class_name="is-ok"), EditorState.url_note)),
        ("warn", rx.fragment(icon("triangle-alert", 12, class_name="is-warn"), EditorState.url_note)),
        rx.fragment(
            rx.cond(EditorState.url_was == "", "Each event is sent here. It must answer with a 2xx code.", "")
        ),
    )
    was = rx.cond(
        EditorState.url_was != "", rx.fragment(" Was ", rx.el.s(EditorState.url_was, class_name="mono"))
    )
    inbox = rx.el.button(
        "Use a new test inbox", type="button", class_name="link ed-link", on_click=UrlState.use_inbox
    )
    hint: Any = rx.el.span(note, was, class_name="ed-note", role="status")
    return text_field(
        "url",
        mono=True,
        hint=hint,
        after=URL_CHECK_MS,
        on_blur=FieldState.leave_url,
        aside=inbox,
        placeholder="https://example.com/webhooks",
        input_mode="url",
    )
