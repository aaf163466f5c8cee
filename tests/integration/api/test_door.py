"""What holds for every address: health, headers, unknown paths, bugs."""

import logging

import httpx
import pytest

from tests.factories import make_body, make_key
from tests.integration.api.conftest import check_problem
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.domain.errors import Unavailable
from webhook_dashboard.services.platform import Platform

pytestmark = ONE_DATABASE

PATHS = ["/", "/healthz", "/api/setup", "/api/nothing", "/api/v1/events", "/inbox/abcdefgh", "/api/docs"]


async def test_it_is_healthy_while_the_database_answers(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert (await anonymous.head("/healthz")).status_code == 200


async def test_it_is_not_healthy_when_the_database_does_not_answer(
    anonymous: httpx.AsyncClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_query: object) -> None:
        raise Unavailable

    monkeypatch.setattr(platform.database, "read", fail)
    check_problem(await anonymous.get("/healthz"), 503)


async def test_health_is_asked_for_with_get(anonymous: httpx.AsyncClient) -> None:
    check_problem(await anonymous.post("/healthz"), 405)


async def test_what_is_not_the_apis_goes_to_the_dashboard(anonymous: httpx.AsyncClient) -> None:
    for path in ("/", "/deliveries", "/apis", "/healthz/more"):
        assert (await anonymous.get(path)).text == "<title>Dashboard</title>"


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_carries_the_security_headers(anonymous: httpx.AsyncClient, path: str) -> None:
    headers = (await anonymous.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", PATHS)
async def test_no_answer_is_meant_for_another_origin(anonymous: httpx.AsyncClient, path: str) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for method in ("GET", "OPTIONS"):
        response = await anonymous.request(method, path, headers=headers)
        assert not [name for name in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/v1/nothing", "/api/v1/webhooks/"])
async def test_an_unknown_address_below_api_is_404(admin: httpx.AsyncClient, path: str) -> None:
    assert path in check_problem(await admin.get(path), 404)


async def test_a_method_that_is_not_possible_is_405(admin: httpx.AsyncClient) -> None:
    response = await admin.put("/api/v1/webhooks", json={})
    check_problem(response, 405)
    assert "GET" in response.headers["allow"]


@pytest.mark.parametrize("path", ["/api/v1/webhooks?limit=3", "/api/v1/presets?limit=3&page=2"])
async def test_what_an_address_asks_for_in_vain_is_422(admin: httpx.AsyncClient, path: str) -> None:
    check_problem(await admin.get(path), 422, field="limit")
    check_problem(await admin.get("/api/v1/deliveries?page=2"), 422, field="page")
    assert (await admin.get("/api/v1/webhooks")).status_code == 200


async def test_a_stranger_is_401_before_anything_is_read(anonymous: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    response = await anonymous.post("/api/v1/webhooks", content=b"{", headers=headers)
    check_problem(response, 401)


async def test_a_large_body_is_413_on_every_route(admin: httpx.AsyncClient) -> None:
    check_problem(await admin.post("/api/v1/webhooks", json={"name": "x" * 262_144}), 413)


async def test_a_form_is_415_on_every_route(admin: httpx.AsyncClient) -> None:
    check_problem(await admin.post("/api/v1/webhooks", data={"name": "x"}), 415)


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"[" * 100_000], ids=["cut off", "not UTF-8", "100,000 levels"]
)
async def test_a_body_that_is_not_json_is_400_on_every_route(admin: httpx.AsyncClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    check_problem(await admin.post("/api/v1/webhooks", content=body, headers=headers), 400)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/v1/events"), ("GET", "/api/v1/statistics"), ("GET", "/inbox/abcdefgh")],
)
async def test_a_bug_is_a_500_without_a_trace_of_the_inside(
    platform: Platform,
    admin: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
) -> None:
    known = await platform.api_keys.find(admin.headers["Authorization"].removeprefix("Bearer "))

    async def burst(*_arguments: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(platform.publisher, "publish", burst)
    monkeypatch.setattr(platform.database, "read", burst)
    monkeypatch.setattr(platform.inboxes, "receive", burst)
    monkeypatch.setattr(platform.api_keys, "remembered", lambda _key: known)
    body = make_body() if method == "POST" else None
    detail = check_problem(await admin.request(method, path, json=body), 500)
    assert "inside" not in detail
    assert "ZeroDivisionError" in caplog.text


async def test_keys_are_never_logged(
    platform: Platform, anonymous: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = await make_key(platform)
    headers = {"Authorization": f"Bearer {key}"}
    await anonymous.post("/api/v1/events", json=make_body(), headers=headers)
    await anonymous.get("/api/v1/webhooks", headers=headers)
    assert key not in caplog.text
