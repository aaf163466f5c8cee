"""The address of the list of webhooks: search, filter, order, and which dialog is open. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import urlencode

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import WEBHOOK, encode_id, parse_id

ROUTE: Final = "/webhooks"
ATTENTION: Final = "attention"
STATES: Final = {"active": "Active", "failing": "Failing", "off": "Off"}
SORTS: Final = {
    ATTENTION: "needs attention",
    "name": "name",
    "host": "host",
    "-deliveries": "most deliveries",
    "success": "lowest success",
    "-p95": "slowest",
}
MAX_SEARCH_LENGTH: Final = 200
_SORT_KEYS: Final = {key.removeprefix("-") for key in SORTS}


@dataclass(frozen=True, slots=True)
class ListAddress:
    """What the address names; what it says wrongly is left out, for an address may come from anyone.

    `state` is a key of STATES or empty. `sort` is a column, with "-" in front of it for descending.
    `edited_id` is the webhook in the dialog; `is_creating` opens the dialog for a new one.
    """

    search: str = ""
    state: str = ""
    sort: str = ATTENTION
    edited_id: int | None = None
    is_creating: bool = False

    @property
    def is_filtered(self) -> bool:
        """Whether anything hides webhooks."""
        return bool(self.search or self.state)

    def closed(self) -> Self:
        """The list without a dialog."""
        return replace(self, edited_id=None, is_creating=False)

    def cleared(self) -> Self:
        """The list without search and filter."""
        return replace(self, search="", state="")

    def searched(self, text: str) -> Self:
        """The list with this text looked for."""
        return replace(self, search=text.strip()[:MAX_SEARCH_LENGTH])

    def filtered(self, state: str) -> Self:
        """The list with webhooks of one state only; all of them when there is no such state."""
        return replace(self, state=state if state in STATES else "")

    def sorted_by(self, sort: str) -> Self:
        """The list in this order; in the usual one when there is no such column."""
        known = sort.removeprefix("-") in _SORT_KEYS
        return replace(self, sort=sort if known else ATTENTION)

    def sorted_by_head(self, column: str) -> Self:
        """The order after a click on the head of a column: one way, the other way, as at first."""
        first = f"-{column}" if f"-{column}" in SORTS else column
        second = column if first.startswith("-") else f"-{column}"
        if column == ATTENTION or self.sort == second:
            return self.sorted_by(ATTENTION)
        return self.sorted_by(second if self.sort == first else first)

    def href(self) -> str:
        """The address itself."""
        named = {
            "q": self.search,
            "state": self.state,
            "sort": "" if self.sort == ATTENTION else self.sort,
            "id": encode_id(WEBHOOK, self.edited_id) if self.edited_id is not None else "",
            "create": "1" if self.is_creating else "",
        }
        query = urlencode({name: value for name, value in named.items() if value})
        return f"{ROUTE}?{query}" if query else ROUTE

    def open_base(self) -> str:
        """The address that opens a webhook once its id is put at the end."""
        closed = self.closed().href()
        return f"{closed}{'&' if '?' in closed else '?'}id="


def parse_address(parameters: Mapping[str, str]) -> ListAddress:
    """Read the parameters of the address."""
    address = ListAddress().searched(parameters.get("q", "")).filtered(parameters.get("state", ""))
    address = address.sorted_by(parameters.get("sort", ATTENTION))
    try:
        edited_id = parse_id(WEBHOOK, parameters.get("id", ""))
    except InvalidInput:
        return replace(address, is_creating=parameters.get("create", "") == "1")
    return replace(address, edited_id=edited_id)
