"""Code, payloads and commands in monospace."""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import Text, copy_button
from webhook_dashboard.ui.components.raw_html import raw_span


def code_block(
    html: Text, *, copy: Text = "", label: str = "Code", wrap: bool = False, **props: Any
) -> rx.Component:
    """A block of HTML made by `code_tokens` (never raw text from outside), with a Copy button for `copy`.

    The block takes the focus, because it may scroll.
    """
    return rx.el.div(
        rx.el.pre(raw_span(html)),
        copy_button(copy, with_word=True) if isinstance(copy, rx.Var) or copy else None,
        class_name="code code-wrap" if wrap else "code",
        tab_index=0,
        role="region",
        aria_label=label,
        **props,
    )


def mono(text: Text, **props: Any) -> rx.Component:
    """A short piece of code in a line."""
    return rx.el.code(text, class_name=f"mono {props.pop('class_name', '')}".strip(), **props)
