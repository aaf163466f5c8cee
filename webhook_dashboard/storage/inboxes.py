"""Test inboxes and the requests that arrived at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from webhook_dashboard.domain.inbox import Knobs, knobs_as_dict, knobs_from
from webhook_dashboard.domain.signing import ID_HEADER, Verdict
from webhook_dashboard.domain.webhooks import INBOX_PATH
from webhook_dashboard.storage.tables import inbox_requests, inboxes, webhooks

REQUESTS_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class InboxSummary:
    """An inbox: `failures_left` of the next requests are still answered with `knobs.fail_code`."""

    token: str
    created_at: datetime
    knobs: Knobs
    failures_left: int


@dataclass(frozen=True, slots=True)
class SecretOfInbox:
    """A webhook that sends to an inbox, with its encrypted secret."""

    webhook_id: int
    webhook_name: str
    sealed_secret: bytes
    secret_hint: str


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request that arrived. `response_code` None: the connection was dropped."""

    id: int
    token: str
    received_at: datetime
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    event_type: str
    verdict: Verdict
    scheme: str
    sentence: str
    response_code: int | None


@dataclass(frozen=True, slots=True)
class InboxPlace:
    """An inbox among the others. `newest_request` is 0 and `senders` empty where there are none."""

    token: str
    created_at: datetime
    request_count: int
    newest_request: int
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request without its body. `message_id` is its webhook-id, "" when it had none."""

    id: int
    received_at: datetime
    method: str
    event_type: str
    message_id: str
    verdict: Verdict
    response_code: int | None


def insert_inbox(connection: Connection, token: str, now: datetime) -> None:
    """Store a new inbox that answers 200."""
    row = {"token": token, "created_at": now, "knobs": knobs_as_dict(Knobs()), "failures_left": 0}
    connection.execute(insert(inboxes).values(row))


def list_places(connection: Connection) -> list[InboxPlace]:
    """Return every inbox with what comes to it, the oldest first."""
    counted = select(inbox_requests.c.token, func.count(), func.max(inbox_requests.c.id))
    counts = {
        token: (count, newest)
        for token, count, newest in connection.execute(counted.group_by(inbox_requests.c.token))
    }
    sending = select(webhooks.c.url, webhooks.c.name).where(
        webhooks.c.url.startswith(INBOX_PATH, autoescape=True), webhooks.c.deleted_at.is_(None)
    )
    senders: dict[str, list[str]] = {}
    for url, name in connection.execute(sending.order_by(webhooks.c.id)):
        senders.setdefault(url.removeprefix(INBOX_PATH), []).append(name)
    columns = select(inboxes.c.token, inboxes.c.created_at).order_by(inboxes.c.created_at)
    return [
        InboxPlace(token, created_at, *counts.get(token, (0, 0)), tuple(senders.get(token, ())))
        for token, created_at in connection.execute(columns)
    ]


def find_inbox(connection: Connection, token: str, *, locked: bool = False) -> InboxSummary | None:
    """Return an inbox, or None; `locked` holds its row until the transaction ends."""
    query = select(inboxes).where(inboxes.c.token == token)
    row = connection.execute(query.with_for_update() if locked else query).one_or_none()
    return None if row is None else _inbox(row)


def write_knobs(connection: Connection, token: str, knobs: Knobs) -> None:
    """Replace the knobs of an inbox; the failures to come are counted anew."""
    values = {"knobs": knobs_as_dict(knobs), "failures_left": knobs.fail_first}
    connection.execute(update(inboxes).where(inboxes.c.token == token).values(values))


def write_failures_left(connection: Connection, token: str, failures_left: int) -> None:
    """Store how many of the next requests are still to fail."""
    connection.execute(update(inboxes).where(inboxes.c.token == token).values(failures_left=failures_left))


def delete_inbox(connection: Connection, token: str) -> None:
    """Delete an inbox and its requests."""
    connection.execute(delete(inbox_requests).where(inbox_requests.c.token == token))
    connection.execute(delete(inboxes).where(inboxes.c.token == token))


def list_senders(connection: Connection, token: str) -> list[SecretOfInbox]:
    """Return the webhooks that send to an inbox."""
    query = select(webhooks).where(webhooks.c.url == INBOX_PATH + token, webhooks.c.deleted_at.is_(None))
    return [
        SecretOfInbox(row.id, row.name, row.sealed_secret, row.secret_hint)
        for row in connection.execute(query.order_by(webhooks.c.id))
    ]


def insert_request(connection: Connection, request: ReceivedRequest) -> None:
    """Store a request, and forget the oldest of its inbox beyond REQUESTS_KEPT."""
    row = {
        "id": request.id,
        "token": request.token,
        "received_at": request.received_at,
        "method": request.method,
        "path": request.path,
        "headers": [list(pair) for pair in request.headers],
        "body": request.body,
        "event_type": request.event_type,
        "verdict": request.verdict.value,
        "scheme": request.scheme,
        "sentence": request.sentence,
        "response_code": request.response_code,
    }
    connection.execute(insert(inbox_requests).values(row))
    mine = select(inbox_requests.c.id).where(inbox_requests.c.token == request.token)
    beyond = connection.execute(
        mine.order_by(inbox_requests.c.id.desc()).offset(REQUESTS_KEPT).limit(1)
    ).scalar()
    if beyond is not None:
        old = (inbox_requests.c.token == request.token) & (inbox_requests.c.id <= beyond)
        connection.execute(delete(inbox_requests).where(old))


def list_requests(connection: Connection, token: str, limit: int = REQUESTS_KEPT) -> list[ReceivedRequest]:
    """Return the requests of an inbox, newest first."""
    query = select(inbox_requests).where(inbox_requests.c.token == token)
    return [
        _request(row) for row in connection.execute(query.order_by(inbox_requests.c.id.desc()).limit(limit))
    ]


def list_arrivals(connection: Connection, token: str) -> list[Arrival]:
    """Return the requests of an inbox without their bodies, newest first."""
    wanted = inbox_requests.c
    columns = (wanted.received_at, wanted.method, wanted.headers, wanted.event_type, wanted.verdict)
    query = select(wanted.id, *columns, wanted.response_code).where(wanted.token == token)
    return [
        Arrival(
            id=row.id,
            received_at=row.received_at,
            method=row.method,
            event_type=row.event_type,
            message_id=next((value for name, value in row.headers if name == ID_HEADER), ""),
            verdict=Verdict(row.verdict),
            response_code=row.response_code,
        )
        for row in connection.execute(query.order_by(wanted.id.desc()).limit(REQUESTS_KEPT))
    ]


def find_request(connection: Connection, request_id: int) -> ReceivedRequest | None:
    """Return one request, or None."""
    row = connection.execute(select(inbox_requests).where(inbox_requests.c.id == request_id)).one_or_none()
    return None if row is None else _request(row)


def clear_requests(connection: Connection, token: str) -> int:
    """Forget the requests of an inbox; return how many there were."""
    return connection.execute(delete(inbox_requests).where(inbox_requests.c.token == token)).rowcount


def _inbox(row: Row[Any]) -> InboxSummary:
    return InboxSummary(row.token, row.created_at, knobs_from(row.knobs), row.failures_left)


def _request(row: Row[Any]) -> ReceivedRequest:
    return ReceivedRequest(
        id=row.id,
        token=row.token,
        received_at=row.received_at,
        method=row.method,
        path=row.path,
        headers=tuple((name, value) for name, value in row.headers),
        body=row.body,
        event_type=row.event_type,
        verdict=Verdict(row.verdict),
        scheme=row.scheme,
        sentence=row.sentence,
        response_code=row.response_code,
    )
