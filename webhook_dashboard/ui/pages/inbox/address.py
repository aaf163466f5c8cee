"""The address of the screen: `/inbox?token=…`. `/inbox/<token>` itself is the receiver. Pure."""

from collections.abc import Sequence
from typing import Final

from webhook_dashboard.domain.webhooks import INBOX_PATH
from webhook_dashboard.storage.inboxes import InboxPlace

ROUTE: Final = "/inbox"
MAX_TOKEN_LENGTH: Final = 64
_MAX_REQUEST_ID: Final = (1 << 63) - 1


def parse_token(text: object) -> str:
    """The token that an address or a browser names; empty when it cannot be one."""
    if isinstance(text, str) and text.isascii() and text.isalnum() and len(text) <= MAX_TOKEN_LENGTH:
        return text
    return ""


def parse_request_id(text: object) -> int | None:
    """The number behind the id of a row; None when it cannot be one."""
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if number <= _MAX_REQUEST_ID else None


def screen_href(token: str) -> str:
    """Where the screen shows this inbox."""
    return f"{ROUTE}?token={token}"


def receiver_url(origin: str, token: str) -> str:
    """What a sender sends to."""
    return f"{origin}{INBOX_PATH}{token}"


def choose_place(places: Sequence[InboxPlace], wanted: str) -> InboxPlace | None:
    """The inbox that is asked for; without a wish the one where the last request arrived, or else the newest.

    None when there is no such inbox, or none at all.
    """
    if wanted:
        return next((place for place in places if place.token == wanted), None)
    return max(places, key=lambda place: (place.newest_request, place.created_at), default=None)
