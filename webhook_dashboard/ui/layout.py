"""The frame of every screen: sidebar, header, tab bar of the phone, jump palette and list of keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.style import LiteralColorMode, color_mode, set_color_mode
from reflex_components_core.core.banner import has_connection_errors

from webhook_dashboard.ui.components.buttons import Text, icon_button, kbd, route_link
from webhook_dashboard.ui.components.controls import live_dot
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.theme import PRODUCT_NAME

LOST_AFTER_SECONDS = 10

KEYS = (
    ("Search", ("/",)),
    ("Jump to a page or webhook", ("Ctrl", "K")),
    ("Create a webhook", ("C",)),
    ("Next and previous row", ("J", "K")),
    ("Open the row", ("Enter",)),
    ("Close the panel", ("Esc",)),
    ("Edit", ("E",)),
    ("Send a test", ("T",)),
    ("Retry now", ("R",)),
    ("Show new rows", (".",)),
    ("Pause Live", ("Space",)),
    ("This list", ("?",)),
)


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the navigation. `count` is shown at its right when it is not empty."""

    route: str
    title: str
    icon_name: str
    short_title: str = ""
    count: Text = ""


@dataclass(frozen=True, slots=True)
class ShellVars:
    """What the frame shows of the session and the live data, as Vars."""

    name: Text
    initials: Text
    email: Text
    role: Text
    rate: Text
    jump_webhooks: Any
    """A Var of a list of objects with `name`, `second` and `href`."""


def shell(main: rx.Component, entries: Sequence[NavEntry], active: str, shown: ShellVars) -> rx.Component:
    """A signed-in screen: the navigation around what `screen` made."""
    return rx.el.div(
        rx.el.a("Skip to content", href="#content", class_name="skip-link"),
        _sidebar(entries, active, shown),
        main,
        _tab_bar(entries, active),
        _palette(entries, shown),
        _key_list(),
        _more_sheet(shown),
        class_name="shell",
    )


def screen(
    title: Any, *body: Any, actions: Sequence[Any] = (), rail: rx.Component | None = None
) -> rx.Component:
    """The right side of the shell: header with title and actions (the primary button last), then the content.

    The content has no padding of its own: use `class_name="page-body"` inside it. `rail` stands at its right.
    """
    content = rx.el.div(*body, class_name="content")
    return rx.el.main(
        rx.el.header(
            rx.el.span(logo(), class_name="phone-only"),
            rx.el.h1(title, class_name="title"),
            rx.el.div(
                rx.el.span(
                    icon_button("search", "Jump to", custom_attrs={"data-opens": "palette"}),
                    class_name="phone-only",
                ),
                *actions,
                class_name="top-actions",
            ),
            class_name="topbar",
        ),
        _lost_strip(),
        rx.el.div(content, rail, class_name="with-rail", id="content") if rail is not None else content,
        class_name="main",
        id="content" if rail is None else "main",
    )


def logo(size: int = 16) -> rx.Component:
    """The mark of the product."""
    return rx.el.span(icon("webhook", size), class_name="logo")


def brand() -> rx.Component:
    """Mark and name."""
    return rx.el.span(logo(), rx.el.span(PRODUCT_NAME, class_name="brand-name"), class_name="brand")


def _sidebar(entries: Sequence[NavEntry], active: str, shown: ShellVars) -> rx.Component:
    return rx.el.header(
        brand(),
        rx.el.button(
            icon("search"),
            rx.el.span("Jump to…", class_name="jump-text"),
            kbd("Ctrl K"),
            type="button",
            class_name="jump",
            custom_attrs={"data-opens": "palette"},
        ),
        rx.el.nav(*[_nav_item(entry, active) for entry in entries], class_name="nav", aria_label="Main"),
        rx.el.div(_live_line(shown.rate), _user_menu(shown), class_name="side-foot"),
        class_name="sidebar",
    )


