"""The sender against real receivers: every outcome is a value, every limit holds, the bytes are exact."""

import asyncio
import gzip
import random
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from tests.certificates import Certificate
from tests.integration.delivery.conftest import Run
from tests.integration.delivery.sending import request_to, send_all, send_at_once, send_once, sending
from tests.receivers import Answer, Drop, Receiver, redirect_to, silent_port
from webhook_dashboard.delivery.dialling import public_tls_context
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.domain.outcomes import RESPONSE_LIMIT_BYTES, ErrorKind, Phases, SendResult
from webhook_dashboard.domain.requests import Timeouts

SHORT_CONNECT = Timeouts(connect_seconds=0.2, response_seconds=60.0, total_seconds=60.0)
SHORT_RESPONSE = Timeouts(connect_seconds=60.0, response_seconds=0.2, total_seconds=60.0)


def test_an_answer_comes_back_whole(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(201, (("X-Trace", "7"), ("x-trace", "8")), b"made"))
    result: SendResult = run(send_once(request_to(receiver.url + "/hook")))
    assert (result.response_code, result.error_kind, result.error_detail) == (201, None, "")
    assert result.response_headers == (("X-Trace", "7"), ("x-trace", "8"), ("Content-Length", "4"))
    assert (result.response_body, result.response_cut) == (b"made", False)
    assert result.phases.connect_ms is not None
    assert result.phases.wait_ms is not None
    assert result.phases.read_ms is not None
    assert (result.phases.dns_ms, result.phases.tls_ms) == (None, None)
    assert result.duration_ms >= result.phases.connect_ms + result.phases.wait_ms


def test_the_wire_carries_exactly_the_given_headers_in_their_order_and_case(
    run: Run, receiver: Receiver
) -> None:
    headers = (
        ("webhook-id", "msg_1"),
        ("X-ANGAGE-Signature", "ab"),
        ("x-b", "Grün"),
        ("X-A", ""),
        ("x-b", "2"),
    )
    run(send_once(request_to(receiver.url + "/a/b?c=d%20e+f&g=%C3%A4", headers=headers, body=b'{"n":1}')))
    (received,) = receiver.wait_for(1)
    assert received.head == (
        b"POST /a/b?c=d%20e+f&g=%C3%A4 HTTP/1.1\r\n"
        b"Host: 127.0.0.1:" + str(receiver.port).encode() + b"\r\n"
        b"webhook-id: msg_1\r\n"
        b"X-ANGAGE-Signature: ab\r\n"
        b"x-b: Gr\xfcn\r\n"
        b"X-A: \r\n"
        b"x-b: 2\r\n"
        b"Accept-Encoding: identity\r\n"
        b"Content-Length: 7\r\n"
        b"\r\n"
    )
    assert received.body == b'{"n":1}'


def test_headers_that_are_given_are_not_added_again(run: Run, receiver: Receiver) -> None:
    headers = (("content-length", "2"), ("HOST", "hooks.example"), ("Accept-encoding", "br"))
    run(send_once(request_to(receiver.url, headers=headers)))
    assert receiver.wait_for(1)[0].headers == headers


def test_a_get_without_a_body_has_no_content_length(run: Run, receiver: Receiver) -> None:
    run(send_once(request_to(receiver.url + "/?a=1", method="GET", body=b"")))
    (received,) = receiver.wait_for(1)
    assert [name for name, _ in received.headers] == ["Host", "Accept-Encoding"]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD"])
def test_every_method_is_sent_once_and_answered(run: Run, receiver: Receiver, method: str) -> None:
    if method == "HEAD":
        receiver.answer(Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))
    result: SendResult = run(send_once(request_to(receiver.url, method=method)))
    assert (result.response_code, result.error_kind) == (200, None)
    assert [request.method for request in receiver.requests] == [method]


