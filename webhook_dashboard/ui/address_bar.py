"""What the bar of the browser shows, changed without loading anything."""

from typing import Any, Final

import reflex as rx

KEEP: Final = (
    "location.pathname.replace(/\\/+$/, '') === {path!r}"
    " && [{asked!r}, window.keptQuery].includes(location.search)"
    " && (history.replaceState(history.state, '', {href!r}), window.keptQuery = location.search)"
)


def keep_address(state: rx.State, href: str) -> Any:
    """Have the bar show an address of the open page; return it from a handler of `state`.

    Whoever has gone on since then, to another page or another address of this one, stays there.
    """
    query = state.router.url.query
    path = href.partition("?")[0].rstrip("/")
    return rx.call_script(KEEP.format(path=path, asked=f"?{query}" if query else "", href=href))
