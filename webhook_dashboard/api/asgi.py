"""The few words of ASGI that the hot paths speak themselves: read a body, send an answer."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from webhook_dashboard.api.errors import Refused

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]
HeaderLines = tuple[tuple[bytes, bytes], ...]
Reply = Callable[[int, HeaderLines, bytes], None]
"""Sends an answer: its status, its headers but for Content-Length, its body. Called once."""

JSON: Final = b"application/json"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What may be answered without the turns of ASGI: a POST to `path` with a body up to `limit_bytes`.

    `take` is given the headers, their names in lower case, the body and what sends the answer, now or
    later. It returns False, and nothing has happened, when the request is to go through ASGI.
    """

    path: bytes
    limit_bytes: int
    take: Callable[[Sequence[tuple[bytes, bytes]], bytes, Reply], bool]


class ClientGone(Exception):
    """The client closed the connection before its request was complete. Nobody is left to answer."""


def find_header(scope: Scope, name: bytes) -> str | None:
    """Return the first header with this lower-case name, or None."""
    for key, value in scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None


def check_content_type(scope: Scope) -> None:
    """Let pass a request whose body says that it is JSON.

    Raises:
        Refused: 415.
    """
    kind = (find_header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        got = f"; got {kind[:60]}" if kind else ""
        raise Refused(415, f"Content-Type: expected application/json{got}.")
    encoding = find_header(scope, b"content-encoding")
    if encoding is not None and encoding.strip().lower() != "identity":
        raise Refused(415, "Content-Encoding: send the body uncompressed.")


async def read_body(scope: Scope, receive: Receive, limit_bytes: int) -> bytes:
    """Return the request's body, and read no further than `limit_bytes`.

    Raises:
        Refused: 413, by what Content-Length announces or by what arrives. ClientGone.
    """
    announced = find_header(scope, b"content-length") or "0"
    if len(announced) > 15 or (announced.isdigit() and int(announced) > limit_bytes):
        raise too_large(limit_bytes)
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(part)
        if size > limit_bytes:
            raise too_large(limit_bytes)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read already, and then what the client does next."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


def too_large(limit_bytes: int) -> Refused:
    """Return the refusal of a body over the limit."""
    return Refused(413, f"The body is larger than {limit_bytes // 1024:,} KiB.")


async def answer(
    send: Send, status: int, body: bytes, content_type: bytes = JSON, headers: Headers = ()
) -> None:
    """Send a whole response."""
    lines = [(b"content-type", content_type), (b"content-length", b"%d" % len(body)), *headers]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, refused: Refused) -> None:
    """Send a refusal as problem+json (RFC 9457)."""
    kind, *extra = refused.header_lines()
    await answer(send, refused.status, refused.as_json(), kind[1], extra)
