"""What the sections are made of: a section, and fields that know their value, mistake and preset."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text
from webhook_dashboard.ui.components.controls import switch
from webhook_dashboard.ui.components.form_fields import hint_line, select, text_input
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.field_state import FieldState
from webhook_dashboard.ui.pages.webhook_editor.fields import LABELS, SECTIONS
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import SessionState

TYPING_MS = 300
READ_ONLY = ~SessionState.may_configure
WHY_NOT = rx.cond(SessionState.may_configure, "", "This needs the role admin.")


def read_only_line() -> rx.Component:
    """Says to those who may only look why the fields are grey."""
    return rx.cond(
        READ_ONLY,
        rx.el.p("Read only: changing a webhook needs the role admin.", class_name="quiet ed-read-only"),
    )


def section(key: str, second: Text, *body: Any, aside: Any = None) -> rx.Component:
    """A section of the page, folded on a phone until its heading is pressed."""
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2(SECTIONS[key], class_name="title", id=f"title-{key}"),
                rx.el.p(second, class_name="quiet"),
            ),
            rx.el.div(aside, class_name="aside") if aside is not None else None,
            _folded(key),
            rx.el.button(
                icon("chevron-down", 16),
                type="button",
                class_name="btn btn-ghost btn-icon phone-only ed-fold",
                aria_label=f"Show or hide {SECTIONS[key]}",
                custom_attrs={"data-fold": key},
            ),
            class_name="ed-head",
        ),
        rx.el.fieldset(*body, disabled=READ_ONLY, class_name="ed-body"),
        id=f"section-{key}",
        class_name="ed-section",
        aria_labelledby=f"title-{key}",
        custom_attrs={"data-section": key} | ({"data-open": ""} if key == "basics" else {}),
    )


def _folded(key: str) -> rx.Component:
    """What the list of sections says of one, beside its heading while it is folded on a phone."""
    item = EditorState.nav[list(SECTIONS).index(key)]
    return rx.el.span(
        rx.cond(
            item.is_changed,
            rx.el.span(rx.el.span("changed", class_name="sr-only"), class_name="ed-dot"),
        ),
        rx.cond(item.errors != "", rx.el.span(item.errors, class_name="ed-count")),
        rx.el.span(item.value, class_name="meta ellipsis"),
        class_name="phone-only ed-folded",
    )


def text_field(name: str, *, hint: Text = "", wide: bool = False, **props: Any) -> rx.Component:
    """A field of one line."""
    label, aside, after, on_blur = (props.pop(key, None) for key in ("label", "aside", "after", "on_blur"))
    fills = EditorState.fills[name]
    control = rx.fragment(
        text_input(
            name,
            invalid=_error(name) != "",
            default_value=EditorState.values[name],
            on_change=lambda text: FieldState.set_text(name, text, fills).debounce(after or TYPING_MS),
            on_blur=lambda text: (on_blur or partial(FieldState.set_text, name))(text, fills),
            **props,
        ),
        key=fills,
    )
    return marked_field(name, control, label=label or "", hint=hint, wide=wide, aside=aside)


def choice_field(
    name: str, options: Sequence[tuple[str, str]], *, hint: Text = "", **props: Any
) -> rx.Component:
    """A field with a few fixed values."""
    control = select(
        name,
        options,
        EditorState.values[name].to(str),
        lambda value: FieldState.set_text(name, value, EditorState.fills[name]),
        disabled=READ_ONLY,
        label=LABELS[name],
    )
    return marked_field(name, control, hint=hint, **props)


def switch_field(name: str, title: Text, second: Text, **props: Any) -> rx.Component:
    """A switch at the right of what it does."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(rx.el.span(title, class_name="strong"), changed_dot(name), class_name="ed-label"),
            rx.el.div(second, class_name="hint"),
            preset_mark(name),
        ),
        switch(
            props.pop("checked", EditorState.values[name] == "on"),
            props.pop("on_toggle", FieldState.toggle(name)),
            label=title,
            disabled=READ_ONLY,
        ),
        class_name="ed-switch",
    )


def marked_field(
    name: str, control: Any, *, label: str = "", hint: Text = "", wide: bool = False, aside: Any = None
) -> rx.Component:
    """A labelled control with its dot, its hint or mistake, and what the preset says."""
    return rx.el.div(
        rx.el.div(
            rx.el.label(label or LABELS[name], html_for=name),
            changed_dot(name),
            rx.el.span(aside, class_name="aside") if aside is not None else None,
            class_name="field-head",
        ),
        control,
        rx.cond(
            (_error(name) == "") & (EditorState.preset_says[name] != ""),
            rx.el.div(preset_mark(name), id=f"{name}-hint"),
            hint_line(hint, _error(name), id=f"{name}-hint"),
        ),
        class_name="field ed-wide" if wide else "field",
    )


def changed_dot(name: str) -> rx.Component:
    """The dot of a field that is not as it was saved."""
    return rx.cond(
        EditorState.changed[name],
        rx.el.span(rx.el.span("changed", class_name="sr-only"), class_name="ed-dot", title="Not saved yet"),
    )


def preset_mark(name: str) -> rx.Component:
    """Says that a field is not as the preset has it; a click takes the preset's value."""
    says = EditorState.preset_says[name]
    return rx.cond(
        says != "",
        rx.el.div(
            rx.el.button(
                "differs from preset",
                type="button",
                class_name="tag tag-accent ed-preset",
                on_click=FieldState.take_preset(name),
                title="Take the value of the preset",
            ),
            rx.el.span(says, class_name="ellipsis"),
            class_name="hint",
        ),
    )


def error_line(name: str) -> rx.Component:
    """The mistake of something that is no single field; it takes no room while there is none."""
    return rx.cond(_error(name) != "", hint_line("", _error(name), id=f"{name}-hint"))


def _error(name: str) -> Any:
    return EditorState.errors[name]
