"""Every screen before its data are there, as axe-core and a reader find it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.installation import Installation, fresh_installation

ADDRESSES = ("/", "/webhooks", "/webhooks/new", "/deliveries", "/event-types", "/inbox")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh one, without webhooks."""
    with fresh_installation(tmp_path / "data") as fresh:
        yield fresh


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_screen_that_waits_for_its_data_is_accessible(
    installation: Installation, page: Page, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.route_web_socket("**/_event/**", lambda _: None)  # it opens, and nobody answers
    found: dict[str, list[str]] = {}
    for address in ADDRESSES:
        installation.open(page, address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found[address] = grave_violations(page)
    assert found == {address: [] for address in ADDRESSES}
