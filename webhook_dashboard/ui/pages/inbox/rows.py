"""What the list of requests and the chooser of inboxes say. Pure: moment and zone are arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from webhook_dashboard.domain.commands import write_curl
from webhook_dashboard.storage.inboxes import Arrival, InboxPlace, SecretOfInbox
from webhook_dashboard.ui.formatting import format_absolute, format_count, format_moment, format_noun
from webhook_dashboard.ui.pages.inbox.address import screen_href

DROPPED = "drop"
_SAMPLE_BODY = b'{"type": "order.created", "data": {"number": "SO-2026-0892"}}'


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """One request as text. `verdict` is a key of STATUSES; `code_class` colours the code."""

    id: str
    time: str
    time_tip: str
    event: str
    verdict: str
    code: str
    code_class: str
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """An inbox in the chooser."""

    token: str
    second: str
    href: str
    is_shown: bool


def to_row(arrival: Arrival, now: datetime, zone: tzinfo, *, fresh: bool = False) -> ArrivalRow:
    """One request as a row; `fresh` tints it once."""
    return ArrivalRow(
        id=str(arrival.id),
        time=format_moment(arrival.received_at, now, zone),
        time_tip=format_absolute(arrival.received_at, zone),
        event=event_word(arrival.event_type, arrival.method),
        verdict=arrival.verdict.value,
        code=code_word(arrival.response_code),
        code_class=code_class(arrival.response_code),
        fresh=fresh,
    )


def to_rows(
    arrivals: Sequence[Arrival], shown: Sequence[ArrivalRow], now: datetime, zone: tzinfo
) -> list[ArrivalRow]:
    """The rows of a list; those newer than the one on top of what is shown are tinted."""
    first = int(shown[0].id) if shown else None
    return [
        to_row(arrival, now, zone, fresh=first is not None and arrival.id > first) for arrival in arrivals
    ]


def to_places(places: Sequence[InboxPlace], shown: str) -> list[PlaceRow]:
    """The inboxes of the chooser, the newest first."""
    return [
        PlaceRow(place.token, _place_words(place), screen_href(place.token), place.token == shown)
        for place in reversed(places)
    ]


def event_word(event_type: str, method: str) -> str:
    """The event of a request; of one that names none its method, "GET request"."""
    return event_type or f"{method[:10]} request"


def code_word(response_code: int | None) -> str:
    """The code that was sent back, or that there was none."""
    return DROPPED if response_code is None else str(response_code)


def code_class(response_code: int | None) -> str:
    """A code that a sender takes for a failure is loud."""
    return "quiet" if response_code is not None and 200 <= response_code <= 299 else "strong is-bad"


def head_words(arrivals: Sequence[Arrival], paused_at: int | None) -> str:
    """What stands beside "Requests": their number, or, with `paused_at` not None, "Paused, 3 new"."""
    if paused_at is None:
        return format_count(len(arrivals))
    new = sum(arrival.id > paused_at for arrival in arrivals)
    return f"Paused, {format_count(new)} new" if new else "Paused"


def clear_words(count: int) -> str:
    """The button that empties the list."""
    return f"Clear {format_noun(count, 'request')}"


def curl_words(url: str) -> str:
    """A command that sends something to an inbox; empty without one."""
    return write_curl("POST", url, (("content-type", "application/json"),), _SAMPLE_BODY) if url else ""


def secret_words(senders: Sequence[SecretOfInbox]) -> str:
    """Where the secrets that signatures are checked with come from."""
    if not senders:
        return "No webhook sends to this inbox, so there is no secret to check with."
    names = " and ".join(f"“{sender.webhook_name}”" for sender in senders[:3])
    more = len(senders) - 3
    return f"From {names}." if more <= 0 else f"From {names} and {more} more."


def delete_refusal(senders: Sequence[SecretOfInbox]) -> str:
    """Why an inbox cannot be deleted; empty when it can."""
    return f"{senders[0].webhook_name} sends to it." if senders else ""


def _place_words(place: InboxPlace) -> str:
    sender = place.senders[0] if place.senders else "no webhook"
    return f"{sender} · {format_noun(place.request_count, 'request')}"
