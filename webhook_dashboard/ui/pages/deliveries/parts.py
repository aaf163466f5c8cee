"""What the list, the panel and the page of a delivery share."""

from typing import Any

import reflex as rx


def test_mark(is_test: Any) -> rx.Component:
    """The mark of a delivery that only tried its webhook out."""
    return rx.cond(
        is_test,
        rx.el.span(
            "Test",
            class_name="tag test-mark",
            custom_attrs={"data-tip": "A person tried the webhook out. Counted in no statistics."},
        ),
    )
