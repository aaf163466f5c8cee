"""An installation with people, a key and webhooks, for the tests of screens."""

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page

from tests.e2e.server_process import (
    COMMAND,
    START_SECONDS,
    ServerProcess,
    clean_environment,
    running_server,
)
from tests.patience import PATIENCE_SECONDS

PASSWORD = "correct horse battery"
OWNER, OPERATOR, VIEWER = "ada@company.com", "otto@company.com", "vi@company.com"
PEOPLE = (("al@company.com", "admin"), (OPERATOR, "operator"), (VIEWER, "viewer"))


@dataclass(frozen=True)
class Installation:
    """A server with one person of each role and an API key that may do everything."""

    server: ServerProcess
    key: str
    data_dir: Path

    def create(self, name: str, **fields: Any) -> str:
        """Create a webhook to a test address through the API; its id."""
        draft = {"name": name, "url": "http://127.0.0.1:9/hooks", "event_types": ["order.*"], **fields}
        return str(self.call("POST", "/api/v1/webhooks", draft)["id"])

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the API."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.request(
            method, f"{self.server.url}{path}", json=body, headers=headers, timeout=PATIENCE_SECONDS
        )
        return answer.raise_for_status().json()

    def add_person(self, email: str, role: str) -> None:
        """Add somebody, unless everybody has them."""
        if (email, role) in PEOPLE:
            return
        options = ("--email", email, "--role", role, "--password-stdin")
        run("users", "create", *options, data_dir=self.data_dir)

    def open(self, page: Page, address: str, email: str = OWNER) -> None:
        """Sign in and go to an address."""
        person = {"email": email, "password": PASSWORD}
        assert page.request.post(f"{self.server.url}/api/session", data=person).status == 204
        page.goto(f"{self.server.url}{address}")


@contextmanager
def fresh_installation(data_dir: Path) -> Iterator[Installation]:
    """A server without webhooks that may send to this machine."""
    key = install(data_dir)
    with running_server(data_dir, environment=clean_environment(allowed_addresses="127.0.0.0/8")) as server:
        yield Installation(server, key, data_dir)


def install(data_dir: Path) -> str:
    """Fill a folder that is not there yet with people and a key that may do everything; the key."""
    made, key = _installed_once()
    shutil.copytree(made, data_dir)
    return key


@cache
def _installed_once() -> tuple[Path, str]:
    """The folder that the others are copied from: each command costs a start of the program."""
    folder = Path(tempfile.mkdtemp(prefix="webhook-dashboard-installed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data_dir = folder / "data"
    with running_server(data_dir, environment=clean_environment(owner_email=OWNER, owner_password=PASSWORD)):
        key = run("api-keys", "create", "--name", "tests", "--scope", "admin", data_dir=data_dir)
        for email, role in PEOPLE:
            options = ("--email", email, "--role", role, "--password-stdin")
            run("users", "create", *options, data_dir=data_dir)
    return data_dir, key


def run(*arguments: str, data_dir: Path) -> str:
    """Run a command on the installation; what it printed. The password goes in where one is asked for."""
    command = [COMMAND[0], *arguments, "--data-dir", str(data_dir)]
    done = subprocess.run(
        command, input=PASSWORD, capture_output=True, text=True, check=True, timeout=START_SECONDS
    )
    return done.stdout.strip()