@pytest.mark.parametrize(
    "header",
    [
        ("X-A", "1\r\nX-Evil: 1"),
        ("X-A", "1\nX-Evil: 1"),
        ("X-A", "1\rX-Evil: 1"),
        ("X-A", "1\0"),
        ("X-A", "€"),
        ("X-A\r\nX-Evil", "1"),
        ("X A", "1"),
        ("X-A:", "1"),
        ("X-Ä", "1"),
        ("", "1"),
    ],
)
def test_a_header_that_could_become_another_one_is_not_sent(
    run: Run, receiver: Receiver, header: tuple[str, str]
) -> None:
    result: SendResult = run(send_once(request_to(receiver.url, headers=(header,))))
    assert result.error_kind is ErrorKind.PROTOCOL_ERROR
    assert result.error_detail == "a header holds a character that is not allowed in headers"
    assert receiver.connections == 0


def test_random_header_values_never_become_lines_of_their_own(run: Run, receiver: Receiver) -> None:
    chance = random.Random(7)
    pieces = ["a", " ", "\t", ":", "\r", "\n", "\r\n", "\0", "\x85", "\u2028", "é", "€", "X-Evil: 1", "\x0b"]
    values = ["".join(chance.choices(pieces, k=chance.randint(1, 6))) for _ in range(200)]

    async def send_each() -> list[SendResult]:
        async with sending() as sender:
            return await send_all(sender, [request_to(receiver.url, headers=(("X-A", v),)) for v in values])

    results: list[SendResult] = run(send_each())
    sent = [value for value, result in zip(values, results, strict=True) if result.error_kind is None]
    assert 20 < len(sent) < 180
    for value, request in zip(sent, receiver.requests, strict=True):
        _, host, given, *rest, _, _ = request.head.split(b"\r\n")
        assert (host[:6], rest) == (b"Host: ", [b"Accept-Encoding: identity", b"Content-Length: 2"])
        assert given == b"X-A: " + value.encode("latin-1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(run: Run, receiver: Receiver, status: int) -> None:
    with Receiver() as inside:
        receiver.answer(redirect_to(inside.url + "/admin", status))
        result: SendResult = run(send_once(request_to(receiver.url)))
        assert (result.response_code, result.error_kind) == (status, None)
        assert ("Location", inside.url + "/admin") in result.response_headers
        assert inside.connections == 0


@pytest.mark.parametrize("status", [204, 304, 400, 410, 429, 500, 503])
def test_any_status_is_an_answer(run: Run, receiver: Receiver, status: int) -> None:
    receiver.answer(Answer(raw=f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode()))
    result: SendResult = run(send_once(request_to(receiver.url)))
    assert (result.response_code, result.error_kind, result.response_body) == (status, None, b"")


def failure(result: SendResult) -> tuple[ErrorKind | None, int | None]:
    return result.error_kind, result.response_code


def test_nobody_listening_is_connection_refused(run: Run, closed_port: int) -> None:
    result: SendResult = run(send_once(request_to(f"http://127.0.0.1:{closed_port}/")))
    assert failure(result) == (ErrorKind.CONNECTION_REFUSED, None)
    assert "Connect" in result.error_detail or "refused" in result.error_detail
    assert result.phases.wait_ms is None


@pytest.mark.parametrize("drop", [Drop.ON_CONNECT, Drop.RESET, Drop.CLOSE])
def test_a_connection_dropped_before_an_answer_is_connection_reset(
    run: Run, receiver: Receiver, drop: Drop
) -> None:
    receiver.answer(Answer(drop=drop))
    assert failure(run(send_once(request_to(receiver.url)))) == (ErrorKind.CONNECTION_RESET, None)
    assert receiver.connections == 1


def test_a_silent_host_is_connect_timeout(run: Run) -> None:
    with silent_port() as port:
        result: SendResult = run(send_once(request_to(f"http://127.0.0.1:{port}/", timeouts=SHORT_CONNECT)))
    assert failure(result) == (ErrorKind.CONNECT_TIMEOUT, None)
    assert result.error_detail == "no TCP connection within 0.2 s"
    assert result.phases.connect_ms is not None


def test_a_silent_tls_server_is_connect_timeout(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        result: SendResult = run(send_once(request_to(url, timeouts=SHORT_CONNECT)))
    assert failure(result) == (ErrorKind.CONNECT_TIMEOUT, None)
    assert result.error_detail == "no TLS handshake within 0.2 s"


def test_a_silent_name_server_is_connect_timeout(run: Run) -> None:
    def hang(name: str) -> Sequence[str]:
        hanging.recv(1)
        return []

    hanging, other_end = socket.socketpair()
    with hanging, other_end:
        result: SendResult = run(
            send_once(request_to("https://hooks.example/", timeouts=SHORT_CONNECT), lookup=hang)
        )
        other_end.send(b"x")
    assert failure(result) == (ErrorKind.CONNECT_TIMEOUT, None)
    assert result.error_detail == "no DNS answer within 0.2 s"


def test_an_unknown_name_is_dns_error(run: Run) -> None:
    def unknown(name: str) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    result: SendResult = run(send_once(request_to("https://hooks.example/"), lookup=unknown))
    assert failure(result) == (ErrorKind.DNS_ERROR, None)
    assert result.error_detail == "[Errno -2] Name or service not known"
    assert result.phases.dns_ms is not None


def test_a_name_without_addresses_is_dns_error(run: Run) -> None:
    result: SendResult = run(send_once(request_to("https://hooks.example/"), lookup=lambda _: []))
    assert failure(result) == (ErrorKind.DNS_ERROR, None)


def test_a_network_without_a_route_is_network_unreachable(run: Run) -> None:
    # The broadcast address cannot be connected to, and no packet leaves the machine.
    request = request_to("http://255.255.255.255/")
    result: SendResult = run(send_once(request, ("255.255.255.255",)))
    assert failure(result) == (ErrorKind.NETWORK_UNREACHABLE, None)


def test_no_answer_in_time_is_read_timeout(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(delay_seconds=60))
    result: SendResult = run(send_once(request_to(receiver.url, timeouts=SHORT_RESPONSE)))
    assert failure(result) == (ErrorKind.READ_TIMEOUT, None)
    assert result.error_detail == "no response within 0.2 s"
    assert result.phases.wait_ms is not None
    receiver.wait_until_all_closed()


def test_half_a_head_in_time_is_read_timeout(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(raw=b"HTTP/1.1 200 OK\r\nContent-"))
    assert failure(run(send_once(request_to(receiver.url, timeouts=SHORT_RESPONSE)))) == (
        ErrorKind.READ_TIMEOUT,
        None,
    )


def test_a_slow_drip_is_cut_at_the_total_deadline_and_what_came_is_kept(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(body=b"x" * 10_000, drip_seconds=0.01))
    timeouts = Timeouts(connect_seconds=60.0, response_seconds=60.0, total_seconds=1.0)
    result: SendResult = run(send_once(request_to(receiver.url, timeouts=timeouts)))
    assert failure(result) == (ErrorKind.TOTAL_TIMEOUT, 200)
    assert result.error_detail == "not finished within 1 s"
    assert 0 < len(result.response_body) < 10_000
    assert result.response_headers == (("Content-Length", "10000"),)
    assert result.phases.read_ms is not None
    receiver.wait_until_all_closed()


def test_the_total_deadline_also_bounds_the_connection(run: Run) -> None:
    with silent_port() as port:
        timeouts = Timeouts(connect_seconds=60.0, response_seconds=60.0, total_seconds=0.2)
        result: SendResult = run(send_once(request_to(f"http://127.0.0.1:{port}/", timeouts=timeouts)))
    assert failure(result) == (ErrorKind.TOTAL_TIMEOUT, None)


def test_a_body_that_breaks_off_keeps_its_status_and_beginning(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(body=b"12345678", drop=Drop.MID_BODY))
    result: SendResult = run(send_once(request_to(receiver.url)))
    assert failure(result) == (ErrorKind.PROTOCOL_ERROR, 200)
    assert result.error_detail == "the connection was closed in the middle of the answer"
    assert result.response_body == b"1234"


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    ],
)
def test_an_answer_that_is_not_http_is_protocol_error(run: Run, receiver: Receiver, raw: bytes) -> None:
    receiver.answer(Answer(raw=raw))
    assert failure(run(send_once(request_to(receiver.url)))) == (ErrorKind.PROTOCOL_ERROR, None)
    receiver.wait_until_all_closed()


