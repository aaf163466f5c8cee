"""`/inbox/<token>`: the built-in receiver, which answers as its knobs say."""

import asyncio
from typing import Final

from webhook_dashboard.api.asgi import ClientGone, Receive, Scope, Send, answer, read_body
from webhook_dashboard.api.caller import FindPlatform
from webhook_dashboard.api.errors import Refused
from webhook_dashboard.domain.events import MAX_EVENT_BYTES
from webhook_dashboard.services.inboxes import Arrival, Reply

ABORT_EXTENSION: Final = "webhook_dashboard.abort"
"""ASGI extension of our server: `{"abort": function}` closes the connection at once, without an answer."""

# An event of the largest size arrives in an envelope of its type and time.
MAX_INBOX_BYTES: Final = MAX_EVENT_BYTES + 1_024
MAX_WAITING: Final = 500
"""Requests that may wait for the database before further ones are refused with 429: anybody may send them,
and events that are published wait behind them."""
_DRIP_SECONDS: Final = 1.0
_WITHOUT_BODY: Final = (204, 304)


class InboxDoor:
    """Keeps what arrives and plays the part that the inbox was given: slow, failing, silent."""

    def __init__(self, find_platform: FindPlatform, drip_seconds: float = _DRIP_SECONDS) -> None:
        self._find_platform = find_platform
        self._drip_seconds = drip_seconds
        self._waiting = 0

    async def receive(self, token: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request. Raises Refused or NotFound; the dispatcher answers those."""
        body = await read_body(scope, receive, MAX_INBOX_BYTES)
        reply = await self._keep(_arrival(token, scope, body))
        if reply.delay_ms:
            await _pause(receive, reply.delay_ms / 1_000)
        if reply.response_code is None:
            await _drop(scope, receive, send)
        else:
            await self._answer(reply, reply.response_code, receive, send)

    async def _keep(self, arrival: Arrival) -> Reply:
        if self._waiting >= MAX_WAITING:
            sentence = "More requests arrive than the database can store. Send this one again."
            raise Refused(429, sentence, headers={"Retry-After": "1"})
        self._waiting += 1
        try:
            return await self._find_platform().inboxes.receive(arrival)
        finally:
            self._waiting -= 1

    async def _answer(self, reply: Reply, code: int, receive: Receive, send: Send) -> None:
        headers = [(name.encode(), value.encode("latin-1", "replace")) for name, value in reply.headers]
        body = b"" if code in _WITHOUT_BODY else reply.body
        if code not in _WITHOUT_BODY:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": code, "headers": headers})
        if reply.slow_drip:
            for byte in body[:-1]:
                await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
                await _pause(receive, self._drip_seconds)
            body = body[-1:]
        await send({"type": "http.response.body", "body": body})


def _arrival(token: str, scope: Scope, body: bytes) -> Arrival:
    query = scope["query_string"].decode("latin-1")
    return Arrival(
        token=token,
        method=scope["method"],
        path=f"{scope['path']}?{query}" if query else scope["path"],
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
        body=body,
    )


async def _pause(receive: Receive, seconds: float) -> None:
    """Wait, but no longer than the client does. Raises ClientGone."""
    try:
        async with asyncio.timeout(seconds):
            await _until_gone(receive)
    except TimeoutError:
        return
    raise ClientGone


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _drop(scope: Scope, receive: Receive, send: Send) -> None:
    extension = scope.get("extensions", {}).get(ABORT_EXTENSION)
    if extension is None:
        # Another server than ours: the nearest that plain ASGI has.
        await answer(send, 502, b"", b"text/plain", [(b"connection", b"close")])
        return
    extension["abort"]()
    await _until_gone(receive)
