"""A field that takes a document of JSON: typed, pasted, dropped, or from a file (assets/js/file-field.js)."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.form_fields import text_area
from webhook_dashboard.ui.icons import icon


def document_field(
    name: str, hint: rx.Component, *, most: int, opened: rx.Var[int], **area: Any
) -> rx.Component:
    """The field with its label, the button for a file, and `hint` (its id is `name` + "-hint") below.

    More than `most` characters stay out of it, and a sentence says so. It begins anew when `opened` changes.
    The rest is as for `text_area`.
    """
    return rx.el.div(
        rx.el.div(
            rx.el.label("JSON", html_for=name),
            rx.el.span(_file_button(name), class_name="aside"),
            class_name="field-head",
        ),
        rx.fragment(
            text_area(
                name,
                mono=True,
                class_name="json-document",
                custom_attrs={"data-drop-file": "true", "data-most": str(most)},
                **area,
            ),
            rx.el.div(
                icon("circle-alert", 12),
                rx.el.span(),
                class_name="hint is-bad",
                role="alert",
                hidden=True,
                custom_attrs={"data-too-long": name},
            ),
            key=opened,
        ),
        hint,
        class_name="field",
    )


def typed_in(name: str) -> rx.vars.StringVar[str]:
    """What stands in the field when something is pressed: its last keys may not have been told yet."""
    return rx.Var(f"document.getElementById({name!r}).value").to(str)


def _file_button(name: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="file",
            accept=".json,application/json",
            class_name="sr-only",
            aria_label="Choose a file",
            custom_attrs={"data-file-into": name},
        ),
        icon("file-up"),
        "Choose a file",
        class_name="btn btn-plain btn-small file-button",
    )
