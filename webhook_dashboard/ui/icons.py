"""The one place that makes icons: Lucide outlines, silent for screen readers because a word stands beside."""

from typing import Any

import reflex as rx


def icon(name: str, size: int = 14, **props: Any) -> rx.Component:
    """An outline icon in the colour of the text around it."""
    return rx.icon(tag=name.replace("-", "_"), size=size, aria_hidden="true", **props)
