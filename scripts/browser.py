"""Prints the path of a Chromium that starts: the system's, else Playwright's download, else a package."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
DOWNLOAD_SECONDS = 300
START_SECONDS = 60


def main() -> None:
    """Exits with a sentence when there is no way to a browser."""
    named = os.environ.get("WEBHOOK_DASHBOARD_TEST_BROWSER")
    if named:
        if not _starts(named):
            sys.exit(f"WEBHOOK_DASHBOARD_TEST_BROWSER is {named}, which does not start.")
        print(named)
        return
    for path in _candidates():
        if _starts(path):
            print(path)
            return
    sys.exit(
        "The tests need a Chromium or Chrome. None was found, Playwright could not download one, and apt-get "
        "could not install it. Install one, or name it in WEBHOOK_DASHBOARD_TEST_BROWSER."
    )


def _candidates() -> Iterator[str]:
    yield from _system_browsers()
    _say("Downloading a browser for the tests …")
    if _run([sys.executable, "-m", "playwright", "install", "chromium"]):
        yield from _playwright_browser()
    if shutil.which("apt-get") and os.geteuid() == 0:
        _say("Installing chromium with apt-get …")
        if _run(["apt-get", "update"]) and _run(["apt-get", "install", "--yes", "chromium"]):
            yield from _system_browsers()


def _system_browsers() -> Iterator[str]:
    for name in (*SYSTEM_NAMES, MACOS_CHROME):
        path = shutil.which(name)
        if path:
            yield path


def _playwright_browser() -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def _starts(path: str) -> bool:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    return _run([path, *options], START_SECONDS)


def _run(command: list[str], seconds: float = DOWNLOAD_SECONDS) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, env=environment)
    except (OSError, subprocess.TimeoutExpired) as problem:
        _say(f"{command[0]}: {problem}")
        return False
    if done.returncode:
        _say(done.stderr.decode(errors="replace").strip()[-500:])
    return done.returncode == 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
