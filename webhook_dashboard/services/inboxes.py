"""Test inboxes: built-in receivers that keep what arrives, check its signature and answer as told."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import orjson

from webhook_dashboard.domain.errors import Conflict, NotFound
from webhook_dashboard.domain.inbox import Knobs, check_knobs
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import SignatureScheme, Verification, verify_request
from webhook_dashboard.domain.webhooks import INBOX_PATH
from webhook_dashboard.services.context import Context
from webhook_dashboard.services.people import Actor
from webhook_dashboard.storage import inboxes, webhooks
from webhook_dashboard.storage.credentials import open_credentials
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.inboxes import InboxSummary, ReceivedRequest
from webhook_dashboard.storage.vault import Vault

TOKEN_LENGTH: Final = 8
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it came in; header names in lower case, in the order sent."""

    token: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What the inbox answers; `response_code` None means: close the connection without an answer."""

    response_code: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    delay_ms: int
    slow_drip: bool


class Inboxes:
    """Verbs about test inboxes."""

    def __init__(self, context: Context, vault: Vault) -> None:
        self._context = context
        self._vault = vault

    async def create(self, actor: Actor) -> str:
        """Make an inbox; returns its token.

        Raises:
            NotAllowed: needs operator.
        """
        actor.require(Role.OPERATOR)
        token = "".join(secrets.choice(_LETTERS) for _ in range(TOKEN_LENGTH))

        def work(connection: Connection) -> None:
            inboxes.insert_inbox(connection, token, self._context.clock())
            self._context.note(connection, actor, "inbox.created", token)

        await self._context.database.write(work)
        return token

    async def receive(self, arrival: Arrival) -> Reply:
        """Keep a request, with the verdict on its signature, and return how to answer it.

        Raises:
            NotFound: there is no such inbox.
        """
        return await self._context.database.write(lambda connection: self._receive(connection, arrival))

    async def turn_knobs(self, token: str, knobs: Knobs, actor: Actor) -> None:
        """Change how an inbox answers, from the next request on.

        Raises:
            InvalidInput, NotFound. NotAllowed: needs operator.
        """
        actor.require(Role.OPERATOR)
        check_knobs(knobs)

        def work(connection: Connection) -> None:
            self._require(connection, token)
            inboxes.write_knobs(connection, token, knobs)

        await self._context.database.write(work)

    async def clear(self, token: str, actor: Actor) -> int:
        """Forget the requests of an inbox; returns how many there were.

        Raises:
            NotFound. NotAllowed: needs operator.
        """
        actor.require(Role.OPERATOR)

        def work(connection: Connection) -> int:
            self._require(connection, token)
            return inboxes.clear_requests(connection, token)

        return await self._context.database.write(work)

    async def delete(self, token: str, actor: Actor) -> None:
        """Delete an inbox and its requests.

        Raises:
            NotFound. NotAllowed: needs operator. Conflict: a webhook still sends to it.
        """
        actor.require(Role.OPERATOR)

        def work(connection: Connection) -> None:
            self._require(connection, token)
            senders = inboxes.list_senders(connection, token)
            if senders:
                raise Conflict(
                    f"{senders[0].webhook_name} sends to this inbox. Delete or redirect that webhook first."
                )
            inboxes.delete_inbox(connection, token)
            self._context.note(connection, actor, "inbox.deleted", token)

        await self._context.database.write(work)

    def _require(self, connection: Connection, token: str, *, locked: bool = False) -> InboxSummary:
        found = inboxes.find_inbox(connection, token, locked=locked)
        if found is None:
            raise NotFound("There is no such inbox.")
        return found

    def _receive(self, connection: Connection, arrival: Arrival) -> Reply:
        inbox = self._require(connection, arrival.token, locked=True)
        now = self._context.clock()
        verification = self._verify(connection, arrival, now)
        reply = _reply(inbox.knobs, inbox.failures_left)
        if inbox.failures_left > 0:
            inboxes.write_failures_left(connection, inbox.token, inbox.failures_left - 1)
        request = ReceivedRequest(
            id=self._context.new_id(),
            token=arrival.token,
            received_at=now,
            method=arrival.method,
            path=arrival.path,
            headers=arrival.headers,
            body=arrival.body,
            event_type=_event_type(arrival),
            verdict=verification.verdict,
            scheme=verification.scheme,
            sentence=verification.sentence,
            response_code=reply.response_code,
        )
        inboxes.insert_request(connection, request)
        return reply

    def _verify(self, connection: Connection, arrival: Arrival, now: datetime) -> Verification:
        """Check the signature against the secrets and schemes of the webhooks that send here."""
        known_secrets: list[str] = []
        schemes: list[SignatureScheme] = []
        for sender in webhooks.list_sealed_to(connection, INBOX_PATH + arrival.token):
            credentials = open_credentials(self._vault, sender)
            previous = (one.secret for one in credentials.previous if one.valid_until > now)
            known_secrets += filter(None, (credentials.secret, *previous))
            schemes += sender.summary.profile.signatures
        content = arrival.body
        if arrival.method == "GET":
            content = arrival.path.partition("?")[2].encode("latin-1")
        return verify_request(dict(arrival.headers), content, tuple(known_secrets), now, schemes)


def _reply(knobs: Knobs, failures_left: int) -> Reply:
    if knobs.drop:
        return Reply(None, (), b"", knobs.delay_ms, False)
    code = knobs.fail_code if failures_left > 0 else knobs.response_code
    body = knobs.answer.encode()
    kind = "application/json" if body[:1] in (b"{", b"[") else "text/plain; charset=utf-8"
    headers = [("content-type", kind)]
    if knobs.retry_after_seconds:
        headers.append(("retry-after", str(knobs.retry_after_seconds)))
    if knobs.redirect_to and failures_left <= 0:
        headers.append(("location", knobs.redirect_to))
        code = code if 300 <= code <= 399 else 302
    return Reply(code, tuple(headers), body, knobs.delay_ms, knobs.slow_drip)


def _event_type(arrival: Arrival) -> str:
    for name, value in arrival.headers:
        if name == "x-webhook-event":
            return value[:100]
    try:
        parsed: Any = orjson.loads(arrival.body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(parsed, dict):
        return ""
    fields = cast("dict[str, Any]", parsed)
    found = fields.get("type") or fields.get("event")
    return found[:100] if isinstance(found, str) else ""
