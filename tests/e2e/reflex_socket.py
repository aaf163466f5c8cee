"""The dashboard's socket as a stranger would use it: without the pages, one hand-written call at a time."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import socketio

from tests.patience import PATIENCE_SECONDS

NAMESPACE = "/_event"


class Socket:
    """An open socket; `updates` are all answers since the last call."""

    def __init__(self, client: socketio.AsyncClient, token: str) -> None:
        self._client = client
        self._token = token
        self._received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        client.on("event", self._received.put, namespace=NAMESPACE)

    async def call(
        self,
        handler: str,
        payload: dict[str, Any] | None = None,
        *,
        until: str,
        seconds: float = PATIENCE_SECONDS,
    ) -> str:
        """Call a handler by its full name; returns what is answered, as text, once it says `until`.

        After `seconds` it returns what there is.
        """
        while not self._received.empty():
            self._received.get_nowait()
        event = {
            "name": handler,
            "payload": payload or {},
            "token": self._token,
            "router_data": {"pathname": "/", "query": {}, "asPath": "/"},
        }
        await self._client.emit("event", event, namespace=NAMESPACE)
        answers = ""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while until not in answers:
                    answers += str(await self._received.get())
        return answers


@asynccontextmanager
async def open_socket(url: str, *, cookie: str = "", origin: str = "") -> AsyncIterator[Socket]:
    """Open a socket to the dashboard at `url`. Raises socketio's ConnectionError when it is refused."""
    client = socketio.AsyncClient(reconnection=False)
    token = str(uuid.uuid4())
    headers = {name: value for name, value in (("Cookie", cookie), ("Origin", origin)) if value}
    socket = Socket(client, token)
    try:
        await client.connect(
            f"{url}?token={token}",
            headers=headers,
            transports=["websocket"],
            namespaces=[NAMESPACE],
            socketio_path="_event",
            wait_timeout=int(PATIENCE_SECONDS),
        )
        yield socket
    finally:
        await client.disconnect()
        if client.eio.http is not None:  # left open when the connection was refused
            await client.eio.http.close()
