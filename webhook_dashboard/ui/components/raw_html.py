"""What Reflex has no prop for: HTML text made by the server, and style attributes.

Reflex turns its `style` prop into a generated class, one for each value; a true style attribute is cheaper
where values change, and allowed inside tables.
"""

from typing import Any

import reflex as rx


def raw_span(html: str | rx.Var[str], **props: Any) -> rx.Component:
    """A `<span>` with this HTML. Never pass text from outside that was not escaped (see code_tokens)."""
    return rx.el.span(custom_attrs={"dangerouslySetInnerHTML": rx.Var.create({"__html": html})}, **props)


def inline(**declarations: Any) -> dict[str, Any]:
    """A style attribute for `custom_attrs`: `custom_attrs=inline(width="60px")`; `__n` stands for `--n`."""
    return {"style": rx.Var.create({name.replace("__", "--"): value for name, value in declarations.items()})}
