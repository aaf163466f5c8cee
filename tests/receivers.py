"""Real HTTP receivers for tests: each has a thread, an event loop and a free port of 127.0.0.1.

A receiver records every request as it came over the wire and answers by script:

    with Receiver() as receiver:
        receiver.script(Answer(status=503), Answer(status=503))   # two failures, then the default
        ...
        receiver.wait_for(3)
        assert receiver.requests[2].header("webhook-id") == "msg_1"
"""

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any, Self, cast

import orjson
import uvloop

from tests.patience import PATIENCE_SECONDS

Headers = tuple[tuple[str, str], ...]


class Drop(Enum):
    """How a receiver lets a connection down instead of answering well."""

    ON_CONNECT = "reset as soon as it is accepted"
    RESET = "reset after the request was read"
    CLOSE = "closed after the request was read"
    MID_BODY = "closed after the head and half of the body"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver does with one request. Content-Length is added unless the body is streamed or raw."""

    status: int = 200
    headers: Headers = ()
    body: bytes = b'{"ok":true}'
    delay_seconds: float = 0.0
    drop: Drop | None = None
    drip_seconds: float | None = None
    """Send the body one byte at a time with this pause between bytes."""
    endless: bool = False
    """Repeat the body until the client closes."""
    raw: bytes | None = None
    """Send exactly these bytes and nothing else."""
    close: bool = False
    """Close the connection after the answer."""

    def head(self) -> bytes:
        length: Headers = () if self.endless else (("Content-Length", str(len(self.body))),)
        lines = [f"{name}: {value}" for name, value in (*self.headers, *length)]
        return "\r\n".join([f"HTTP/1.1 {self.status} Scripted", *lines, "", ""]).encode("latin-1")


def redirect_to(location: str, status: int = 302) -> Answer:
    """An answer that points elsewhere."""
    return Answer(status=status, headers=(("Location", location),), body=b"")


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One request; `head` holds its exact bytes up to the empty line, `received_at` is monotonic seconds."""

    method: str
    path: str
    headers: Headers
    body: bytes
    head: bytes
    received_at: float
    connection: int

    def header(self, name: str) -> str | None:
        """Return the first header of this name, in any letter case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:
        """Return the body as JSON."""
        return orjson.loads(self.body)


@dataclass(slots=True)
class _Record:
    """Everything seen so far; guarded by `changed`, which is notified on every change."""

    requests: list[ReceivedRequest] = field(default_factory=list[ReceivedRequest])
    connections: int = 0
    open_connections: int = 0
    most_open: int = 0
    connected: set[asyncio.Transport] = field(default_factory=set[asyncio.Transport])
    bytes_sent: int = 0
    server_names: list[str | None] = field(default_factory=list[str | None])
    changed: threading.Condition = field(default_factory=threading.Condition)


class Receiver:
    """A scriptable HTTP/1.1 server; with `tls` it speaks HTTPS."""

    def __init__(self, default: Answer = Answer(), *, tls: ssl.SSLContext | None = None) -> None:
        self._default = default
        self._script: deque[Answer] = deque()
        self._tls = tls
        self._record = _Record()
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="receiver", daemon=True)
        self._server: asyncio.Server | None = None
        self.port = 0
        if tls is not None:
            tls.sni_callback = self._saw_server_name

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash."""
        return f"{'http' if self._tls is None else 'https'}://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[ReceivedRequest]:
        """All requests so far, in order of arrival."""
        with self._record.changed:
            return list(self._record.requests)

    @property
    def connections(self) -> int:
        """How many connections were accepted."""
        with self._record.changed:
            return self._record.connections

    @property
    def most_open(self) -> int:
        """How many connections were open at the same time, at most."""
        with self._record.changed:
            return self._record.most_open

    @property
    def bytes_sent(self) -> int:
        """How many bytes of streamed bodies were handed to the socket."""
        with self._record.changed:
            return self._record.bytes_sent

    @property
    def server_names(self) -> list[str | None]:
        """The names that TLS clients asked for."""
        with self._record.changed:
            return list(self._record.server_names)

    def answer(self, default: Answer) -> None:
        """Answer like this from now on, once the script is used up."""
        with self._record.changed:
            self._default = default

    def script(self, *answers: Answer) -> None:
        """Answer the next requests with these, one each."""
        with self._record.changed:
            self._script.extend(answers)

    def wait_for(self, count: int, timeout_seconds: float = PATIENCE_SECONDS) -> list[ReceivedRequest]:
        """Block until `count` requests have arrived; raises AssertionError when they do not."""
        with self._record.changed:
            arrived = self._record.changed.wait_for(
                lambda: len(self._record.requests) >= count, timeout_seconds
            )
            assert arrived, f"{len(self._record.requests)} of {count} requests in {timeout_seconds:g} s"
            return list(self._record.requests)

    def wait_until_all_closed(self, timeout_seconds: float = PATIENCE_SECONDS) -> None:
        """Block until no client is connected; raises AssertionError when one stays."""
        with self._record.changed:
            closed = self._record.changed.wait_for(lambda: not self._record.open_connections, timeout_seconds)
            assert closed, f"{self._record.open_connections} connections stay open"

    def next_answer(self) -> Answer:
        """Take the next scripted answer, or the default one."""
        with self._record.changed:
            return self._script.popleft() if self._script else self._default

    def drops_on_connect(self) -> bool:
        """Say whether the next connection is to be reset at once, and take that answer if it is."""
        with self._record.changed:
            upcoming = self._script[0] if self._script else self._default
            if upcoming.drop is not Drop.ON_CONNECT:
                return False
            if self._script:
                self._script.popleft()
            return True

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(
            lambda: _Connection(self, self._record), "127.0.0.1", 0, ssl=self._tls, backlog=1_024
        )

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for connection in list(self._record.connected):
            connection.abort()
        tasks = asyncio.all_tasks() - {cast("asyncio.Task[Any]", asyncio.current_task())}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _saw_server_name(self, tls: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        del tls, context
        with self._record.changed:
            self._record.server_names.append(name)


class _Connection(asyncio.Protocol):
    """One client of a receiver: cuts the byte stream into requests and answers them in turn."""

    def __init__(self, receiver: Receiver, record: _Record) -> None:
        self._receiver = receiver
        self._record = record
        self._buffer = bytearray()
        self._writable = asyncio.Event()
        self._writable.set()
        self._answering: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        with self._record.changed:
            self._record.connections += 1
            self._record.open_connections += 1
            self._record.most_open = max(self._record.most_open, self._record.open_connections)
            self._record.connected.add(self._transport)
            self._number = self._record.connections
            self._record.changed.notify_all()
        if self._receiver.drops_on_connect():
            self._reset()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answering is not None:
            self._answering.cancel()
        with self._record.changed:
            self._record.open_connections -= 1
            self._record.connected.discard(self._transport)
            self._record.changed.notify_all()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._answering is None and (request := self._cut_request()) is not None:
            with self._record.changed:
                self._record.requests.append(request)
                self._record.changed.notify_all()
            self._reply(self._receiver.next_answer())

    def _cut_request(self) -> ReceivedRequest | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self._buffer[: end + 4])
        first, *lines = head[:-4].decode("latin-1").split("\r\n")
        headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        if len(self._buffer) < len(head) + length:
            return None
        body = bytes(self._buffer[len(head) : len(head) + length])
        del self._buffer[: len(head) + length]
        method, path, _ = first.split(" ")
        return ReceivedRequest(method, path, headers, body, head, time.monotonic(), self._number)

    def _reply(self, answer: Answer) -> None:
        simple = answer.raw is None and answer.drop is None and not answer.endless
        if simple and not answer.delay_seconds and answer.drip_seconds is None:
            self._transport.write(answer.head() + answer.body)
            if answer.close:
                self._transport.close()
            return
        self._answering = asyncio.create_task(self._perform(answer))
        self._answering.add_done_callback(self._performed)

    def _performed(self, task: asyncio.Task[None]) -> None:
        self._answering = None
        if not task.cancelled() and not self._transport.is_closing():
            self.data_received(b"")

    async def _perform(self, answer: Answer) -> None:
        if answer.delay_seconds:
            await asyncio.sleep(answer.delay_seconds)
        match answer:
            case Answer(drop=Drop.RESET | Drop.ON_CONNECT):
                self._reset()
            case Answer(drop=Drop.CLOSE):
                self._transport.close()
            case Answer(drop=Drop.MID_BODY):
                self._transport.write(answer.head() + answer.body[: len(answer.body) // 2])
                self._transport.close()
            case Answer(raw=bytes() as raw):
                self._transport.write(raw)
            case _:
                self._transport.write(answer.head())
                await self._stream(answer)
        if answer.close:
            self._transport.close()

    async def _stream(self, answer: Answer) -> None:
        if answer.drip_seconds is not None:
            for byte in answer.body:
                await self._push(bytes([byte]))
                await asyncio.sleep(answer.drip_seconds)
            return
        await self._push(answer.body)
        while answer.endless:
            await self._push(answer.body)

    async def _push(self, data: bytes) -> None:
        await self._writable.wait()
        self._transport.write(data)
        with self._record.changed:
            self._record.bytes_sent += len(data)
        await asyncio.sleep(0)

    def _reset(self) -> None:
        # With a linger time of zero the kernel sends RST instead of FIN.
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


@contextlib.contextmanager
def silent_port() -> Generator[int, None, None]:
    """A port of 127.0.0.1 whose queue of connections is full: further ones are neither taken nor refused."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = listener.getsockname()[1]
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        yield port
