"""The demonstration as a user starts it: a folder of its own, and the Overview of the pictures."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import grave_violations
from tests.e2e.server_process import COMMAND, ServerProcess, clean_environment, run_command, running_server

PASSWORD = "a password for the demo"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A demonstration that listens."""
    environment = clean_environment(owner_password=PASSWORD)
    folder = tmp_path_factory.mktemp("demo") / "demo-data"
    with running_server(folder, command=(COMMAND[0], "demo"), environment=environment) as running:
        yield running


def sign_in(page: Page, demo: ServerProcess) -> None:
    page.goto(demo.url)
    page.get_by_label("E-mail").fill("ada.lind@company.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


@pytest.mark.slow  # until the next scene of the traffic, 43 s in the mean and 90 at most
def test_the_overview_shows_the_figures_of_the_demonstration_and_events_keep_coming(
    demo: ServerProcess, page: Page
) -> None:
    sign_in(page, demo)
    rows = page.get_by_role("link", name=re.compile("order|invoice|payment|customer|inventory|bill|product"))
    expect(rows.first).to_be_visible()
    newest = rows.first.get_attribute("href")
    assert newest is not None
    page.evaluate("window.neverReloaded = true")

    page.get_by_text("30 d", exact=True).first.click()
    # The last digits move on: live traffic begins three seconds after the start.
    expect(page.get_by_text(re.compile(r"^32,7\d\d$")).first).to_be_visible()
    expect(page.get_by_text("1 webhook is failing.")).to_be_visible()
    expect(page.get_by_text("from 31,078")).to_be_visible()
    expect(page.get_by_text("Ada Lind")).to_be_visible()
    assert grave_violations(page) == []

    expect(rows.first).not_to_have_attribute("href", newest, timeout=200_000)
    assert page.evaluate("window.neverReloaded") is True


def test_the_terminal_says_how_to_sign_in(demo: ServerProcess) -> None:
    assert f"ada.lind@company.com with the password {PASSWORD}" in "".join(demo.lines)


def test_a_real_installation_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "webhook_dashboard.db").write_bytes(b"somebody's data")
    ended = run_command("demo", "--port", "0", "--data-dir", str(tmp_path))
    assert ended.returncode == 1
    assert "holds a real installation" in ended.stderr
    assert (tmp_path / "webhook_dashboard.db").read_bytes() == b"somebody's data"
