"""The mark and the name of the product."""

import reflex as rx

from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.theme import PRODUCT_NAME


def logo(size: int = 16) -> rx.Component:
    """The mark of the product."""
    return rx.el.span(icon("webhook", size), class_name="logo")


def brand() -> rx.Component:
    """Mark and name."""
    return rx.el.span(logo(), rx.el.span(PRODUCT_NAME, class_name="brand-name"), class_name="brand")
