"""The frame of every screen: what stands around the content, and the header above it."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from webhook_dashboard.ui.components.brand import logo
from webhook_dashboard.ui.components.buttons import icon_button, route_link
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.menu import NavEntry, ShellVars
from webhook_dashboard.ui.palette import key_list, more_sheet, palette
from webhook_dashboard.ui.sidebar import sidebar

LOST_AFTER_SECONDS = 10


def shell(
    main: rx.Component,
    entries: Sequence[NavEntry],
    active: str,
    shown: ShellVars,
    *,
    on_enter: Sequence[Any] = (),
) -> rx.Component:
    """A signed-in screen: the navigation around what `screen` made. `on_enter` runs once it is there."""
    return rx.el.div(
        rx.el.a("Skip to content", href="#content", class_name="skip-link"),
        sidebar(entries, active, shown),
        main,
        _tab_bar(entries, active),
        palette(entries, shown),
        key_list(),
        more_sheet(entries, shown),
        class_name="shell",
        on_mount=[*on_enter],
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
            if entry.is_tab
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
