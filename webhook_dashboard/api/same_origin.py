"""Requests that a foreign page had a browser send: told by what browsers add and scripts cannot forge."""

from typing import Final
from urllib.parse import urlsplit

from webhook_dashboard.api.asgi import Scope, find_header
from webhook_dashboard.api.errors import Refused

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES: Final = frozenset({"same-origin", "none"})


def check_same_origin(scope: Scope) -> None:
    """Let pass what this dashboard's own pages send, and programs, which send none of these headers.

    Raises:
        Refused: 403.
    """
    site = find_header(scope, b"sec-fetch-site")
    if site is not None and site not in _OWN_SITES:
        raise Refused(403, "This request came from a page of another site.")
    origin = find_header(scope, b"origin")
    if origin is not None and urlsplit(origin).netloc.lower() not in _own_hosts(scope):
        raise Refused(403, "This request came from a page of another origin.")


def _own_hosts(scope: Scope) -> set[str]:
    # A proxy may rewrite Host. A foreign page cannot set X-Forwarded-Host: that needs our consent (CORS).
    given = (find_header(scope, b"host"), find_header(scope, b"x-forwarded-host"))
    return {host.strip().lower() for host in given if host}
