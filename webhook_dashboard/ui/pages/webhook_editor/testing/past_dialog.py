"""The dialog that sends events of the past to the webhook."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.controls import segmented
from webhook_dashboard.ui.components.dialogs import dialog, push
from webhook_dashboard.ui.components.form_fields import hint_line
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.testing.past_state import PastState
from webhook_dashboard.ui.pages.webhook_editor.testing.past_words import CUSTOM, PACES, RANGES
from webhook_dashboard.ui.session import SessionState

TYPING_MS = 400


def past_item() -> rx.Component:
    """The line of the editor's menu that opens the dialog."""
    return rx.dropdown_menu.item(
        icon("history"),
        "Send past events…",
        disabled=~SessionState.may_operate,
        on_select=PastState.open,
    )


def past_dialog() -> rx.Component:
    """Says how many events it would send before it sends any."""
    shown: Any = PastState.counted
    may_send = (shown.button != "") & ~PastState.is_old & (PastState.error == "")
    return dialog(
        PastState.title,
        rx.cond(PastState.is_sent, rx.fragment(), _form()),
        rx.fragment(
            rx.el.div(
                rx.cond(
                    PastState.error != "",
                    hint_line("", PastState.error, id="past-error"),
                    rx.fragment(
                        rx.el.p(rx.cond(shown.title != "", shown.title, "Counting…"), class_name="title"),
                        rx.el.p(shown.detail, class_name="quiet"),
                    ),
                ),
                role="status",
                on_unmount=PastState.leave(PastState.opened),
                class_name=rx.cond(PastState.is_old & (shown.title != ""), "past-sum is-stale", "past-sum"),
            ),
            key=PastState.opened,
        ),
        is_open=PastState.is_open,
        on_open_change=PastState.change_open,
        description=rx.cond(
            PastState.is_sent,
            "",
            rx.cond(
                PastState.is_dirty,
                "Goes to the webhook as it is saved; your unsaved changes do not count.",
                "Only what the webhook subscribes to and has not got already.",
            ),
        ),
        foot=[
            rx.cond(PastState.is_sent, button("Open in log", icon_name="list", href=PastState.log_href)),
            push(),
            button("Close", kind="ghost", key_hint="Esc", on_click=PastState.change_open(False)),
            rx.cond(
                PastState.is_sent,
                rx.fragment(),
                button(
                    rx.cond(shown.button != "", shown.button, "Send events"),
                    icon_name="send",
                    kind="primary",
                    key="ctrl enter",
                    key_hint="Ctrl Enter",
                    on_click=PastState.send(PastState.counted_for),
                    loading=PastState.is_sending,
                    disabled=~may_send,
                    tip=rx.cond(may_send, "", "There is nothing to send in this range."),
                ),
            ),
        ],
    )


def _form() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span("Events published in", class_name="test-label"),
            segmented(RANGES, PastState.chosen, PastState.choose, label="Range of time", wide=True),
            class_name="field",
        ),
        rx.cond(
            PastState.chosen == CUSTOM,
            rx.el.div(
                _moment("past-since", "From", PastState.since, PastState.set_since),
                _moment("past-until", "Until", PastState.until, PastState.set_until),
                rx.el.p("Times of ", PastState.zone_name, ".", class_name="hint"),
                class_name="past-times",
            ),
        ),
        rx.el.div(
            rx.el.span("Sent a second, at most", class_name="test-label"),
            segmented(PACES, PastState.pace, PastState.choose_pace, label="Sent a second, at most"),
            class_name="field",
        ),
        class_name="past-form",
    )


def _moment(name: str, label: str, value: Any, on_change: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="test-label"),
        rx.fragment(
            rx.el.input(
                id=name,
                type="datetime-local",
                class_name="input",
                default_value=value,
                on_change=lambda text: on_change(text).debounce(TYPING_MS),
                on_blur=on_change,  # before what is pressed next
            ),
            key=PastState.opened,
        ),
        class_name="field",
    )
