"""An address that leads nowhere."""

import reflex as rx

from webhook_dashboard.ui.components.brand import brand
from webhook_dashboard.ui.components.buttons import button


def not_found() -> rx.Component:
    """Says so, and offers the way back."""
    return rx.el.main(
        brand(),
        rx.el.h1("There is no such page.", class_name="display"),
        rx.el.p("The address may be mistyped, or the page was moved.", class_name="gate-lead"),
        button("Open the Overview", kind="primary", href="/"),
        class_name="gate",
    )
