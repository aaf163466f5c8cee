"""The address of the event catalogue: what is searched for, which type is open, and the dialog for a new one.

Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import urlencode

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import EVENT, encode_id, parse_id
from webhook_dashboard.domain.webhooks import check_event_type

ROUTE: Final = "/event-types"
MAX_SEARCH_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class TypesAddress:
    """What the address names; what it says wrongly is left out, for an address may come from anyone.

    `shown` is the event type in the panel. `is_creating` opens the dialog for a new one, filled from the
    event `event_id` when there is one.
    """

    search: str = ""
    shown: str = ""
    is_creating: bool = False
    event_id: int | None = None

    def closed(self) -> Self:
        """The list without panel and dialog."""
        return replace(self, shown="", is_creating=False, event_id=None)

    def searched(self, text: str) -> Self:
        """The list with this text looked for."""
        return replace(self, search=text.strip()[:MAX_SEARCH_LENGTH])

    def showing(self, key: str) -> Self:
        """The list with the panel of a type; without one when there can be no such type."""
        try:
            return replace(self.closed(), shown=check_event_type(key))
        except InvalidInput:
            return self.closed()

    def creating(self, event_id: int | None = None) -> Self:
        """The address that opens the dialog for a new type."""
        return replace(self, is_creating=True, event_id=event_id)

    def href(self) -> str:
        """The address itself."""
        named = {
            "q": self.search,
            "create": "1" if self.is_creating else "",
            "event": encode_id(EVENT, self.event_id) if self.event_id is not None else "",
            "type": self.shown,
        }
        query = urlencode({name: value for name, value in named.items() if value})
        return f"{ROUTE}?{query}" if query else ROUTE

    def open_base(self) -> str:
        """The address that opens a type once its key is put at the end."""
        closed = self.closed().href()
        return f"{closed}{'&' if '?' in closed else '?'}type="


def parse_address(parameters: Mapping[str, str]) -> TypesAddress:
    """Read the parameters of the address."""
    address = TypesAddress().searched(parameters.get("q", "")).showing(parameters.get("type", ""))
    if parameters.get("create", "") != "1":
        return address
    try:
        return address.creating(parse_id(EVENT, parameters.get("event", "")))
    except InvalidInput:
        return address.creating()
