"""One event past ASGI: the same answers, and whatever is unusual goes through ASGI all the same."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import orjson
import pytest
import uvicorn
from uvicorn.server import ServerState

from tests.factories import eventually, make_body, make_key, make_webhook
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.api.app import Front
from webhook_dashboard.api.asgi import Application, Reply
from webhook_dashboard.domain.people import Scope
from webhook_dashboard.http_protocol import HttpProtocol
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.delivery_log import LogFilter, list_deliveries

pytestmark = ONE_DATABASE

JSON = ("Content-Type", "application/json")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Wire:
    """A client's connection, byte by byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        lines = (line.partition(": ") for line in head[1:] if line)
        headers = {name.lower(): value for name, _, value in lines}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split()[1]), headers, body)

    async def post(self, *headers: tuple[str, str], body: bytes, path: str = "/api/v1/events") -> Answer:
        self.writer.write(request(*headers, body=body, path=path))
        return await self.answer()


@dataclass
class Served:
    """The door on a port. `taken`: for each request that was offered to the shortcut, whether it took it."""

    port: int
    key: tuple[str, str]
    taken: list[bool]
    protocols: list[HttpProtocol] = field(default_factory=list[HttpProtocol])

    async def begun(self) -> HttpProtocol | None:
        """The first connection, once the head of a request came over it."""
        return next((one for one in self.protocols if one.cycle is not None), None)

    async def left(self) -> bool:
        """Whether the first client is gone."""
        return bool(self.protocols) and self.protocols[0].parser is None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Wire]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield Wire(reader, writer)
        finally:
            writer.close()


def request(*headers: tuple[str, str], body: bytes, path: str = "/api/v1/events") -> bytes:
    given = {"Host": "hooks.example", "Content-Length": str(len(body))} | dict(headers)
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items() if value)]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def event(**fields: Any) -> bytes:
    return orjson.dumps(make_body(**fields))


@pytest.fixture
async def served(front: Front, application: Application, platform: Platform) -> AsyncIterator[Served]:
    taken: list[bool] = []

    def take(headers: Any, body: bytes, reply: Reply) -> bool:
        taken.append(front.shortcut.take(headers, body, reply))
        return taken[-1]

    config = uvicorn.Config(application, ws="none", lifespan="off", log_config=None)
    config.load()
    state = ServerState()

    def connect() -> HttpProtocol:
        shortcut = replace(front.shortcut, take=take)
        served.protocols.append(HttpProtocol(config, state, {}, shortcut=shortcut))
        return served.protocols[-1]

    server = await asyncio.get_running_loop().create_server(connect, "127.0.0.1", 0)
    key = await make_key(platform, Scope.PUBLISH)
    served = Served(server.sockets[0].getsockname()[1], ("Authorization", f"Bearer {key}"), taken)
    # From now on, for a second, the key is known without asking the database.
    assert await platform.api_keys.find(key) is not None
    yield served
    server.close()
    for protocol in served.protocols:
        protocol.transport.close()

    async def is_quiet() -> bool:
        return not state.tasks and not state.connections

    await eventually(is_quiet)


