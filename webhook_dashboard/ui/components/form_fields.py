"""Fields of a form: label above, control, hint or error below."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text, kbd
from webhook_dashboard.ui.icons import icon


def field(
    label: Text,
    control: rx.Component,
    *,
    name: str,
    hint: Text = "",
    error: Text = "",
    aside: rx.Component | None = None,
) -> rx.Component:
    """A labelled control. The error, when there is any, replaces the hint and says how to mend it.

    Give the control `id=name` and `aria_describedby=name + "-hint"` (text_input and select do).
    """
    return rx.el.div(
        rx.el.div(
            rx.el.label(label, html_for=name),
            rx.el.span(aside, class_name="aside") if aside is not None else None,
            class_name="field-head",
        ),
        control,
        hint_line(hint, error, id=f"{name}-hint"),
        class_name="field",
    )


def hint_line(hint: Text = "", error: Text = "", **props: Any) -> rx.Component:
    """The line below a field: the error with its glyph, else the hint, else nothing but its height."""
    shown_error = rx.el.div(icon("circle-alert", 12), error, class_name="hint is-bad", role="alert", **props)
    shown_hint = rx.el.div(hint, class_name="hint", **props)
    if isinstance(error, rx.Var):
        return rx.cond(error != "", shown_error, shown_hint)
    return shown_error if error else shown_hint


def text_input(
    name: str, *, mono: bool = False, invalid: bool | rx.Var[bool] = False, **props: Any
) -> rx.Component:
    """A one-line field; value, on_change (use `.debounce`), placeholder, type and the rest are passed on."""
    class_name = "input" + (" mono" if mono else "") + f" {props.pop('class_name', '')}"
    return rx.el.input(
        id=name,
        name=name,
        class_name=class_name.strip(),
        aria_describedby=f"{name}-hint",
        aria_invalid=rx.cond(invalid, "true", "false"),
        **{"type": "text", "auto_complete": "off", "spell_check": False} | props,
    )


def text_area(
    name: str, *, mono: bool = False, invalid: bool | rx.Var[bool] = False, **props: Any
) -> rx.Component:
    """A field of several lines; `rows` says how many, the rest is as for `text_input`."""
    class_name = "input" + (" mono" if mono else "") + f" {props.pop('class_name', '')}"
    return rx.el.textarea(
        id=name,
        name=name,
        class_name=class_name.strip(),
        aria_describedby=f"{name}-hint",
        aria_invalid=rx.cond(invalid, "true", "false"),
        **{"auto_complete": "off", "spell_check": False} | props,
    )


def select(
    name: str,
    options: Sequence[tuple[str, str]] | rx.Var[Any],
    value: Text,
    on_change: Any,
    *,
    label: str = "",
    **props: Any,
) -> rx.Component:
    """A drop-down list; options are (value, label) pairs, or a Var of a list of such pairs.

    A value may not be empty. `label` is read aloud where no visible label stands above;
    `small=True` makes it 28 px high; `placeholder` stands there while nothing is chosen.
    """
    if isinstance(options, rx.Var):
        items: Any = rx.foreach(
            options, lambda option: rx.select.item(option[1], value=option[0], key=option[0])
        )
    else:
        items = [rx.select.item(text, value=key) for key, text in options]
    class_name = "select select-small" if props.pop("small", False) else "select"
    trigger: dict[str, Any] = {"aria_label": label} if label else {}
    if "placeholder" in props:
        trigger["placeholder"] = props.pop("placeholder")
    return rx.select.root(
        rx.select.trigger(id=name, class_name=class_name, **trigger),
        rx.select.content(*(items if isinstance(items, list) else [items]), position="popper"),
        value=value,
        on_change=on_change,
        **props,
    )


def search_input(name: str, placeholder: str, *, key: str = "/", **props: Any) -> rx.Component:
    """A search field with a magnifier; the key moves the focus into it."""
    return rx.el.div(
        icon("search", 14),
        rx.el.input(
            id=name,
            type="search",
            class_name="input input-small",
            placeholder=placeholder,
            aria_label=placeholder,
            custom_attrs={"data-key": key},
            **props,
        ),
        kbd(key),
        class_name="input-wrap search",
    )
