"""The transport on real sockets: what it dials, what it keeps open, and what never gets a connection."""

import asyncio
import errno
import itertools
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest

from tests.certificates import Certificate
from tests.integration.delivery.conftest import Run
from tests.integration.delivery.sending import (
    request_to,
    send_all,
    send_at_once,
    send_once,
    sending,
)
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Answer, Drop, Receiver
from tests.ssrf_forms import REFUSED_FORMS, REFUSED_LITERALS
from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.http_connection import HttpConnection
from webhook_dashboard.delivery.name_lookup import NameLookup
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.delivery.transport import PooledTransport
from webhook_dashboard.domain.outcomes import ErrorKind, SendResult
from webhook_dashboard.domain.requests import Timeouts

# Stands for the public address of a name: it is opened by name, and nobody listens there.
OPENED = "127.0.0.2"
# Nothing here hangs: what is refused is refused at once, however busy the machine is.
GENEROUS = Timeouts(connect_seconds=30.0, response_seconds=30.0, total_seconds=30.0)


def kinds(results: Sequence[SendResult]) -> set[ErrorKind | None]:
    return {result.error_kind for result in results}


def _listen_on_both() -> list[socket.socket]:
    """Listen on a port that is free on 127.0.0.1 and on ::1."""
    while True:
        listening = [socket.create_server(("127.0.0.1", 0), backlog=512)]
        if not socket.has_ipv6:
            return listening
        address = ("::1", listening[0].getsockname()[1])
        try:
            return [*listening, socket.create_server(address, family=socket.AF_INET6)]
        except OSError as error:
            listening[0].close()
            if error.errno != errno.EADDRINUSE:
                raise


class CountingListener:
    """Listens on one port of 127.0.0.1 and, where there is IPv6, of ::1; counts connections."""

    def __init__(self) -> None:
        self._sockets = _listen_on_both()
        self.port: int = self._sockets[0].getsockname()[1]
        for listener in self._sockets:
            listener.setblocking(False)

    def connections(self) -> int:
        """Count the connections in the kernel's queue: they are complete before anyone accepts them."""
        count = 0
        for listener in self._sockets:
            while True:
                try:
                    listener.accept()[0].close()
                except BlockingIOError:
                    break
                count += 1
        return count

    def close(self) -> None:
        for listener in self._sockets:
            listener.close()


@pytest.fixture
def listener() -> Iterator[CountingListener]:
    listener = CountingListener()
    yield listener
    listener.close()


def test_no_way_to_write_an_inner_address_reaches_the_listener(run: Run, listener: CountingListener) -> None:
    assert len(REFUSED_FORMS) >= 60
    requests = [
        request_to(form.replace("PORT", str(listener.port)), timeouts=GENEROUS) for form in REFUSED_FORMS
    ]
    results: list[SendResult] = run(send_at_once(requests, (), lookup=lambda _: ["127.0.0.1"]))
    assert kinds(results) == {ErrorKind.BLOCKED_ADDRESS, ErrorKind.INVALID_URL}
    assert listener.connections() == 0


def test_a_plain_httpx_client_cannot_get_around_the_guard_either(
    run: Run, listener: CountingListener
) -> None:
    async def try_all() -> list[str]:
        reached: list[str] = []
        guard = AddressGuard(lookup=lambda _: ["127.0.0.1"])
        async with httpx.AsyncClient(transport=PooledTransport(guard), trust_env=False) as client:
            for form in REFUSED_FORMS:
                try:
                    await client.get(form.replace("PORT", str(listener.port)))
                except (httpx.HTTPError, httpx.InvalidURL, ValueError):
                    continue
                reached.append(form)
        return reached

    assert run(try_all()) == []
    assert listener.connections() == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::"])
def test_a_name_that_resolves_inside_is_not_dialled(
    run: Run, listener: CountingListener, address: str
) -> None:
    request = request_to(f"https://hooks.example:{listener.port}/", timeouts=GENEROUS)
    result: SendResult = run(send_once(request, (), lookup=lambda _: [address]))
    assert result.error_kind is ErrorKind.BLOCKED_ADDRESS
    assert result.phases.connect_ms is None
    assert listener.connections() == 0