@pytest.mark.parametrize(
    ("names", "expired", "detail"),
    [
        (["127.0.0.1"], True, "certificate has expired"),
        (["other.example"], False, "IP address mismatch, certificate is not valid for '127.0.0.1'."),
    ],
)
def test_a_certificate_that_does_not_fit_is_tls_error(
    run: Run, tmp_path: Path, names: list[str], expired: bool, detail: str
) -> None:
    certificate = Certificate(tmp_path, *names, expired=expired)
    with Receiver(tls=certificate.server_context()) as receiver:
        result: SendResult = run(send_once(request_to(receiver.url), tls=certificate.client_context()))
        assert failure(result) == (ErrorKind.TLS_ERROR, None)
        assert result.error_detail == detail
        assert receiver.requests == []


def test_a_self_signed_certificate_is_tls_error_by_default(run: Run, tmp_path: Path) -> None:
    with Receiver(tls=Certificate(tmp_path, "127.0.0.1").server_context()) as receiver:
        result: SendResult = run(send_once(request_to(receiver.url)))
    assert failure(result) == (ErrorKind.TLS_ERROR, None)
    assert result.error_detail == "self-signed certificate"


def test_tls_to_a_plain_port_is_tls_error(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(raw=b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with socket.create_server(("127.0.0.1", 0)) as listener:

        async def answer_plainly() -> SendResult:
            server = await asyncio.start_server(speak_http, sock=listener)
            async with server:
                return await send_once(request_to(f"https://127.0.0.1:{listener.getsockname()[1]}/"))

        result: SendResult = run(answer_plainly())
    assert failure(result) == (ErrorKind.TLS_ERROR, None)


async def speak_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    writer.close()


@pytest.mark.parametrize("url", ["", "/inbox/abc", "ftp://127.0.0.1/", "http://[::1", "http://2130706433/"])
def test_what_is_not_a_usable_url_is_invalid_url(run: Run, url: str) -> None:
    result: SendResult = run(send_once(request_to(url)))
    assert failure(result) == (ErrorKind.INVALID_URL, None)
    assert result.error_detail


def test_a_closed_address_is_blocked_address_with_advice(run: Run, receiver: Receiver) -> None:
    result: SendResult = run(send_once(request_to(receiver.url), ()))
    assert failure(result) == (ErrorKind.BLOCKED_ADDRESS, None)
    assert result.error_detail == (
        "127.0.0.1 is a loopback address. "
        "To allow it, start with WEBHOOK_DASHBOARD_ALLOWED_ADDRESSES=127.0.0.0/8."
    )
    assert receiver.connections == 0


@pytest.mark.parametrize("size", [RESPONSE_LIMIT_BYTES - 1, RESPONSE_LIMIT_BYTES])
def test_a_body_up_to_the_limit_is_kept_whole(run: Run, receiver: Receiver, size: int) -> None:
    receiver.answer(Answer(body=b"b" * size))
    result: SendResult = run(send_once(request_to(receiver.url)))
    assert (result.response_body, result.response_cut, result.error_kind) == (b"b" * size, False, None)


def test_a_body_over_the_limit_is_cut_and_not_an_error(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(body=b"b" * (RESPONSE_LIMIT_BYTES + 1)))
    result: SendResult = run(send_once(request_to(receiver.url)))
    assert (result.response_code, result.error_kind, result.response_cut) == (200, None, True)
    assert result.response_body == b"b" * RESPONSE_LIMIT_BYTES


def test_an_endless_body_is_left_after_the_limit_and_the_connection_closed(
    run: Run, receiver: Receiver
) -> None:
    receiver.answer(Answer(body=b"e" * 32_768, endless=True))
    results: list[SendResult] = run(send_at_once([request_to(receiver.url)] * 8))
    assert {(result.response_code, result.error_kind, result.response_cut) for result in results} == {
        (200, None, True)
    }
    assert {len(result.response_body) for result in results} == {RESPONSE_LIMIT_BYTES}
    receiver.wait_until_all_closed()
    # What the sockets buffer on the way is sent but never read.
    assert receiver.bytes_sent < 8 * 32 * 1_048_576


def test_a_compressed_body_is_never_inflated(run: Run, receiver: Receiver) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    assert len(bomb) < RESPONSE_LIMIT_BYTES
    receiver.answer(Answer(headers=(("Content-Encoding", "gzip"),), body=bomb))
    result: SendResult = run(send_once(request_to(receiver.url)))
    assert (result.response_body, result.response_cut) == (bomb, False)


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n",
            b"abcde",
        ),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        (
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            b"ok",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\n\r\n", b"ok"),
    ],
)
def test_each_way_to_end_a_body_is_understood(run: Run, receiver: Receiver, raw: bytes, body: bytes) -> None:
    receiver.answer(Answer(raw=raw, close=True))
    result: SendResult = run(send_once(request_to(receiver.url)))
    assert (result.response_code, result.error_kind, result.response_body) == (200, None, body)


