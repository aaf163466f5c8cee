"""The address of the list of webhooks: search, filters and order. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from urllib.parse import urlencode

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.webhooks import check_event_type

ROUTE: Final = "/webhooks"
ATTENTION: Final = "attention"
STATES: Final = {"active": "Active", "failing": "Failing", "paused": "Paused", "off": "Off"}
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

    `state` is a key of STATES or empty. `event` is the event type that the webhooks get, or empty. `sort` is
    a column, with "-" in front of it for descending.
    """

    search: str = ""
    state: str = ""
    event: str = ""
    sort: str = ATTENTION

    @property
    def is_filtered(self) -> bool:
        """Whether anything hides webhooks."""
        return bool(self.search or self.state or self.event)

    def cleared(self) -> Self:
        """The list without search and filters."""
        return replace(self, search="", state="", event="")

    def searched(self, text: str) -> Self:
        """The list with this text looked for."""
        return replace(self, search=text.strip()[:MAX_SEARCH_LENGTH])

    def filtered(self, state: str) -> Self:
        """The list with webhooks of one state only; all of them when there is no such state."""
        return replace(self, state=state if state in STATES else "")

    def getting(self, event_type: str) -> Self:
        """The list with the webhooks that get one event type only; all of them when there can be no such."""
        try:
            return replace(self, event=check_event_type(event_type) if event_type else "")
        except InvalidInput:
            return replace(self, event="")

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
            "event": self.event,
            "sort": "" if self.sort == ATTENTION else self.sort,
        }
        query = urlencode({name: value for name, value in named.items() if value})
        return f"{ROUTE}?{query}" if query else ROUTE


def parse_address(parameters: Mapping[str, str]) -> ListAddress:
    """Read the parameters of the address."""
    address = ListAddress().searched(parameters.get("q", "")).filtered(parameters.get("state", ""))
    return address.getting(parameters.get("event", "")).sorted_by(parameters.get("sort", ATTENTION))


def moved_to(parameters: Mapping[str, str]) -> str:
    """Where an address that once opened a dialog over the list leads now; empty when it never did."""
    if parameters.get("create", "") == "1":
        return f"{ROUTE}/new"
    public_id = parameters.get("id", "")
    try:
        parse_id(WEBHOOK, public_id)
    except InvalidInput:
        return ""
    return f"{ROUTE}/{public_id}"
