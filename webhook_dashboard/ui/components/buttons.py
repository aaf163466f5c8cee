"""What one presses: buttons, links that look like buttons, and the copy button."""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from webhook_dashboard.ui.icons import icon

ButtonKind = Literal["primary", "plain", "ghost", "danger", "destroy"]
Text = str | rx.Var[str]


def button(
    label: Text,
    *,
    icon_name: str = "",
    kind: ButtonKind = "plain",
    small: bool = False,
    key_hint: str = "",
    **props: Any,
) -> rx.Component:
    """A push button with an optional icon and keyboard hint.

    Further props go to the `<button>` (or, with `href`, to the link): on_click, disabled, `loading` (a bool
    Var that swaps the icon for a spinner), `key` (a key that presses it, see assets/js/keys.js) and `tip`
    (a tooltip; say there why a disabled button is disabled).
    """
    loading = props.pop("loading", None)
    glyph = icon(icon_name) if icon_name else None
    if loading is not None:
        glyph = rx.cond(loading, rx.el.span(class_name="spinner"), glyph or rx.fragment())
        props["aria_busy"] = loading
    parts = [
        glyph,
        rx.el.span(label, class_name="btn-text"),
        kbd(key_hint) if key_hint else None,
    ]
    class_name = f"btn btn-{kind}" + (" btn-small" if small else "") + f" {props.pop('class_name', '')}"
    return _press(parts, class_name.strip(), props)


def icon_button(
    icon_name: str, label: Text, *, kind: ButtonKind = "ghost", small: bool = False, **props: Any
) -> rx.Component:
    """A square button with an icon only; the label is read aloud and shown as a tooltip."""
    props.setdefault("tip", label)
    props["aria_label"] = label
    class_name = (
        f"btn btn-{kind} btn-icon" + (" btn-small" if small else "") + f" {props.pop('class_name', '')}"
    )
    return _press([icon(icon_name)], class_name.strip(), props)


def copy_button(
    text: Text, label: str = "Copy", *, small: bool = True, with_word: bool = False
) -> rx.Component:
    """Copies the text in the browser, without the server; the icon turns into a check for a moment."""
    props: dict[str, Any] = {"custom_attrs": {"data-copy": text}, "type": "button"}
    size = " btn-small" if small else ""
    glyphs = [icon("copy", class_name="copy-icon"), icon("check", class_name="copied-icon")]
    if with_word:
        return rx.el.button(*glyphs, rx.el.span(label), class_name=f"btn btn-plain{size} copy", **props)
    return rx.el.button(*glyphs, class_name=f"btn btn-ghost btn-icon{size} copy", aria_label=label, **props)


def link(label: Text | rx.Component, href: Text, **props: Any) -> rx.Component:
    """A link inside the product: the page changes without a reload."""
    props["class_name"] = f"link {props.get('class_name', '')}".strip()
    return route_link(label, href=href, **props)


def route_link(*children: Any, href: Text, **props: Any) -> rx.Component:
    """A bare `<a>` that changes the page without a reload, for rows and tiles that are links."""
    return ReactRouterLink.create(*children, to=href, **props)


def kbd(keys: str) -> rx.Component:
    """A keyboard hint; hidden on narrow screens and on touch."""
    return rx.el.kbd(keys, class_name="kbd", aria_hidden="true")


def _press(parts: list[Any], class_name: str, props: dict[str, Any]) -> rx.Component:
    attributes = props.pop("custom_attrs", {})
    for prop, attribute in (("key", "data-key"), ("tip", "data-tip")):
        value = props.pop(prop, "")
        if isinstance(value, rx.Var) or value:
            attributes[attribute] = value
    href = props.pop("href", None)
    if href is not None:
        return route_link(*parts, href=href, class_name=class_name, custom_attrs=attributes, **props)
    props.setdefault("type", "button")
    return rx.el.button(*parts, class_name=class_name, custom_attrs=attributes, **props)
