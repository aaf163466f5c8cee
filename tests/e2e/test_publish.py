"""The API through the whole server: Reflex's own layers around it, real sockets in front."""

import json
import socket
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest

from tests.e2e.server_process import ServerProcess, run_command, running_server
from tests.patience import PATIENCE_SECONDS

EVENT = {"type": "order.created", "data": {"number": "SO-2026-0892"}}


class Served(NamedTuple):
    """A server and a key that may do everything there."""

    server: ServerProcess
    key: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One installation for all tests here."""
    data = tmp_path_factory.mktemp("publish") / "data"
    with running_server(data) as running:
        made = run_command("api-keys", "create", "--name", "T", "--scope", "admin", "--data-dir", str(data))
        yield Served(running, made.stdout.strip())


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    """A client with that key."""
    headers = {"Authorization": f"Bearer {served.key}"}
    with httpx.Client(base_url=served.server.url, headers=headers, timeout=PATIENCE_SECONDS) as client:
        yield client


def test_an_event_is_published_on_a_connection_that_stays_open(client: httpx.Client) -> None:
    for _ in range(3):
        response = client.post("/api/v1/events", json=EVENT)
        assert response.status_code == 202
        assert "connection" not in response.headers


def test_after_a_body_that_was_too_large_the_connection_goes_on(client: httpx.Client) -> None:
    assert client.post("/api/v1/events", json=EVENT | {"data": "x" * 1_000_000}).status_code == 413
    assert client.post("/api/v1/events", json=EVENT).status_code == 202


def test_a_body_without_a_length_is_taken_and_limited(client: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    body = json.dumps(EVENT).encode()
    assert (
        client.post("/api/v1/events", content=iter([body[:9], body[9:]]), headers=headers).status_code == 202
    )
    large = client.post("/api/v1/events", content=iter([b"x" * 200_000] * 3), headers=headers)
    assert large.status_code == 413


@pytest.mark.parametrize("announced", ["262145", "99999999999999", "9" * 18])
def test_a_body_that_announces_too_much_is_refused_unread(served: Served, announced: str) -> None:
    head = (
        f"POST /api/v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {served.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {announced}\r\n\r\n"
    )
    address = ("127.0.0.1", served.server.port)
    with socket.create_connection(address, timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(head.encode())
        with connection.makefile("rb") as answer:
            assert answer.readline().startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("path", ["/", "/api/setup", "/api/docs", "/api/openapi.json", "/healthz", "/ping"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_page_of_another_origin_may_read_an_answer(client: httpx.Client, method: str, path: str) -> None:
    headers = {
        "Origin": "https://evil.example",
        "Cookie": "webhook_dashboard_session=x",
        "Access-Control-Request-Method": "GET",
    }
    assert "access-control-allow-origin" not in client.request(method, path, headers=headers).headers


@pytest.mark.parametrize("path", ["/sign-in", "/api/setup", "/healthz", "/css/tokens.css"])
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path, follow_redirects=True).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_address_of_a_foreign_page_cannot_sign_anybody_in(client: httpx.Client) -> None:
    body = {"email": "ada@company.com", "password": "correct horse"}
    response = client.post("/api/session", json=body, headers={"Origin": "https://evil.example"})
    assert (response.status_code, response.headers["content-type"]) == (403, "application/problem+json")
