"""What the bar of the browser shows, changed without loading anything."""

from typing import Any, Final

import reflex as rx

KEEP: Final = (
    "location.pathname.replace(/\\/+$/, '') === {path!r} && history.replaceState(history.state, '', {href!r})"
)


def keep_address(href: str) -> Any:
    """Have the bar show an address of the open page; return it from a handler.

    A page that was left meanwhile leaves the address of the next one alone.
    """
    return rx.call_script(KEEP.format(path=href.partition("?")[0].rstrip("/"), href=href))
