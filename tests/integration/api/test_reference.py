"""The OpenAPI document and the page made of it."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from tests.factories import make_key, make_webhook
from tests.integration.conftest import ONE_DATABASE
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Scope
from webhook_dashboard.services.platform import Platform

pytestmark = ONE_DATABASE

OPERATIONS = {
    ("post", "/api/v1/events"),
    ("post", "/api/v1/events/batch"),
    ("get", "/api/v1/webhooks"),
    ("post", "/api/v1/webhooks"),
    ("get", "/api/v1/webhooks/{webhook_id}"),
    ("patch", "/api/v1/webhooks/{webhook_id}"),
    ("delete", "/api/v1/webhooks/{webhook_id}"),
    ("post", "/api/v1/webhooks/{webhook_id}/rotate-secret"),
    ("post", "/api/v1/webhooks/{webhook_id}/pause"),
    ("post", "/api/v1/webhooks/{webhook_id}/resume"),
    ("get", "/api/v1/webhooks/{webhook_id}/revisions"),
    ("post", "/api/v1/webhooks/{webhook_id}/revisions/{revision}/restore"),
    ("post", "/api/v1/webhooks/test"),
    ("post", "/api/v1/webhooks/{webhook_id}/past-events"),
    ("get", "/api/v1/presets"),
    ("get", "/api/v1/events/{event_id}"),
    ("get", "/api/v1/deliveries"),
    ("get", "/api/v1/deliveries/{delivery_id}"),
    ("post", "/api/v1/deliveries/{delivery_id}/retry"),
    ("post", "/api/v1/deliveries/{delivery_id}/resend"),
    ("get", "/api/v1/statistics"),
    ("get", "/api/v1/event-types"),
    ("post", "/api/v1/event-types"),
    ("post", "/api/v1/event-types/import"),
    ("get", "/api/v1/event-types/{key}"),
    ("patch", "/api/v1/event-types/{key}"),
    ("delete", "/api/v1/event-types/{key}"),
    ("get", "/api/v1/event-types/{key}/fields"),
    ("post", "/api/v1/templates/preview"),
    ("get", "/api/v1/event-type-packs"),
    ("patch", "/api/v1/event-type-packs/{key}"),
    ("post", "/api/v1/filters/test"),
    ("post", "/api/v1/filters/backtest"),
}


@pytest.fixture
async def document(anonymous: httpx.AsyncClient) -> dict[str, Any]:
    response = await anonymous.get("/api/openapi.json")
    assert response.status_code == 200
    return response.json()


async def test_the_document_holds_every_operation_and_nothing_of_the_dashboards_own(
    document: dict[str, Any],
) -> None:
    found = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert found == OPERATIONS
    assert document["openapi"].startswith("3.1")


async def test_every_operation_needs_a_key_and_tells_its_errors(document: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"ApiKey": []}]
            errors = {code: answer for code, answer in operation["responses"].items() if code >= "400"}
            assert {"401", "403", "503"} <= errors.keys()
            assert all(answer["content"] == problem and answer["description"] for answer in errors.values())


async def test_whatever_changes_one_webhook_takes_if_match_and_says_412(document: dict[str, Any]) -> None:
    heeding = {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if any(one["name"] == "if-match" for one in operation.get("parameters", ()))
    }
    one_webhook = "/api/v1/webhooks/{webhook_id}"
    actions = ("pause", "resume", "rotate-secret", "revisions/{revision}/restore")
    expected = {("patch", one_webhook), ("delete", one_webhook)}
    assert heeding.keys() == expected | {("post", f"{one_webhook}/{action}") for action in actions}
    assert all("If-Match" in one["responses"]["412"]["description"] for one in heeding.values())


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert names <= document["components"]["schemas"].keys()
    assert "HTTPValidationError" not in document["components"]["schemas"]


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/events/batch"])
async def test_the_examples_of_publishing_are_accepted(
    document: dict[str, Any], anonymous: httpx.AsyncClient, platform: Platform, path: str
) -> None:
    operation = document["paths"][path]["post"]
    example = operation["requestBody"]["content"]["application/json"]["example"]
    headers = {"Authorization": f"Bearer {await make_key(platform, Scope.PUBLISH)}"}
    response = await anonymous.post(path, json=example, headers=headers)
    assert response.status_code == 202
    answer = operation["responses"]["202"]["content"]["application/json"]["example"]
    assert response.json().keys() == answer.keys()


async def test_every_body_of_the_page_is_accepted_as_it_stands(
    admin: httpx.AsyncClient, platform: Platform
) -> None:
    made = (await make_webhook(platform)).summary
    page = (await admin.get("/api/docs")).text
    commands = [unescape(one) for one in re.findall(r"<pre tabindex=0>(curl .*?)</pre>", page, re.DOTALL)]
    parts = re.compile(r"curl -X (\w+) \"\$ORIGIN(/api/[^\"]+)\".* -d '(.*)'", re.DOTALL)
    bodies = [found.groups() for found in map(parts.fullmatch, commands) if found]
    assert len(bodies) > 10
    for method, path, body in bodies:
        key = "nautical" if "packs" in path else "shipment.sent"
        address = path.replace("{webhook_id}", encode_id(WEBHOOK, made.id)).replace("{key}", key)
        headers = {"Content-Type": "application/json"}
        here = body.replace("https://example.com/webhooks", made.url)
        response = await admin.request(method, address, content=here, headers=headers)
        assert response.status_code < 300, (address, response.text)


async def test_the_page_shows_every_operation_and_asks_no_other_host(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.get("/api/docs")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    for method, path in OPERATIONS:
        assert f"<b>{method.upper()}</b> {path}" in response.text
    loaded = re.findall(r'(?:src|href)="([^"#][^"]*)"', response.text)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/docs.css", "text/css"), ("/api/docs.js", "text/javascript")]
)
async def test_the_files_of_the_page_are_there(anonymous: httpx.AsyncClient, path: str, kind: str) -> None:
    response = await anonymous.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)