def test_cancelling_a_send_raises_and_closes_the_connection(run: Run, receiver: Receiver) -> None:
    receiver.answer(Answer(delay_seconds=60))

    async def cancel_midway() -> None:
        async with sending() as sender:
            sent = asyncio.create_task(sender.send(request_to(receiver.url)))
            await asyncio.to_thread(receiver.wait_for, 1)
            sent.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sent

    run(cancel_midway())
    receiver.wait_until_all_closed()


def through(handler: httpx.MockTransport) -> Sender:
    return Sender(handler)


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx.ConnectTimeout("late"), ErrorKind.CONNECT_TIMEOUT),
        (httpx.PoolTimeout("late"), ErrorKind.CONNECT_TIMEOUT),
        (httpx.ReadTimeout("late"), ErrorKind.READ_TIMEOUT),
        (httpx.WriteTimeout("late"), ErrorKind.READ_TIMEOUT),
        (httpx.ConnectError("no way"), ErrorKind.NETWORK_UNREACHABLE),
        (httpx.ReadError("gone"), ErrorKind.CONNECTION_RESET),
        (httpx.UnsupportedProtocol("gopher"), ErrorKind.INVALID_URL),
        (httpx.RemoteProtocolError("garbage"), ErrorKind.PROTOCOL_ERROR),
    ],
)
def test_the_errors_of_any_httpx_transport_are_classified(
    run: Run, raised: httpx.TransportError, kind: ErrorKind
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise raised

    result: SendResult = run(through(httpx.MockTransport(fail)).send(request_to("https://hooks.example/")))
    assert failure(result) == (kind, None)
    assert result.phases == Phases()


def test_any_httpx_transport_can_answer(run: Run) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Host"] == "hooks.example"
        return httpx.Response(200, content=b"y" * (RESPONSE_LIMIT_BYTES + 5))

    result: SendResult = run(through(httpx.MockTransport(answer)).send(request_to("https://hooks.example/")))
    assert (result.response_code, result.response_cut) == (200, True)
    assert len(result.response_body) == RESPONSE_LIMIT_BYTES


def test_the_default_trust_is_for_public_authorities() -> None:
    context = public_tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 50


def test_the_authorities_are_read_once() -> None:
    assert public_tls_context() is public_tls_context()
