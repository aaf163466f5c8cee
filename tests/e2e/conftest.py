"""The real thing: a server process on a free port, and Chromium in front of it.

The browser is Playwright's synchronous one and lives for one module: tests beside it must not be `async`.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, expect, sync_playwright

from tests.e2e.server_process import ROOT, ServerProcess, running_server
from tests.patience import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)

BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def frontend() -> None:
    """The front end of the present sources, built once if it is not there."""
    prepare = [sys.executable, str(ROOT / "scripts" / "prepare.py"), "run", "--frontend"]
    subprocess.run(prepare, check=True, timeout=600)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A fresh installation that listens."""
    with running_server(tmp_path / "data") as running:
        yield running


@pytest.fixture(scope="session")
def browser_path() -> str:
    """A Chromium that starts; without one the tests fail, they are never skipped."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "browser.py")], stdout=subprocess.PIPE, text=True, timeout=900
    )
    assert found.returncode == 0, "no browser for the tests: run scripts/test, which installs one"
    return found.stdout.strip()


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    """Chromium, shared by the tests of a module; each has its own `page`."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=BROWSER_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser found wrong so far; a test that provokes something clears it."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """An empty tab with its own cookies. At the end the console is clean and no other host was asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    watch(tab, complaints)
    yield tab
    context.close()
    assert complaints == []


def watch(tab: Page, complaints: list[str]) -> None:
    """Note errors of the console and of scripts; note and refuse requests to other machines."""

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text}")

    def note_foreign(route: Route, request: Request) -> None:
        complaints.append(f"request to another host: {request.url}")
        route.abort()

    tab.on("console", note_console)
    tab.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    tab.route(lambda url: not _is_local(url), note_foreign)


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:"))
