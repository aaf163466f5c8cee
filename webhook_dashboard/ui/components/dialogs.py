"""Dialogs and toasts."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text, button, icon_button

CONFIRM_WIDTH, PLAN_WIDTH, WIDE_WIDTH = 480, 560, 928


def dialog(
    title: Text,
    *body: Any,
    is_open: rx.Var[bool],
    on_open_change: Any,
    foot: list[Any] | None = None,
    width: int = PLAN_WIDTH,
    **props: Any,
) -> rx.Component:
    """A dialog whose title is a sentence. Esc and a click outside call `on_open_change(False)`.

    `foot` holds the buttons, the primary one last; put `push()` before those that stand at the right.
    `description` is the quiet line below the title.
    """
    description = props.pop("description", "")
    return rx.dialog.root(
        rx.dialog.content(
            rx.el.div(
                rx.dialog.title(title, margin="0"),
                rx.dialog.close(icon_button("x", "Close", small=True, tip="")),
                class_name="dialog-head",
            ),
            rx.el.div(
                rx.dialog.description(description, size="2", class_name="dialog-description"),
                *body,
                class_name="dialog-body",
            ),
            rx.el.div(*foot, class_name="dialog-foot") if foot else None,
            class_name="dialog",
            max_width=f"{width}px",
            **props,
        ),
        open=is_open,
        on_open_change=on_open_change,
    )


def confirm_dialog(
    title: Text,
    cost: Text,
    action: Text,
    *,
    is_open: rx.Var[bool],
    on_open_change: Any,
    on_confirm: Any,
) -> rx.Component:
    """Asks before something is lost: the title asks, `cost` says what it costs and what stays."""
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.el.div(rx.alert_dialog.title(title, margin="0"), class_name="dialog-head"),
            rx.el.div(rx.alert_dialog.description(cost, size="2"), class_name="dialog-body"),
            rx.el.div(
                push(),
                rx.alert_dialog.cancel(button("Cancel", kind="ghost")),
                rx.alert_dialog.action(button(action, kind="destroy", on_click=on_confirm)),
                class_name="dialog-foot",
            ),
            class_name="dialog",
            max_width=f"{CONFIRM_WIDTH}px",
        ),
        open=is_open,
        on_open_change=on_open_change,
    )


def push() -> rx.Component:
    """What follows in a foot stands at the right."""
    return rx.el.span(class_name="push")


def toast_done(sentence: str, **options: Any) -> rx.event.EventSpec:
    """A note that something was done; return it from a handler. Goes after 6 s."""
    return rx.toast.success(sentence, duration=6000, **options)


def toast_failed(sentence: str, **options: Any) -> rx.event.EventSpec:
    """A note that something was refused or failed; return it from a handler. Stays until closed."""
    return rx.toast.error(sentence, duration=86_400_000, close_button=True, **options)
