"""What is found at a URL before anything is sent there, on real sockets and with real certificates."""

import asyncio
import gc
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.certificates import Certificate
from tests.integration.delivery.conftest import Run
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Answer, Drop, Receiver
from webhook_dashboard.delivery.address_guard import AddressGuard, BlockedAddress
from webhook_dashboard.delivery.clock import utc_now
from webhook_dashboard.delivery.http_connection import HttpConnection
from webhook_dashboard.delivery.url_probe import UrlProbe
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.url_findings import Trouble, UrlFinding

HERE = "127.0.0.0/8"
HOST = "hooks.example"


def look(
    run: Run,
    url: str,
    *,
    allowed: Sequence[str] = (HERE,),
    addresses: Sequence[str] = ("127.0.0.1",),
    tls: ssl.SSLContext | None = None,
    seconds: float = PATIENCE_SECONDS,
) -> UrlFinding:
    """Look at a URL whose host has these addresses."""
    guard = AddressGuard(tuple(allowed), lookup=lambda _: addresses)
    found: UrlFinding = run(UrlProbe(guard, tls=tls, seconds=seconds).look(url))
    return found


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port of 127.0.0.1 where connections are made and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_the_address_and_the_end_of_the_certificate_are_found_and_no_request_is_sent(
    run: Run, tmp_path: Path
) -> None:
    certificate = Certificate(tmp_path, HOST)
    with Receiver(tls=certificate.server_context()) as receiver:
        found = look(run, f"https://{HOST}:{receiver.port}/hooks", tls=certificate.client_context())
        receiver.wait_until_all_closed()
        assert receiver.server_names == [HOST]
        assert receiver.requests == []
    assert found.certificate_until is not None
    assert timedelta(days=29) < found.certificate_until - utc_now() <= timedelta(days=30)
    assert found == UrlFinding(
        HOST, receiver.port, True, "127.0.0.1", "a loopback address", found.certificate_until
    )


