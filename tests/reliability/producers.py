"""Publishers that do not give up: each event is posted until it has its 202, always under the same key."""

import asyncio
import contextlib
import itertools
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httptools
import orjson

PATIENCE_SECONDS: Final = 10.0
_PAUSE_SECONDS: Final = 0.01
_rounds = itertools.count()
MakeEvent = Callable[[int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Door:
    """Where to publish and with which key. `address` returns the URL of the server at the moment."""

    address: Callable[[], str]
    key: str


def numbered_event(number: int) -> dict[str, Any]:
    """An event that tells its number."""
    return {"type": "order.created", "data": {"number": number}}


class HttpClient:
    """One kept connection to whoever serves now; opened again when it breaks."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._headers = f"authorization: Bearer {door.key}\r\ncontent-type: application/json\r\n".encode()
        self._url = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes, idempotency_key: str) -> tuple[int, bytes]:
        """Post once; returns status and body. Raises OSError or EOFError when there is no whole answer."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._post(path, body, idempotency_key)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()

    async def _post(self, path: str, body: bytes, idempotency_key: str) -> tuple[int, bytes]:
        url = self._door.address()
        if self._streams is None or url != self._url:
            self.close()
            host, port = url.removeprefix("http://").split(":")
            self._url, self._streams = url, await asyncio.open_connection(host, int(port), limit=2**22)
        reader, writer = self._streams
        head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\nidempotency-key: {idempotency_key}\r\n".encode()
        length = f"content-length: {len(body)}\r\n\r\n".encode()
        writer.write(head + self._headers + length + body)
        answer = _Answer()
        parser = httptools.HttpResponseParser(answer)
        while not answer.complete:
            data = await reader.read(65_536)
            if not data:
                raise EOFError("closed before the answer was whole")
            parser.feed_data(data)
        if not parser.should_keep_alive():
            self.close()
        return parser.get_status_code(), bytes(answer.body)


class _Answer:
    def __init__(self) -> None:
        self.body = bytearray()
        self.complete = False

    def on_body(self, data: bytes) -> None:
        self.body += data

    def on_message_complete(self) -> None:
        self.complete = True


class Producers:
    """Post `events` events, single ones and batches in turn. `statuses` counts the answers by status.

    `per_second` spreads the posts evenly; without it they go out as fast as they are answered. An answer
    other than 202 must be one of `refusals`: the event is then posted again.
    """

    def __init__(
        self,
        door: Door,
        events: int,
        *,
        sizes: Sequence[int] = (*[1] * 20, 10),
        per_second: float | None = None,
        refusals: Sequence[int] = (),
        make_event: MakeEvent = numbered_event,
    ) -> None:
        self._round = next(_rounds)
        self.acknowledged: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.broken = 0
        self.stopped = False
        self._door = door
        self._make_event = make_event
        self._work = _work(events, sizes)
        self._per_second = per_second
        self._refusals = set(refusals)
        self._more = asyncio.Condition()

    async def run(self, producers: int = 4) -> None:
        """Post everything, or, once `stopped`, what was begun."""
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(self._produce(began) for _ in range(producers)))

    async def until_acknowledged(self, count: int) -> None:
        """Wait until so many events have their 202."""
        async with self._more:
            await self._more.wait_for(lambda: len(self.acknowledged) >= count)

    async def _produce(self, began: float) -> None:
        client = HttpClient(self._door)
        while self._work and not self.stopped:
            number, batch = self._work.popleft()
            if self._per_second is not None:
                due = began + batch[0] / self._per_second
                await asyncio.sleep(max(due - asyncio.get_running_loop().time(), 0))
            ids = await self._post_until_accepted(client, f"{self._round}-{number}", batch)
            async with self._more:
                self.acknowledged += ids
                self._more.notify_all()
        client.close()

    async def _post_until_accepted(self, client: HttpClient, key: str, batch: Sequence[int]) -> list[str]:
        path, body = _request([self._make_event(number) for number in batch])
        while True:
            with contextlib.suppress(OSError, EOFError):  # it is being killed, or not there yet
                status, answer = await client.post(path, body, key)
                self.statuses[status] += 1
                if status == 202:
                    return _ids(orjson.loads(answer))
                assert status in self._refusals, f"{status}: {answer[:300]!r}"
                if self.stopped:
                    return []
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            self.broken += 1
            if self.stopped:
                return []
            await asyncio.sleep(_PAUSE_SECONDS)


def _work(events: int, sizes: Sequence[int]) -> deque[tuple[int, Sequence[int]]]:
    """Cut the numbers of the events into requests of these sizes, in turn."""
    numbers = iter(range(events))
    cut: Iterator[list[int]] = (list(itertools.islice(numbers, size)) for size in itertools.cycle(sizes))
    return deque(enumerate(itertools.takewhile(bool, cut)))


def _request(events: list[dict[str, Any]]) -> tuple[str, bytes]:
    if len(events) == 1:
        return "/api/v1/events", orjson.dumps(events[0])
    return "/api/v1/events/batch", orjson.dumps({"events": events})


def _ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer.get("items", [answer])]
