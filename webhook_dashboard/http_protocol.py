"""One connection of a browser or a publisher: uvicorn's protocol, with a shortcut for single events.

An ASGI request has a task, a scope and a message for each of its parts, which take as long as the publish
within them (docs/PERFORMANCE.md). A request that the shortcut takes has none; all others go through ASGI.
"""

import asyncio
from functools import lru_cache, partial
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from webhook_dashboard.api.asgi import HeaderLines, Shortcut

_LONG_WAY: Final = frozenset({b"transfer-encoding", b"upgrade", b"expect"})


class HttpProtocol(HttpToolsProtocol):
    """Offers applications an ASGI extension (ABORT_EXTENSION of api/inbox.py): close without an answer.

    What is written first of an answer, its head, leaves together with what follows.
    """

    cycle: Any
    parser: Any

    def __init__(self, *args: Any, shortcut: Shortcut | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._shortcut = shortcut
        # While a request is read for the shortcut: its stand-in, and the cycle that this one displaced.
        self._short: _ShortCycle | None = None
        self._before: Any = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Joining(transport))  # type: ignore[arg-type]

    def handle_websocket_upgrade(self) -> None:
        self.transport = self.transport.bare()  # type: ignore[attr-defined]
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        # No more than is needed to tell which way it goes; `_go_long` does the rest.
        self.url = b""
        self.expect_100_continue = False
        self.headers = []

    def on_headers_complete(self) -> None:
        if self._may_be_short():
            # It stands where uvicorn has its own: what follows on this connection waits for its end.
            self._before = self.cycle
            self._short = self.cycle = _ShortCycle(keep_alive=self.parser.should_keep_alive())
        else:
            self._go_long()

    def on_body(self, body: bytes) -> None:
        if self._short is not None:
            self._short.parts.append(body)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        short, self._short = self._short, None
        if short is None:
            return super().on_message_complete()
        assert self._shortcut is not None
        # Nothing of a request outlives it: connections last, and bodies are counted while they are held.
        before, self._before = self._before, None
        body = b"".join(short.parts)
        short.parts.clear()
        if self._shortcut.take(self.headers, body, partial(self._reply, short)):
            return None
        self.cycle = before
        self._go_long()
        self.cycle.keep_alive &= short.keep_alive  # the server may have been told to stop meanwhile
        super().on_body(body)
        return super().on_message_complete()

    def _may_be_short(self) -> bool:
        """Whether the shortcut may be asked; when in doubt not, for ASGI can do everything."""
        shortcut = self._shortcut
        if shortcut is None or self.url != shortcut.path or self.parser.get_method() != b"POST":
            return False
        length = b""
        for name, value in self.headers:
            if name in _LONG_WAY:
                return False
            if name == b"content-length":
                length = value
        return (
            length.isdigit()
            and int(length) <= shortcut.limit_bytes
            and self.parser.get_http_version() == "1.1"
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
        )

    def _go_long(self) -> None:
        """Begin the request as uvicorn does, from what was read of it."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers
        self.scope["extensions"] = {"webhook_dashboard.abort": {"abort": self.transport.abort}}
        super().on_headers_complete()

    def _reply(self, cycle: "_ShortCycle", status: int, headers: HeaderLines, body: bytes) -> None:
        """Write the answer to a request that the shortcut took."""
        cycle.response_complete = True
        if cycle.disconnected or self.transport.is_closing():
            return
        lines = (*self.server_state.default_headers, (b"content-length", b"%d" % len(body)))
        if not cycle.keep_alive:
            lines = (*lines, (b"connection", b"close"))
        head = STATUS_LINE[status] + _written(headers) + b"".join([b"%b: %b\r\n" % line for line in lines])
        self.transport.bare().write(head + b"\r\n" + body)  # type: ignore[attr-defined]
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()


class _ShortCycle:
    """Stands for a request that goes the short way, in what uvicorn asks of its own RequestResponseCycle."""

    __slots__ = ("disconnected", "keep_alive", "message_event", "parts", "response_complete")

    def __init__(self, *, keep_alive: bool) -> None:
        self.keep_alive = keep_alive
        self.parts: list[bytes] = []
        self.response_complete = False
        self.disconnected = False
        self.message_event = _NOBODY_WAITS


class _NobodyWaits:
    def set(self) -> None:
        pass


_NOBODY_WAITS: Final = _NobodyWaits()


class _Joining:
    """A transport that holds the first piece back until the second one comes, or the loop's next turn.

    Two pieces would be two packets and two calls of the kernel.
    """

    __slots__ = ("_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held + data)
        elif data:
            self._held = bytes(data)
            self._loop.call_soon(self._let_go)

    def close(self) -> None:
        self._let_go()
        self._transport.close()

    def bare(self) -> asyncio.Transport:
        """Return the transport itself, with nothing held back."""
        self._let_go()
        return self._transport

    def _let_go(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)


@lru_cache(maxsize=64)
def _written(headers: HeaderLines) -> bytes:
    return b"".join([b"%b: %b\r\n" % line for line in headers])
