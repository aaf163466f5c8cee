"""The sidebar: jump field, places, the live dot with the rate, and the person with a menu."""

from collections.abc import Sequence

import reflex as rx
from reflex.style import LiteralColorMode, color_mode, set_color_mode
from reflex_components_core.core.banner import has_connection_errors

from webhook_dashboard.ui.components.brand import brand
from webhook_dashboard.ui.components.buttons import Text, kbd, route_link
from webhook_dashboard.ui.components.controls import live_dot
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.menu import THEMES, NavEntry, ShellVars


def sidebar(entries: Sequence[NavEntry], active: str, shown: ShellVars) -> rx.Component:
    """The left side of the shell; icons only on narrow screens."""
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


def _user_menu(shown: ShellVars) -> rx.Component:
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            rx.el.button(
                rx.el.span("Account", class_name="sr-only"),
                rx.el.span(shown.initials, class_name="avatar", aria_hidden="true"),
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


def _theme_item(mode: LiteralColorMode, word: str, glyph: str) -> rx.Component:
    return rx.dropdown_menu.item(
        icon(glyph),
        word,
        rx.cond(color_mode == mode, icon("check", class_name="item-end")),
        on_select=set_color_mode(mode),
    )
