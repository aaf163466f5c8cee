"""How bytes of HTTP leave and how a connection is cut: what uvicorn's protocol is changed in."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class AbortableProtocol(HttpToolsProtocol):
    """Offers applications an ASGI extension (ABORT_EXTENSION of api/inbox.py): close without an answer.

    What is written first of an answer, its head, leaves together with what follows.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Joining(transport))  # type: ignore[arg-type]

    def handle_websocket_upgrade(self) -> None:
        self.transport = self.transport.bare()  # type: ignore[attr-defined]
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"webhook_dashboard.abort": {"abort": self.transport.abort}}


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
