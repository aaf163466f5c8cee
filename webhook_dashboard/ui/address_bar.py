"""The address of the page that is open, to be sent on or loaded again (assets/js/address-bar.js)."""

from typing import Any

import orjson
import reflex as rx


def keep_address(state: rx.State, href: str) -> Any:
    """Have the bar show an address of the open page; return it from a handler of `state`.

    Whoever has gone on since then, to another page or another address of this one, stays there.
    """
    query = state.router.url.query
    path = href.partition("?")[0].rstrip("/")
    given = (path, f"?{query}" if query else "", href)
    return rx.call_script(f"window.keepAddress({', '.join(orjson.dumps(one).decode() for one in given)})")
