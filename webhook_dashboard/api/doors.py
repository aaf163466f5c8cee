"""Which page a browser gets first: strangers are sent to sign-in or set-up, what they wanted is kept.

The screens check every handler themselves (ui/session.py). This spares people the flash of a page that
they may not see.
"""

from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import quote

from webhook_dashboard.api.asgi import Scope, find_header
from webhook_dashboard.services.accounts import SESSION_COOKIE, Accounts

SIGN_IN: Final = "/sign-in"
SET_UP: Final = "/set-up"


def session_token(scope: Scope) -> str:
    """Return the token in the session's cookie, or ""."""
    try:
        cookies: SimpleCookie = SimpleCookie(find_header(scope, b"cookie") or "")
    except CookieError:
        return ""
    return cookies[SESSION_COOKIE].value if SESSION_COOKIE in cookies else ""


def asks_for_a_page(scope: Scope) -> bool:
    """Return whether this request is a browser opening an address, and not a file or a call."""
    accepts = find_header(scope, b"accept") or ""
    name = scope["path"].rstrip("/").rpartition("/")[2]
    return scope["method"] == "GET" and "text/html" in accepts and "." not in name


async def right_door(scope: Scope, accounts: Accounts) -> str | None:
    """Return where the browser should go instead of the page it asked for, or None."""
    path = scope["path"].rstrip("/") or "/"
    signed_in = await accounts.who(session_token(scope)) is not None
    if signed_in:
        return "/" if path in (SIGN_IN, SET_UP) else None
    if not await accounts.is_set_up():
        return None if path == SET_UP else SET_UP
    if path == SIGN_IN:
        return None
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    return SIGN_IN if path in ("/", SET_UP) else f"{SIGN_IN}?next={quote(wanted)}"
