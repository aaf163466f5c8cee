"""The API in front of a real platform: called as an ASGI application, or served on a port."""

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from tests.factories import make_key
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.api.app import Front
from webhook_dashboard.api.asgi import Application, Receive, Scope, Send, answer
from webhook_dashboard.api.caller import FindPlatform
from webhook_dashboard.api.rest import create_rest
from webhook_dashboard.domain import people
from webhook_dashboard.http_protocol import HttpProtocol
from webhook_dashboard.services.platform import Platform


async def page_of_dashboard(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands where the dashboard is."""
    await answer(send, 200, b"<title>Dashboard</title>", b"text/html")


@pytest.fixture(scope="session")
def rest() -> FastAPI:
    """The routes, made once: that takes long, and all they keep is how to find the platform."""
    return create_rest(_no_platform)


@pytest.fixture
def front(platform: Platform, rest: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Front:
    """The whole door."""

    def lend_rest(find_platform: FindPlatform) -> FastAPI:
        rest.state.find_platform = find_platform
        return rest

    monkeypatch.setattr("webhook_dashboard.api.app.create_rest", lend_rest)
    return Front(lambda: platform)


@pytest.fixture
def application(front: Front) -> Application:
    """The whole door with a page behind it."""
    return front(page_of_dashboard)


@pytest.fixture
async def anonymous(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key."""
    transport = httpx.ASGITransport(application, client=("192.0.2.7", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://hooks.example") as client:
        yield client


@pytest.fixture
async def admin(anonymous: httpx.AsyncClient, platform: Platform) -> httpx.AsyncClient:
    """A client whose key may do everything."""
    return await _with_key(anonymous, platform, people.Scope.ADMIN)


@pytest.fixture
async def publisher(anonymous: httpx.AsyncClient, platform: Platform) -> httpx.AsyncClient:
    """A client whose key may publish."""
    return await _with_key(anonymous, platform, people.Scope.PUBLISH)


@pytest.fixture
async def reader(anonymous: httpx.AsyncClient, platform: Platform) -> httpx.AsyncClient:
    """A client whose key may read."""
    return await _with_key(anonymous, platform, people.Scope.READ)


def _no_platform() -> Platform:
    raise AssertionError("no test has lent its platform")


async def _with_key(client: httpx.AsyncClient, platform: Platform, scope: people.Scope) -> httpx.AsyncClient:
    client.headers["Authorization"] = f"Bearer {await make_key(platform, scope)}"
    return client


@pytest.fixture
def served(front: Front, application: Application, listener: socket.socket) -> Iterator[str]:
    """The door behind the server that the product runs on; yields its origin."""
    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready.set()

    protocol = partial(HttpProtocol, shortcut=front.shortcut)
    options: dict[str, Any] = {"http": protocol, "ws": "none", "lifespan": "off", "log_config": None}
    server = Server(uvicorn.Config(application, **options, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server", daemon=True)
    thread.start()
    assert ready.wait(PATIENCE_SECONDS), "the server did not start"
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(PATIENCE_SECONDS)


def check_problem(response: httpx.Response, status: int, *, field: str | None = None) -> str:
    """Check that an answer is a problem with this status and field; returns its sentence."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert problem["title"]
    assert problem.get("field") == field
    assert problem["detail"].endswith((".", "?"))
    return problem["detail"]
