"""The form of sign-in and set-up, which assets/js/account.js sends and answers."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import kbd
from webhook_dashboard.ui.icons import icon


def gate_form(*fields: Any, target: str, submit: str) -> rx.Component:
    """A form that is posted as JSON to `target`; refusals are shown beside the field they name."""
    return rx.el.form(
        *fields,
        rx.el.button(rx.el.span(submit), kbd("Enter"), type="submit", class_name="btn btn-primary"),
        class_name="gate-form",
        method="post",
        no_validate=True,
        custom_attrs={"data-account": target},
    )


def gate_field(
    label: str, name: str, *, hint: str = "", hidden: bool | rx.Var[bool] = False, **props: Any
) -> rx.Component:
    """A labelled field whose hint line also takes errors; passwords get a button that shows them."""
    is_secret = props.get("type") == "password"
    least = props.pop("least", None)
    attributes = {"data-least": str(least)} if least else {}
    control = rx.el.input(
        id=name,
        name=name,
        class_name="input",
        aria_describedby=f"{name}-hint",
        spell_check=False,
        custom_attrs=attributes,
        **props,
    )
    return rx.el.div(
        rx.el.div(rx.el.label(label, html_for=name), class_name="field-head"),
        rx.el.div(control, _eye(name) if is_secret else None, class_name="input-wrap"),
        rx.el.div(
            icon("circle-alert", 12, class_name="hint-bad"),
            icon("check", 12, class_name="hint-ok"),
            rx.el.span(hint, custom_attrs={"data-text": "true"}),
            id=f"{name}-hint",
            class_name="hint",
            aria_live="polite",
            custom_attrs={"data-rest": hint},
        ),
        class_name="field",
        hidden=hidden,
        custom_attrs={"data-field": name},
    )


def _eye(name: str) -> rx.Component:
    return rx.el.button(
        icon("eye", 14),
        type="button",
        class_name="btn btn-ghost btn-icon",
        aria_label="Show the password",
        aria_pressed="false",
        custom_attrs={"data-eye": name},
    )
