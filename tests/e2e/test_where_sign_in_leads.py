"""Signing in leads to the page that was asked for, and to no other host."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server_process import ServerProcess, clean_environment, running_server

EMAIL, PASSWORD = "ada@example.com", "a long password"


@pytest.fixture(scope="module")
def owned_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    owner = clean_environment(owner_email=EMAIL, owner_password=PASSWORD)
    with running_server(tmp_path_factory.mktemp("owned") / "data", environment=owner) as running:
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
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(owned_server.url + path)
