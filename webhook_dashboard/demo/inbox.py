"""The test inbox of the demonstration, with nine requests in all moods."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from webhook_dashboard.demo.company import INBOX_TOKEN
from webhook_dashboard.demo.records import Records
from webhook_dashboard.demo.rows import PastIds
from webhook_dashboard.domain.ids import EVENT, encode_id
from webhook_dashboard.domain.inbox import MOODS
from webhook_dashboard.domain.requests import EventToSend, build_request
from webhook_dashboard.domain.signing import SIGNATURE_HEADER, Verdict, build_secret, verify_request
from webhook_dashboard.domain.webhooks import INBOX_PATH, Webhook
from webhook_dashboard.storage import inboxes
from webhook_dashboard.storage.inboxes import ReceivedRequest

_SECRET: Final = build_secret(b"the inbox of the demo 01")
_OTHER_SECRET: Final = build_secret(b"another secret, not its.")

# Seconds ago, event type, signature, answer. The same order.created arrives three times.
_ARRIVALS: Final = (
    (727, "order.shipped", Verdict.VALID, 200),
    (557, "customer.updated", Verdict.VALID, 200),
    (409, "payment.received", Verdict.NONE, 200),
    (364, "order.updated", Verdict.VALID, 200),
    (236, "inventory.updated", Verdict.WRONG, 200),
    (147, "invoice.sent", Verdict.VALID, 200),
    (60, "order.created", Verdict.VALID, 500),
    (30, "order.created", Verdict.VALID, 500),
    (15, "order.created", Verdict.VALID, 200),
)


def fill_inbox(connection: Connection, ids: PastIds, records: Records, now: datetime) -> None:
    """Write the inbox and its requests, which arrived in the minutes before `now`."""
    inboxes.insert_inbox(connection, INBOX_TOKEN, now - timedelta(hours=2))
    knobs = next(mood.knobs for mood in MOODS if mood.key == "recovers")
    inboxes.write_knobs(connection, INBOX_TOKEN, knobs)
    inboxes.write_failures_left(connection, INBOX_TOKEN, 0)
    known: dict[str, EventToSend] = {}
    for seconds_ago, event_type, verdict, code in _ARRIVALS:
        at = now - timedelta(seconds=seconds_ago)
        if event_type not in known:
            event = records.make(event_type, at)
            known[event_type] = EventToSend(encode_id(EVENT, ids.at(at)), event_type, at, event.data)
        request = _arrival(known[event_type], verdict, at)
        inboxes.insert_request(connection, _received(request, ids.at(at), event_type, at, code))


_Arrival = tuple[tuple[tuple[str, str], ...], bytes]


def _arrival(event: EventToSend, verdict: Verdict, at: datetime) -> _Arrival:
    secret = _OTHER_SECRET if verdict is Verdict.WRONG else _SECRET
    webhook = Webhook(0, "", INBOX_PATH + INBOX_TOKEN, (), True, secret, 1, at)
    request = build_request(webhook, event, at)
    headers = tuple(
        header for header in request.headers if verdict is not Verdict.NONE or header[0] != SIGNATURE_HEADER
    )
    return (*headers, ("content-length", str(len(request.body)))), request.body


def _received(
    arrival: _Arrival, request_id: int, event_type: str, at: datetime, code: int
) -> ReceivedRequest:
    headers, body = arrival
    verification = verify_request(dict(headers), body, (_SECRET,), at)
    return ReceivedRequest(
        id=request_id,
        token=INBOX_TOKEN,
        received_at=at,
        method="POST",
        path=INBOX_PATH + INBOX_TOKEN,
        headers=headers,
        body=body,
        event_type=event_type,
        verdict=verification.verdict,
        scheme=verification.scheme,
        sentence=verification.sentence,
        response_code=code,
    )