def rebinding(*answers: Sequence[str]) -> Callable[[str], Sequence[str]]:
    """A name server that gives another of the answers at each question."""
    turns = itertools.cycle(answers)
    lock = threading.Lock()

    def lookup(name: str) -> Sequence[str]:
        with lock:
            return next(turns)

    return lookup


@pytest.mark.parametrize(
    "answers",
    [
        ([OPENED], ["127.0.0.1"]),
        (["127.0.0.1"], [OPENED]),
        ([OPENED, "127.0.0.1"],),
        (["127.0.0.1", OPENED], [OPENED]),
        (["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"]),
    ],
    ids=["opened then inner", "inner then opened", "mixed", "mixed, changing", "public and inner"],
)
def test_a_rebinding_name_never_reaches_the_listener(
    run: Run, listener: CountingListener, answers: tuple[Sequence[str], ...]
) -> None:
    lookup = rebinding(*answers)
    # Distinct names, so that every send asks the name server anew.
    requests = [request_to(f"https://h{n}.example:{listener.port}/", timeouts=GENEROUS) for n in range(200)]

    async def check_then_send() -> list[SendResult]:
        guard = AddressGuard([OPENED], lookup=lookup)
        transport = PooledTransport(guard)
        sender = Sender(transport)
        results = await asyncio.gather(*(sender.send(request) for request in requests))
        await transport.aclose()
        return list(results)

    results: list[SendResult] = run(check_then_send())
    assert None not in kinds(results)
    assert listener.connections() == 0


def test_the_address_that_was_checked_is_the_one_that_is_dialled(run: Run, receiver: Receiver) -> None:
    asked: list[str] = []

    def lookup(name: str) -> Sequence[str]:
        asked.append(name)
        return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

    url = f"http://hooks.example:{receiver.port}/"
    result: SendResult = run(send_once(request_to(url), lookup=lookup))
    assert (result.response_code, asked) == (200, ["hooks.example"])
    assert result.phases.dns_ms is not None


def test_the_name_stays_in_host_header_and_in_server_name_indication(run: Run, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path, "hooks.example")
    with Receiver(tls=certificate.server_context()) as receiver:
        request = request_to(f"https://hooks.example:{receiver.port}/a")
        result: SendResult = run(
            send_once(request, lookup=lambda _: ["127.0.0.1"], tls=certificate.client_context())
        )
        assert (result.response_code, result.error_kind) == (200, None)
        assert receiver.server_names == ["hooks.example"]
        assert receiver.requests[0].header("host") == f"hooks.example:{receiver.port}"
    assert result.phases.dns_ms is not None
    assert result.phases.connect_ms is not None
    assert result.phases.tls_ms is not None


def test_the_root_dot_of_a_name_is_no_part_of_the_certificate_check(run: Run, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path, "hooks.example")
    with Receiver(tls=certificate.server_context()) as receiver:
        request = request_to(f"https://hooks.example.:{receiver.port}/a")
        result: SendResult = run(
            send_once(request, lookup=lambda _: ["127.0.0.1"], tls=certificate.client_context())
        )
    assert (result.response_code, result.error_kind) == (200, None)


def test_the_next_address_is_tried_when_one_refuses(run: Run, receiver: Receiver) -> None:
    url = f"http://hooks.example:{receiver.port}/"
    result: SendResult = run(send_once(request_to(url), lookup=lambda _: ["127.0.0.9", "127.0.0.1"]))
    assert result.response_code == 200


def test_a_connection_is_kept_and_its_phases_do_not_happen_again(run: Run, receiver: Receiver) -> None:
    async def send_thrice() -> list[SendResult]:
        async with sending(lookup=lambda _: ["127.0.0.1"]) as sender:
            return await send_all(sender, [request_to(f"http://hooks.example:{receiver.port}/")] * 3)

    first, *others = run(send_thrice())
    assert first.phases.dns_ms is not None
    assert first.phases.connect_ms is not None
    assert {(result.phases.dns_ms, result.phases.connect_ms) for result in others} == {(None, None)}
    assert [request.connection for request in receiver.requests] == [1, 1, 1]


