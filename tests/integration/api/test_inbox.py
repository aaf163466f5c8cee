"""`/inbox/<token>` over real connections: it answers as its knobs say."""

import asyncio
import socket
import threading
import time
from typing import Any

import httpx
import pytest

from tests.factories import make_inbox
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.api import inbox
from webhook_dashboard.domain.inbox import Knobs
from webhook_dashboard.services.people import SYSTEM
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.inboxes import ReceivedRequest, list_requests

pytestmark = ONE_DATABASE


async def turn(platform: Platform, token: str, **knobs: Any) -> None:
    await platform.inboxes.turn_knobs(token, Knobs(**knobs), SYSTEM)


async def received(platform: Platform, token: str) -> list[ReceivedRequest]:
    return await platform.database.read(lambda connection: list_requests(connection, token))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PURGE"])
async def test_every_method_is_kept_with_its_headers_and_body(
    served: str, platform: Platform, method: str
) -> None:
    token = await make_inbox(platform)
    async with httpx.AsyncClient(base_url=served, timeout=PATIENCE_SECONDS) as client:
        response = await client.request(
            method, f"/inbox/{token}?a=1", content=b"\x00\xff", headers={"X-One": "1"}
        )
    assert response.status_code == 200
    assert response.text == ("" if method == "HEAD" else '{"status":"received"}')
    (request,) = await received(platform, token)
    assert (request.method, request.path, request.body) == (method, f"/inbox/{token}?a=1", b"\x00\xff")
    assert ("x-one", "1") in request.headers


async def test_an_unknown_token_is_404(anonymous: httpx.AsyncClient) -> None:
    check_problem(await anonymous.post("/inbox/abcdefgh", content=b"{}"), 404)


@pytest.mark.parametrize("path", ["/inbox", "/inbox/", "/inbox/index.html", "/inbox/a/b"])
async def test_other_addresses_below_inbox_belong_to_the_dashboard(
    anonymous: httpx.AsyncClient, path: str
) -> None:
    assert (await anonymous.get(path)).text == "<title>Dashboard</title>"


async def test_the_largest_event_in_its_envelope_fits_and_more_is_413(
    anonymous: httpx.AsyncClient, platform: Platform
) -> None:
    token = await make_inbox(platform)
    assert (await anonymous.post(f"/inbox/{token}", content=b"x" * 263_168)).status_code == 200
    check_problem(await anonymous.post(f"/inbox/{token}", content=b"x" * 263_169), 413)


async def test_status_retry_after_and_body_are_as_set(
    anonymous: httpx.AsyncClient, platform: Platform
) -> None:
    token = await make_inbox(platform)
    await turn(platform, token, response_code=503, retry_after_seconds=7, answer="later")
    response = await anonymous.post(f"/inbox/{token}")
    assert (response.status_code, response.text) == (503, "later")
    assert response.headers["retry-after"] == "7"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


async def test_a_redirect_names_its_target(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    token = await make_inbox(platform)
    await turn(platform, token, redirect_to="https://example.com/elsewhere")
    response = await anonymous.post(f"/inbox/{token}")
    assert (response.status_code, response.headers["location"]) == (302, "https://example.com/elsewhere")


async def test_the_first_requests_fail_and_then_they_succeed(
    anonymous: httpx.AsyncClient, platform: Platform
) -> None:
    token = await make_inbox(platform)
    await turn(platform, token, fail_first=2, fail_code=500)
    codes = [(await anonymous.post(f"/inbox/{token}")).status_code for _ in range(3)]
    assert codes == [500, 500, 200]


@pytest.mark.parametrize("code", [204, 304])
async def test_an_answer_that_has_no_body_has_none(served: str, platform: Platform, code: int) -> None:
    token = await make_inbox(platform)
    await turn(platform, token, response_code=code)
    async with httpx.AsyncClient(base_url=served, timeout=PATIENCE_SECONDS) as client:
        for _ in range(2):  # the second shows that the connection is still in order
            response = await client.post(f"/inbox/{token}")
            assert (response.status_code, response.content) == (code, b"")


async def test_a_delay_holds_the_answer_back(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    token = await make_inbox(platform)
    await turn(platform, token, delay_ms=120)
    started = time.monotonic()
    assert (await anonymous.post(f"/inbox/{token}")).status_code == 200
    assert time.monotonic() - started >= 0.12


async def test_a_dropped_connection_ends_without_a_single_byte(served: str, platform: Platform) -> None:
    token = await make_inbox(platform)
    await turn(platform, token, drop=True)
    async with httpx.AsyncClient(base_url=served, timeout=PATIENCE_SECONDS) as client:
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            await client.post(f"/inbox/{token}", content=b"{}")
    (request,) = await received(platform, token)
    assert request.response_code is None


async def test_without_our_server_a_drop_is_a_502(anonymous: httpx.AsyncClient, platform: Platform) -> None:
    token = await make_inbox(platform)
    await turn(platform, token, drop=True)
    assert (await anonymous.post(f"/inbox/{token}")).status_code == 502


async def test_a_slow_drip_sends_its_head_at_once_and_then_a_byte_each_second(
    served: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed, pauses = threading.Event(), list[float]()

    async def pause(_: Any, seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.to_thread(passed.wait, PATIENCE_SECONDS)

    monkeypatch.setattr(inbox, "_pause", pause)
    token = await make_inbox(platform)
    await turn(platform, token, slow_drip=True, answer="ab")
    async with (
        httpx.AsyncClient(base_url=served, timeout=PATIENCE_SECONDS) as client,
        client.stream("POST", f"/inbox/{token}") as answer,
    ):
        assert answer.status_code == 200
        parts = answer.aiter_raw()
        assert await anext(parts) == b"a"
        passed.set()
        assert [part async for part in parts] == [b"b"]
    assert pauses == [1.0]


async def test_a_client_that_leaves_a_slow_drip_frees_the_server(served: str, platform: Platform) -> None:
    token = await make_inbox(platform)
    await turn(platform, token, slow_drip=True, answer="x" * 1_000)
    port = int(served.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as leaver:
        leaver.sendall(f"GET /inbox/{token} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert leaver.recv(100).startswith(b"HTTP/1.1 200")
    # The `served` fixture ends at once only when nothing is left to answer.