def _nav_item(entry: NavEntry, active: str) -> rx.Component:
    return route_link(
        icon(entry.icon_name, 16),
        rx.el.span(entry.title, class_name="nav-text"),
        rx.el.span(entry.count, class_name="nav-count"),
        href=entry.route,
        class_name="nav-item",
        aria_current="page" if entry.route == active else None,
        custom_attrs={"data-tip-narrow": entry.title},
    )


def _live_line(rate: Text) -> rx.Component:
    return rx.el.div(
        live_dot(lost=has_connection_errors),
        rx.el.span(rx.cond(has_connection_errors, "Reconnecting…", "Live"), class_name="live-text"),
        rx.el.span(rx.cond(has_connection_errors, "", rate), class_name="rate"),
        class_name="live-line",
        role="status",
    )


def _lost_strip() -> rx.Component:
    """Stands under the header once the connection has been lost for ten seconds; keys.js counts."""
    return rx.cond(
        has_connection_errors,
        rx.el.div(
            icon("wifi-off"),
            rx.el.span("Connection lost", custom_attrs={"data-lost": str(LOST_AFTER_SECONDS)}),
            class_name="lost-strip",
            hidden=True,
            role="alert",
        ),
    )


def _user_menu(shown: ShellVars) -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                rx.el.span(shown.initials, class_name="avatar"),
                rx.el.span(shown.name, class_name="user-name ellipsis"),
                rx.el.span(shown.role, class_name="user-role"),
                type="button",
                class_name="user-button",
            )
        ),
        rx.dropdown_menu.content(
            rx.el.div(shown.email, class_name="menu-label ellipsis"),
            rx.dropdown_menu.separator(),
            rx.el.div("Theme", class_name="menu-label"),
            *[_theme_item(mode, word, glyph) for mode, word, glyph in THEMES],
            rx.dropdown_menu.separator(),
            rx.dropdown_menu.item(
                icon("keyboard"), "Keyboard shortcuts", custom_attrs={"data-opens": "keys"}
            ),
            rx.dropdown_menu.item(icon("log-out"), "Sign out", custom_attrs={"data-sign-out": "true"}),
            side="top",
            align="start",
            width="200px",
        ),
        modal=False,
    )


THEMES: tuple[tuple[LiteralColorMode, str, str], ...] = (
    ("light", "Light", "sun"),
    ("dark", "Dark", "moon"),
    ("system", "As the system", "monitor"),
)


def _theme_item(mode: LiteralColorMode, word: str, glyph: str) -> rx.Component:
    return rx.dropdown_menu.item(
        icon(glyph),
        word,
        rx.cond(color_mode == mode, icon("check", class_name="item-end")),
        on_select=set_color_mode(mode),
    )


def _tab_bar(entries: Sequence[NavEntry], active: str) -> rx.Component:
    return rx.el.nav(
        *[
            route_link(
                icon(entry.icon_name, 20),
                entry.short_title or entry.title,
                href=entry.route,
                class_name="tab-item",
                aria_current="page" if entry.route == active else None,
            )
            for entry in entries
        ],
        rx.el.button(
            icon("ellipsis", 20),
            "More",
            type="button",
            class_name="tab-item",
            custom_attrs={"data-opens": "more"},
        ),
        class_name="tabbar",
        aria_label="Main",
    )


def _palette(entries: Sequence[NavEntry], shown: ShellVars) -> rx.Component:
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
                        lambda hook: _jump_link("webhook", hook.name, hook.href, hook.second),
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


def _palette_group(title: str, items: list[Any]) -> rx.Component:
    return rx.el.div(
        rx.el.div(title, class_name="palette-group meta", aria_hidden="true"),
        *items,
        role="group",
        aria_label=title,
        custom_attrs={"data-group": "true"},
    )


def _jump_link(glyph: str, title: Text, href: Text, second: Text = "") -> rx.Component:
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


def _key_list() -> rx.Component:
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


def _more_sheet(shown: ShellVars) -> rx.Component:
    return rx.el.dialog(
        rx.el.div(
            rx.el.div(
                rx.el.span(shown.initials, class_name="avatar"),
                rx.el.span(shown.email, class_name="ellipsis"),
                rx.el.span(shown.role, class_name="user-role"),
                class_name="more-user",
            ),
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
