"""What the keyboard opens over any screen: Jump to and the list of keys; and the phone's More."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex.style import LiteralColorMode, color_mode, set_color_mode

from webhook_dashboard.ui.components.buttons import Text, icon_button, kbd, route_link
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.menu import THEMES, NavEntry, ShellVars

KEYS = (
    ("Search", ("/",)),
    ("Jump to a page or webhook", ("Ctrl", "K")),
    ("Create a webhook", ("C",)),
    ("Next and previous row", ("J", "K")),
    ("Move in a list or table", ("↑", "↓")),
    ("Open the row", ("Enter",)),
    ("Select the row", ("X",)),
    ("Close the panel", ("Esc",)),
    ("Edit", ("E",)),
    ("Save", ("Ctrl", "S")),
    ("Send a test", ("T",)),
    ("Retry now", ("R",)),
    ("Filter", ("F",)),
    ("Show new rows", (".",)),
    ("Pause Live", ("Space",)),
    ("This list", ("?",)),
)


def palette(entries: Sequence[NavEntry], shown: ShellVars) -> rx.Component:
    """Jump to a page, a webhook or a command; assets/js/palette.js filters as one types."""
    commands = [
        _jump_button("moon", "Dark theme", on_click=set_color_mode("dark")),
        _jump_button("sun", "Light theme", on_click=set_color_mode("light")),
        _jump_button("monitor", "Theme of the system", on_click=set_color_mode("system")),
        _jump_button("keyboard", "Keyboard shortcuts", custom_attrs={"data-opens": "keys"}),
        _jump_button("log-out", "Sign out", custom_attrs={"data-sign-out": "true"}),
    ]
    return rx.el.dialog(
        rx.el.div(
            icon("search", 16),
            rx.el.input(
                type="text",
                placeholder="Jump to a page or webhook",
                aria_label="Jump to",
                role="combobox",
                aria_expanded="true",
                aria_controls="palette-list",
                aria_autocomplete="list",
                auto_complete="off",
                spell_check=False,
            ),
            kbd("Esc"),
            class_name="palette-field",
        ),
        rx.el.div(
            _palette_group("Pages", [_jump_link(e.icon_name, e.title, e.route) for e in entries]),
            _palette_group(
                "Webhooks",
                [
                    rx.foreach(
                        shown.jump_webhooks,
                        lambda hook: _jump_link("webhook", hook.name, hook.href, hook.second, key=hook.href),
                    )
                ],
            ),
            _palette_group("Commands", commands),
            class_name="palette-list",
            id="palette-list",
            role="listbox",
            aria_label="Places and commands",
        ),
        rx.el.p(
            "Nothing has this name.",
            class_name="palette-none quiet",
            hidden=True,
            custom_attrs={"data-none": "true"},
        ),
        id="palette",
        class_name="sheet",
        aria_label="Jump to",
    )


def key_list() -> rx.Component:
    """Every key and what it does."""
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2("Keys", class_name="title"),
            icon_button("x", "Close", small=True, tip="", custom_attrs={"data-closes": "true"}),
            class_name="dialog-head",
        ),
        rx.el.dl(
            *[
                rx.el.div(rx.el.dt(text), rx.el.dd(*[rx.el.kbd(key, class_name="kbd") for key in keys]))
                for text, keys in KEYS
            ],
            class_name="dialog-body keys-list",
        ),
        id="keys",
        class_name="sheet",
        aria_label="Keys",
    )


def more_sheet(entries: Sequence[NavEntry], shown: ShellVars) -> rx.Component:
    """What the sidebar holds and the tab bar of a phone has no room for."""
    return rx.el.dialog(
        rx.el.div(
            rx.el.div(
                rx.el.span(shown.initials, class_name="avatar"),
                rx.el.span(shown.email, class_name="ellipsis"),
                rx.el.span(shown.role, class_name="user-role"),
                class_name="more-user",
            ),
            *[
                route_link(
                    icon(entry.icon_name),
                    entry.title,
                    href=entry.route,
                    class_name="palette-item",
                    custom_attrs={"data-closes": "true"},
                )
                for entry in entries
                if not entry.is_tab
            ],
            *[
                _more_button(glyph, f"{word} theme" if mode != "system" else "Theme of the system", mode)
                for mode, word, glyph in THEMES
            ],
            rx.el.button(
                icon("log-out"),
                "Sign out",
                type="button",
                class_name="palette-item",
                custom_attrs={"data-sign-out": "true"},
            ),
            class_name="palette-list",
        ),
        id="more",
        class_name="sheet",
        aria_label="More",
    )


def _palette_group(title: str, items: list[Any]) -> rx.Component:
    return rx.el.div(
        rx.el.div(title, class_name="palette-group meta", aria_hidden="true"),
        *items,
        role="group",
        aria_label=title,
        custom_attrs={"data-group": "true"},
    )


def _jump_link(glyph: str, title: Text, href: Text, second: Text = "", **props: Any) -> rx.Component:
    return route_link(
        icon(glyph),
        rx.el.span(title),
        rx.el.span(second, class_name="second ellipsis"),
        href=href,
        class_name="palette-item",
        role="option",
        aria_selected="false",
        tab_index=-1,
        custom_attrs={"data-jump": title},
        **props,
    )


def _jump_button(glyph: str, title: str, **props: Any) -> rx.Component:
    attributes = {"data-jump": title, "data-closes": "true"} | props.pop("custom_attrs", {})
    return rx.el.button(
        icon(glyph),
        rx.el.span(title),
        type="button",
        class_name="palette-item",
        role="option",
        aria_selected="false",
        tab_index=-1,
        custom_attrs=attributes,
        **props,
    )


def _more_button(glyph: str, word: str, mode: LiteralColorMode) -> rx.Component:
    return rx.el.button(
        icon(glyph),
        word,
        rx.cond(color_mode == mode, icon("check", class_name="item-end")),
        type="button",
        class_name="palette-item",
        on_click=set_color_mode(mode),
        custom_attrs={"data-closes": "true"},
    )