def test_a_certificate_that_cannot_be_read_leaves_the_address(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = Certificate(tmp_path, HOST)
    monkeypatch.setattr(HttpConnection, "peer_certificate", b"no certificate")
    with Receiver(tls=certificate.server_context()) as receiver:
        found = look(run, f"https://{HOST}:{receiver.port}", tls=certificate.client_context())
    assert found == UrlFinding(HOST, receiver.port, True, "127.0.0.1", "a loopback address")


def test_of_plain_http_only_the_address_is_found(run: Run) -> None:
    with Receiver() as receiver:
        found = look(run, f"http://{HOST}:{receiver.port}/hooks")
        receiver.wait_until_all_closed()
        assert receiver.requests == []
    assert found == UrlFinding(HOST, receiver.port, False, "127.0.0.1", "a loopback address")


def test_an_expired_certificate_is_found_with_the_day_it_expired(run: Run, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path, HOST, expired=True)
    with Receiver(tls=certificate.server_context()) as receiver:
        found = look(run, f"https://{HOST}:{receiver.port}", tls=certificate.client_context())
        assert receiver.requests == []
    assert found.trouble is Trouble.EXPIRED
    assert found.certificate_until is not None
    assert datetime(2000, 1, 1, tzinfo=UTC) < found.certificate_until < utc_now()


@pytest.mark.parametrize(
    ("name", "host"), [("other.example", HOST), ("127.0.0.2", "127.0.0.1")], ids=["name", "address"]
)
def test_a_certificate_for_another_host_is_found(run: Run, tmp_path: Path, name: str, host: str) -> None:
    certificate = Certificate(tmp_path, name)
    with Receiver(tls=certificate.server_context()) as receiver:
        found = look(run, f"https://{host}:{receiver.port}", tls=certificate.client_context())
    assert found.trouble is Trouble.OTHER_NAME


def test_a_certificate_of_an_unknown_authority_is_found_without_being_told_whom_to_trust(
    run: Run, tmp_path: Path
) -> None:
    with Receiver(tls=Certificate(tmp_path, HOST).server_context()) as receiver:
        found = look(run, f"https://{HOST}:{receiver.port}")
    assert found.trouble is Trouble.UNTRUSTED


def test_a_port_that_speaks_no_tls_is_found(run: Run) -> None:
    async def speak_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def look_at_it() -> UrlFinding:
        probe = UrlProbe(AddressGuard((HERE,)))
        async with await asyncio.start_server(speak_http, "127.0.0.1", 0) as server:
            return await probe.look(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")

    found: UrlFinding = run(look_at_it())
    assert found.trouble is Trouble.NO_TLS


def test_who_closes_the_connection_at_once_is_found(run: Run) -> None:
    with Receiver(Answer(drop=Drop.ON_CONNECT)) as receiver:
        assert look(run, f"https://{HOST}:{receiver.port}").trouble is Trouble.HANGS_UP


def test_those_who_hang_up_at_once_leave_no_socket_behind(run: Run) -> None:
    """One that is left behind closes its number again when it is collected, and pytest says so."""
    with Receiver(Answer(drop=Drop.ON_CONNECT)) as receiver:
        for _ in range(50):
            look(run, f"https://{HOST}:{receiver.port}")
    gc.collect()


def test_a_port_where_nobody_listens_is_found(run: Run, closed_port: int) -> None:
    found = look(run, f"https://{HOST}:{closed_port}")
    assert (found.port, found.trouble) == (closed_port, Trouble.REFUSED)


def test_the_usual_port_is_named_where_the_url_names_none(run: Run) -> None:
    found = look(run, f"https://{HOST}", addresses=("127.0.0.77",), seconds=0.5)
    assert found.port == 443
    assert found.trouble in (Trouble.REFUSED, Trouble.SILENT)


def test_who_says_nothing_is_waited_for_a_while(run: Run, silent_port: int) -> None:
    assert look(run, f"https://{HOST}:{silent_port}", seconds=0.2).trouble is Trouble.SILENT


def test_a_name_without_an_address_is_found(run: Run) -> None:
    def unknown(_: str) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    found: UrlFinding = run(UrlProbe(AddressGuard(lookup=unknown)).look("https://hooks.example/a"))
    assert (found.host, found.trouble) == (HOST, Trouble.NO_ADDRESS)


def test_the_name_of_a_host_is_looked_up_once_for_looks_that_follow_each_other(
    run: Run, closed_port: int
) -> None:
    asked: list[str] = []

    def lookup(name: str) -> Sequence[str]:
        asked.append(name)
        return ["127.0.0.1"]

    async def look_twice() -> None:
        probe = UrlProbe(AddressGuard((HERE,), lookup=lookup))
        for path in ("a", "b"):
            await probe.look(f"https://{HOST}:{closed_port}/{path}")

    run(look_twice())
    assert asked == [HOST]


def test_only_a_few_urls_are_looked_at_at_a_time(run: Run) -> None:
    """Each look-up of a name waits until four are under way."""
    four, lock = threading.Barrier(4, timeout=PATIENCE_SECONDS), threading.Lock()
    under_way: set[str] = set()
    most = 0

    def lookup(name: str) -> Sequence[str]:
        nonlocal most
        with lock:
            under_way.add(name)
            most = max(most, len(under_way))
        four.wait()
        with lock:
            under_way.remove(name)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def look_at_eight() -> None:
        probe = UrlProbe(AddressGuard(lookup=lookup), seconds=PATIENCE_SECONDS)
        await asyncio.gather(*(probe.look(f"https://{number}.{HOST}/") for number in range(8)))

    run(look_at_eight())
    assert most == 4


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1"])
def test_an_address_that_is_closed_is_never_connected_to(run: Run, address: str) -> None:
    with Receiver() as receiver:
        with pytest.raises(BlockedAddress):
            look(run, f"https://{HOST}:{receiver.port}", allowed=(), addresses=(address,))
        assert receiver.connections == 0


@pytest.mark.parametrize("url", ["ftp://hooks.example", "http://hooks.example", "https://0x7f.1/", "hooks"])
def test_a_url_that_no_webhook_may_have_is_refused(run: Run, url: str) -> None:
    with pytest.raises(InvalidInput):
        look(run, url, allowed=())