def test_a_connection_lost_between_dialling_and_writing_is_an_error_at_once(
    run: Run, receiver: Receiver
) -> None:
    async def write_to_a_lost_connection() -> None:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: HttpConnection(1), "127.0.0.1", receiver.port)
        connection.close()
        await asyncio.to_thread(receiver.wait_until_all_closed)
        connection.exchange(b"GET / HTTP/1.1\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            await connection.head(seconds=None)

    run(write_to_a_lost_connection())


def test_each_request_in_flight_has_a_connection_of_its_own(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(delay_seconds=0.05))
    results: list[SendResult] = run(send_at_once([request_to(receiver.url)] * 20))
    assert kinds(results) == {None}
    assert len({request.connection for request in receiver.requests}) == 20


@pytest.mark.parametrize(
    "answer",
    [
        Answer(headers=(("Connection", "close"),)),
        Answer(raw=b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n", close=True),
        Answer(headers=(("Keep-Alive", "timeout=1"),)),
        Answer(
            raw=b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
        ),
        Answer(body=b"x" * 100_000),
        Answer(body=b"12345678", drop=Drop.MID_BODY),
    ],
    ids=["close", "HTTP 1.0", "until end", "short keep-alive", "unasked answer", "cut body", "broken body"],
)
def test_a_connection_that_cannot_carry_another_request_is_not_kept(
    run: Run, receiver: Receiver, answer: Answer
) -> None:
    receiver.script(answer)

    async def send_twice() -> list[SendResult]:
        async with sending() as sender:
            return await send_all(sender, [request_to(receiver.url)] * 2)

    _, second = run(send_twice())
    assert (second.response_code, second.response_body) == (200, b'{"ok":true}')
    assert [request.connection for request in receiver.requests] == [1, 2]


def test_a_connection_with_an_unwritten_rest_of_the_request_is_not_kept(run: Run) -> None:
    connections: list[asyncio.StreamWriter] = []

    async def refuse_early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")

    async def send_twice() -> list[SendResult]:
        server = await asyncio.start_server(refuse_early, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with server, sending() as sender:
            results = await send_all(sender, [request_to(url, body=b"x" * 20_000_000)] * 2)
            for writer in connections:
                writer.close()
            return results

    assert [result.response_code for result in run(send_twice())] == [413, 413]
    assert len(connections) == 2


def test_a_connection_that_the_receiver_closed_while_idle_is_not_used(run: Run, receiver: Receiver) -> None:
    receiver.script(Answer(close=True))

    async def send_around_the_close() -> list[SendResult]:
        async with sending() as sender:
            first = await sender.send(request_to(receiver.url))
            await asyncio.to_thread(receiver.wait_until_all_closed)
            return [first, await sender.send(request_to(receiver.url))]

    assert kinds(run(send_around_the_close())) == {None}
    assert [request.connection for request in receiver.requests] == [1, 2]


def test_nothing_is_sent_twice_behind_the_callers_back(run: Run, receiver: Receiver) -> None:
    receiver.script(Answer(), Answer(drop=Drop.CLOSE))

    async def send_twice() -> list[SendResult]:
        async with sending() as sender:
            return await send_all(sender, [request_to(receiver.url, method="PUT")] * 2)

    assert [result.error_kind for result in run(send_twice())] == [None, ErrorKind.CONNECTION_RESET]
    assert len(receiver.requests) == 2


def test_a_connection_idle_for_too_long_is_closed(run: Run, receiver: Receiver) -> None:
    now = [100.0]

    async def send_later() -> None:
        transport = PooledTransport(
            AddressGuard(["127.0.0.0/8"]), keep_alive_seconds=15.0, monotonic=lambda: now[0]
        )
        sender = Sender(transport)
        for wait_seconds in (0.0, 14.0, 15.0):
            now[0] += wait_seconds
            await sender.send(request_to(receiver.url))
        await transport.aclose()

    run(send_later())
    assert [request.connection for request in receiver.requests] == [1, 1, 2]


def test_idle_connections_are_swept_without_another_request(run: Run, receiver: Receiver) -> None:
    async def send_and_wait() -> None:
        transport = PooledTransport(AddressGuard(["127.0.0.0/8"]), keep_alive_seconds=0.05)
        await Sender(transport).send(request_to(receiver.url))
        await asyncio.to_thread(receiver.wait_until_all_closed)
        await transport.aclose()

    run(send_and_wait())


def test_closing_the_transport_closes_what_is_idle_and_what_ends_later(run: Run, receiver: Receiver) -> None:
    receiver.script(Answer(), Answer(delay_seconds=0.1))

    async def close_midway() -> SendResult:
        transport = PooledTransport(AddressGuard(["127.0.0.0/8"]))
        sender = Sender(transport)
        await sender.send(request_to(receiver.url))
        last = asyncio.create_task(sender.send(request_to(receiver.url)))
        await asyncio.to_thread(receiver.wait_for, 2)
        await transport.aclose()
        return await last

    assert run(close_midway()).response_code == 200
    receiver.wait_until_all_closed()


@pytest.mark.parametrize("path", ["/inbox/abcDEF-_9", "/inbox/abc?x=1"])
def test_the_own_inbox_is_reached_without_being_allowed(run: Run, receiver: Receiver, path: str) -> None:
    request = request_to(receiver.url + path)
    result: SendResult = run(send_once(request, (), own_origin=receiver.url))
    assert (result.response_code, result.error_kind) == (200, None)


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/events", "/inbox/", "/inbox", "/inbox/../api", "/inbox/%2e%2e/api", "/inbox/a/b"]
)
def test_nothing_else_of_the_own_origin_is_reached(run: Run, receiver: Receiver, path: str) -> None:
    request = request_to(receiver.url + path)
    result: SendResult = run(send_once(request, (), own_origin=receiver.url))
    assert result.error_kind is ErrorKind.BLOCKED_ADDRESS
    assert receiver.connections == 0


def test_a_connection_to_the_own_inbox_is_not_lent_to_other_paths(run: Run, receiver: Receiver) -> None:
    async def inbox_then_other() -> list[SendResult]:
        async with sending((), own_origin=receiver.url) as sender:
            requests = [request_to(receiver.url + path) for path in ("/inbox/abc", "/api", "/inbox/abc")]
            return await send_all(sender, requests)

    results: list[SendResult] = run(inbox_then_other())
    assert [result.error_kind for result in results] == [None, ErrorKind.BLOCKED_ADDRESS, None]
    assert [request.path for request in receiver.requests] == ["/inbox/abc", "/inbox/abc"]


def test_another_port_is_not_the_own_origin(run: Run, receiver: Receiver) -> None:
    with Receiver() as other:
        request = request_to(other.url + "/inbox/abc")
        result: SendResult = run(send_once(request, (), own_origin=receiver.url))
        assert result.error_kind is ErrorKind.BLOCKED_ADDRESS
        assert other.connections == 0


def test_equal_names_share_one_lookup_and_its_answer_for_a_while(run: Run) -> None:
    now = [0.0]
    asked: list[str] = []
    both_waiting = threading.Event()

    def lookup(name: str) -> Sequence[str]:
        asked.append(name)
        both_waiting.wait(PATIENCE_SECONDS)
        return ["192.0.2.1"]

    async def ask() -> None:
        names = NameLookup(lookup, lambda: now[0])
        together = [asyncio.create_task(names.addresses("a.example")) for _ in range(2)]
        await asyncio.sleep(0)
        both_waiting.set()
        await asyncio.gather(*together)
        await names.addresses("a.example")
        assert asked == ["a.example"]
        now[0] = 10.0
        await names.addresses("a.example")
        assert asked == ["a.example", "a.example"]

    run(ask())


def test_a_caller_that_gives_up_does_not_take_the_answer_from_the_others(run: Run) -> None:
    release = threading.Event()

    def lookup(name: str) -> Sequence[str]:
        release.wait(PATIENCE_SECONDS)
        return ["192.0.2.1"]

    async def ask() -> None:
        names = NameLookup(lookup)
        impatient = asyncio.create_task(names.addresses("a.example"))
        patient = asyncio.create_task(names.addresses("a.example"))
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)
        release.set()
        assert [str(address) for address in await patient] == ["192.0.2.1"]

    run(ask())


def test_a_failed_lookup_is_asked_again(run: Run) -> None:
    answers: list[Sequence[str]] = [[], ["192.0.2.1"]]

    async def ask() -> None:
        names = NameLookup(lambda _: answers.pop(0))
        with pytest.raises(socket.gaierror):
            await names.addresses("a.example")
        assert [str(address) for address in await names.addresses("a.example")] == ["192.0.2.1"]

    run(ask())


def test_the_table_of_inner_addresses_covers_both_families() -> None:
    assert {":" in literal for literal in REFUSED_LITERALS} == {True, False}
