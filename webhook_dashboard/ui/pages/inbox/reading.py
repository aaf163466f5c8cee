"""What the screen reads: one inbox with its list, and one of its requests with the delivery behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from webhook_dashboard.domain.signing import ID_HEADER, SIGNATURE_HEADER
from webhook_dashboard.domain.webhooks import INBOX_PATH
from webhook_dashboard.storage import delivery_details, delivery_log, inboxes
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_details import AttemptDetail
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.inboxes import (
    Arrival,
    InboxPlace,
    InboxSummary,
    ReceivedRequest,
    SecretOfInbox,
)
from webhook_dashboard.ui.pages.inbox.address import choose_place


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Every inbox, and the one to show; `inbox` is None when it is not there."""

    places: Sequence[InboxPlace]
    inbox: InboxSummary | None = None
    senders: Sequence[SecretOfInbox] = ()
    arrivals: Sequence[Arrival] = ()


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request, and, when a webhook of this installation sent it, its delivery and attempt."""

    request: ReceivedRequest
    delivery: DeliverySummary | None = None
    attempt: AttemptDetail | None = None


def read_inbox(connection: Connection, wanted: str) -> InboxPage:
    """Read the inbox with this token, or with "" the one to begin with."""
    places = inboxes.list_places(connection)
    place = choose_place(places, wanted)
    inbox = inboxes.find_inbox(connection, place.token) if place else None
    if inbox is None:
        return InboxPage(places)
    return InboxPage(
        places,
        inbox,
        inboxes.list_senders(connection, inbox.token),
        inboxes.list_arrivals(connection, inbox.token),
    )


def read_request(connection: Connection, token: str, request_id: int) -> RequestPage | None:
    """Read a request of this inbox, or None."""
    request = inboxes.find_request(connection, request_id)
    if request is None or request.token != token:
        return None
    headers = dict(request.headers)
    message_id, url = headers.get(ID_HEADER, ""), INBOX_PATH + token
    # Ids grow with time: a delivery that was made later has not sent this request.
    delivery = delivery_log.find_delivery_to(connection, url, message_id, before_id=request.id)
    if delivery is None:
        return RequestPage(request)
    detail = delivery_details.find_delivery(connection, delivery.id)
    attempts = detail.attempts if detail else ()
    signature = headers.get(SIGNATURE_HEADER)
    # The signature holds the second of the attempt.
    sent = (
        attempt for attempt in attempts if dict(attempt.request_headers).get(SIGNATURE_HEADER) == signature
    )
    return RequestPage(request, delivery, next(sent, None))
