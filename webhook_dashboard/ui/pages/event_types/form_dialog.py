"""The dialog that adds an event type or changes one; the JSON of its sample is checked as it is typed."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button
from webhook_dashboard.ui.components.dialogs import confirm_dialog, dialog, push
from webhook_dashboard.ui.components.form_fields import field, hint_line, select, text_area, text_input
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.event_types.form_state import FormState

FORM, DIALOG_WIDTH = "type-form", 640
TYPED = rx.Var(f"Object.fromEntries(new FormData(document.getElementById('{FORM}') ?? undefined))").to(
    dict[str, str]
)
"""What stands in the fields when something is pressed: the last keys may not have been told yet."""


def form_dialog() -> rx.Component:
    """The dialog, and the question before typed words are lost."""
    return rx.fragment(
        dialog(
            rx.cond(
                FormState.is_new, "Add an event type", rx.Var.create("Edit ") + FormState.form.key.to(str)
            ),
            _form(),
            is_open=FormState.is_open,
            on_open_change=lambda is_open: FormState.change_open(is_open, TYPED),
            foot=[
                push(),
                button("Cancel", kind="ghost", on_click=FormState.change_open(False, TYPED)),
                button(
                    rx.cond(FormState.is_new, "Add event type", "Save"),
                    kind="primary",
                    type="submit",
                    form=FORM,
                    loading=FormState.is_busy,
                ),
            ],
            width=DIALOG_WIDTH,
        ),
        confirm_dialog(
            "Discard what you typed?",
            "Nothing of it is saved.",
            "Discard",
            is_open=FormState.is_asking,
            on_open_change=FormState.change_asking,
            on_confirm=FormState.discard,
        ),
    )


def _form() -> rx.Component:
    """The fields keep what is typed in the browser; `opened` makes them new for each opening."""
    return rx.el.form(
        rx.cond(FormState.is_new & (FormState.recent.length() > 0), _fill()),
        rx.cond(FormState.is_new, _key()),
        rx.el.div(_category(), _version(), class_name="types-pair"),
        _text(
            "description",
            "Description",
            "One line that says what happened, as in New order placed.",
            auto_focus=~FormState.is_new,
        ),
        _sample(),
        id=FORM,
        on_submit=FormState.save,
        no_validate=True,
        key=FormState.opened,
        class_name="types-form",
    )


def _fill() -> rx.Component:
    return field(
        "From an event just received",
        select(
            "type_from",
            FormState.recent,
            FormState.filled_from,
            FormState.fill_from,
            placeholder="Choose one of the newest events",
        ),
        name="type_from",
        hint="Fills in its type, and its data as the sample.",
    )


def _key() -> rx.Component:
    return _text(
        "key",
        "Type",
        "What publishers say in type, as in shipment.sent.",
        mono=True,
        auto_focus=True,
        placeholder="shipment.sent",
    )


def _category() -> rx.Component:
    return rx.fragment(
        _text("category", "Category", "Types are listed under it.", custom_attrs={"list": "type-categories"}),
        rx.el.datalist(
            rx.foreach(FormState.categories, lambda name: rx.el.option(value=name)), id="type-categories"
        ),
    )


def _version() -> rx.Component:
    return _text("version", "Version", "Of the shape of the data.")


def _text(name: str, label: str, hint: str, **props: Any) -> rx.Component:
    error = getattr(FormState.errors, name)
    return field(
        label,
        text_input(
            f"type_{name}",
            invalid=error != "",
            default_value=getattr(FormState.form, name),
            on_change=FormState.set_text(name).debounce(300),  # pyright: ignore[reportCallIssue]
            on_blur=FormState.set_text(name),  # pyright: ignore[reportCallIssue]
            **props,
        ),
        name=f"type_{name}",
        hint=hint,
        error=error,
    )


def _sample() -> rx.Component:
    error = FormState.errors.sample
    valid = rx.el.div(
        icon("circle-check", 12), FormState.sample_words, class_name="hint is-ok", id="type_sample-hint"
    )
    return rx.el.div(
        rx.el.div(
            rx.el.label("Sample of the data, in JSON", html_for="type_sample"),
            rx.el.span(
                button("Lay out", kind="ghost", small=True, on_click=FormState.lay_out), class_name="aside"
            ),
            class_name="field-head",
        ),
        text_area(
            "type_sample",
            mono=True,
            invalid=error != "",
            default_value=FormState.form.sample,
            on_change=FormState.set_sample.debounce(250),
            on_blur=FormState.set_sample,
            rows="12",
            class_name="json-document",
        ),
        rx.cond(error != "", hint_line("", error, id="type_sample-hint"), valid),
        class_name="field",
    )
