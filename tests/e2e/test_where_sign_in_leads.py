"""Signing in leads to the page that was asked for, and to no other host."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.server_process import ServerProcess, running_server

EMAIL, PASSWORD = "ada@example.com", "a long password"


@pytest.fixture
def owned_server(tmp_path: Path) -> Iterator[ServerProcess]:
    owner = {"WEBHOOK_DASHBOARD_OWNER_EMAIL": EMAIL, "WEBHOOK_DASHBOARD_OWNER_PASSWORD": PASSWORD}
    with running_server(tmp_path / "data", environment=owner) as running:
        yield running


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/deliveries/?status=failed", "/deliveries/?status=failed"),
        ("//foreign.example/", "/"),
        ("/.//foreign.example/", "/"),
        ("https://foreign.example/", "/"),
    ],
)
def test_sign_in_leads_to_this_server_only(
    owned_server: ServerProcess, page: Page, wanted: str, path: str
) -> None:
    page.goto(f"{owned_server.url}/sign-in?next={wanted.replace('?', '%3F')}")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    with page.expect_navigation(url=lambda url: "/sign-in" not in url):
        page.get_by_role("button", name="Sign in").click()
    assert page.url == owned_server.url + path
