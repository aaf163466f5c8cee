"""How the product looks, for the root: style sheets, scripts, the Radix theme and the page's head."""

import dataclasses
from typing import Any

import reflex as rx

PRODUCT_NAME = "Webhook Dashboard"

# In this order: later sheets narrow earlier ones.
STYLESHEETS = [
    f"/css/{name}.css"
    for name in (
        "tokens",
        "controls",
        "fields",
        "tables",
        "charts",
        "rail",
        "reading",
        "overlays",
        "gate",
        "overview",
        "first-run",
        "deliveries",
        "inbox",
        "webhooks",
        "editor",
        "testing",
        "filters",
        "payload",
        "event-types",
        "sidebar",
        "shell",
    )
]
SCRIPTS = (
    "keys",
    "palette",
    "tooltip",
    "account",
    "editor",
    "unsaved",
    "filter-builder",
    "file-field",
    "ticks",
    "press",
    "search",
    "address-bar",
    "focus",
    "grid",
)
INTER = "/fonts/inter-latin-opsz-normal.woff2"


def radix_theme() -> rx.Component:
    """The theme of the Radix parts; assets/css/tokens.css overrides its type and colours."""
    return rx.theme(
        accent_color="iris",
        gray_color="slate",
        radius="medium",
        scaling="100%",
        panel_background="solid",
        appearance="inherit",
        has_background=False,
    )


def head_components() -> list[rx.Component]:
    """What stands in the head of every page. All of it comes from this server."""
    return [
        rx.el.link(rel="icon", type="image/svg+xml", href="/favicon.svg"),
        rx.el.link(
            rel="preload",
            href=INTER,
            type="font/woff2",
            cross_origin="anonymous",
            custom_attrs={"as": "font"},
        ),
        rx.el.script(src="/js/head.js"),
        *[rx.el.script(src=f"/js/{name}.js", defer=True) for name in SCRIPTS],
    ]


def app_options() -> dict[str, Any]:
    """The look as arguments of `rx.App`."""
    wraps = next(field.default_factory for field in dataclasses.fields(rx.App) if field.name == "app_wraps")
    assert callable(wraps)
    return {
        "stylesheets": STYLESHEETS,
        "head_components": head_components(),
        "html_lang": "en",
        "toaster": rx.toast.provider(
            position="bottom-right", rich_colors=False, expand=True, visible_toasts=4, gap=8
        ),
        # Without Reflex's own notice of a lost connection: the shell says it (ui/layout.py).
        "app_wraps": {key: wrap for key, wrap in wraps().items() if key[1] != "Overlay"},
    }