@pytest.fixture
def remembered(served: Served, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that were found stay known, that of `served` too, however long the test takes."""
    find = platform.api_keys.remembered
    own = served.key[1].removeprefix("Bearer ")
    known: dict[str, Any] = {own: find(own)}
    assert known[own] is not None
    monkeypatch.setattr(
        platform.api_keys, "remembered", lambda key: known.setdefault(key, find(key)) or find(key)
    )


async def test_one_event_is_taken_at_once_and_answered_like_any_other(
    served: Served, publisher: httpx.AsyncClient, platform: Platform, remembered: None
) -> None:
    await make_webhook(platform)
    await make_webhook(platform, active=False)
    long = await publisher.post("/api/v1/events", json=make_body())
    async with served.connected() as wire:
        short = await wire.post(served.key, JSON, body=event())
    assert served.taken == [True]
    assert short.status == long.status_code == 202
    assert set(long.headers.items()) - {("content-length", str(len(long.content)))} <= set(
        short.headers.items()
    )
    assert short.json.keys() == long.json().keys()
    assert short.json["skipped"] == long.json()["skipped"]
    assert len(await platform.database.read(lambda c: list_deliveries(c, LogFilter()))) == 2


@pytest.mark.parametrize(
    ("change", "body", "status"),
    [
        ({}, b"{", 400),
        ({}, b"[" * 60_000, 400),
        ({}, event(colour="red"), 422),
        ({"Content-Type": "text/plain"}, event(), 415),
        ({"Content-Encoding": "gzip"}, event(), 415),
        ({"Idempotency-Key": "a b"}, event(), 422),
        ({"Authorization": ""}, event(), 401),
        ({"Authorization": "Bearer whk_unknown"}, event(), 401),
    ],
)
async def test_what_is_refused_is_refused_in_the_same_words(
    served: Served,
    anonymous: httpx.AsyncClient,
    change: dict[str, str],
    body: bytes,
    status: int,
    remembered: None,
) -> None:
    headers = {name: value for name, value in (dict((served.key, JSON)) | change).items() if value}
    long = await anonymous.post("/api/v1/events", content=body, headers=headers)
    async with served.connected() as wire:
        short = await wire.post(*headers.items(), body=body)
    assert served.taken == [False]
    assert (short.status, short.json) == (status, long.json()) == (long.status_code, long.json())


async def test_a_key_that_is_not_remembered_is_looked_up(served: Served, platform: Platform) -> None:
    key = ("Authorization", f"Bearer {await make_key(platform, Scope.PUBLISH, 'New')}")
    async with served.connected() as wire:
        assert (await wire.post(key, JSON, body=event())).status == 202
    assert served.taken == [False]


async def test_repeats_are_known_and_conflicts_are_refused(served: Served, remembered: None) -> None:
    repeat = ("Idempotency-Key", "order-892")
    async with served.connected() as wire:
        first = await wire.post(served.key, JSON, repeat, body=event())
        again = await wire.post(served.key, JSON, repeat, body=event())
        other = await wire.post(served.key, JSON, repeat, body=event(data=1))
    assert served.taken == [True] * 3
    assert first.json == again.json
    assert (other.status, other.headers["content-type"]) == (409, "application/problem+json")
    assert "Idempotency-Key" in other.json["detail"]
    assert other.headers["x-content-type-options"] == "nosniff"


async def test_a_bug_of_ours_is_500_without_its_words(
    served: Served, platform: Platform, monkeypatch: pytest.MonkeyPatch, remembered: None
) -> None:
    def broken(_publication: object) -> "asyncio.Future[Any]":
        future = asyncio.get_running_loop().create_future()
        future.set_exception(RuntimeError("the inside"))
        return future

    monkeypatch.setattr(platform.publisher, "queue", broken)
    async with served.connected() as wire:
        answer = await wire.post(served.key, JSON, body=event())
    assert (served.taken, answer.status) == ([True], 500)
    assert b"the inside" not in answer.body


async def test_while_the_process_stops_the_answer_is_503(
    served: Served, platform: Platform, remembered: None
) -> None:
    platform.publisher.close()
    async with served.connected() as wire:
        answer = await wire.post(served.key, JSON, body=event())
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    "raw",
    [
        lambda key: (
            request(key, JSON, ("Transfer-Encoding", "chunked"), ("Content-Length", ""), body=b"")
            + b"%x\r\n%b\r\n0\r\n\r\n" % (len(event()), event())
        ),
        lambda key: request(key, JSON, body=event(data="x" * 70_000)),
        lambda key: request(key, JSON, body=event(), path="/api/v1/events?a=b"),
        lambda key: request(key, JSON, body=event()).replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
    ids=["chunked", "large", "query", "HTTP/1.0"],
)
async def test_unusual_requests_are_not_even_offered(
    served: Served, raw: Callable[[tuple[str, str]], bytes]
) -> None:
    async with served.connected() as wire:
        wire.writer.write(raw(served.key))
        assert (await wire.answer()).status == 202
    assert served.taken == []


async def test_who_waits_to_be_asked_for_the_body_is_asked(served: Served) -> None:
    async with served.connected() as wire:
        whole = request(served.key, JSON, ("Expect", "100-continue"), body=event())
        wire.writer.write(whole[: -len(event())])
        assert (await wire.answer()).status == 100
        wire.writer.write(event())
        assert (await wire.answer()).status == 202
    assert served.taken == []


async def test_a_body_may_come_in_pieces(served: Served, remembered: None) -> None:
    whole = request(served.key, JSON, body=event())
    async with served.connected() as wire:
        for piece in (whole[:40], whole[40:-20], whole[-20:]):
            wire.writer.write(piece)
            await wire.writer.drain()
        assert (await wire.answer()).status == 202
    assert served.taken == [True]


async def test_requests_that_follow_unasked_are_answered_in_their_order(
    served: Served, remembered: None
) -> None:
    get = b"GET /healthz HTTP/1.1\r\nHost: hooks.example\r\n\r\n"
    bodies = [event(id=f"order-{number}") for number in range(3)]
    async with served.connected() as wire:
        wire.writer.write(get.join(request(served.key, JSON, body=body) for body in bodies))
        answers = [await wire.answer() for _ in range(5)]
        last = await wire.post(served.key, JSON, body=event(id="order-3"))
    assert [one.json.get("id") for one in (*answers, last)] == [
        "order-0",
        None,
        "order-1",
        None,
        "order-2",
        "order-3",
    ]
    assert served.taken[0]


async def test_of_answered_requests_a_connection_keeps_nothing(served: Served, remembered: None) -> None:
    async with served.connected() as wire:
        for _ in range(20):
            assert (await wire.post(served.key, JSON, body=event())).status == 202
    assert served.taken == [True] * 20
    last = served.protocols[0].cycle
    assert last.parts == []
    assert [one for one in gc.get_referents(last) if type(one) is type(last)] == []


async def test_who_asks_for_it_is_hung_up_on(served: Served, remembered: None) -> None:
    async with served.connected() as wire:
        answer = await wire.post(served.key, JSON, ("Connection", "close"), body=event())
        assert (answer.status, answer.headers["connection"]) == (202, "close")
        assert await wire.reader.read() == b""
    assert served.taken == [True]


@pytest.mark.parametrize("body", [event(), b"{"], ids=["taken", "refused"])
async def test_a_request_that_has_begun_is_answered_by_a_server_that_was_told_to_stop(
    served: Served, body: bytes, remembered: None
) -> None:
    whole = request(served.key, JSON, body=body)
    async with served.connected() as wire:
        wire.writer.write(whole[:-1])
        (await eventually(served.begun)).shutdown()
        wire.writer.write(whole[-1:])
        answer = await wire.answer()
        assert (answer.status in (202, 400), answer.headers["connection"]) == (True, "close")
        assert await wire.reader.read() == b""


async def test_who_leaves_before_the_answer_leaves_no_trace_but_the_event(
    served: Served, platform: Platform, monkeypatch: pytest.MonkeyPatch, remembered: None
) -> None:
    queue, futures = platform.publisher.queue, list[asyncio.Future[Any]]()

    def kept(publication: Any) -> "asyncio.Future[Any]":
        futures.append(queue(publication))
        return futures[-1]

    monkeypatch.setattr(platform.publisher, "queue", kept)
    async with served.connected() as wire:
        wire.writer.write(request(served.key, JSON, body=event()))
        await wire.writer.drain()
    await eventually(served.left)
    assert (await futures[0]).answer[0].id.startswith("evt_")
    async with served.connected() as wire:
        assert (await wire.post(served.key, JSON, body=event())).status == 202
