"""Starting and stopping: from a checkout, from a clean clone and from the wheel."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.sync_api import Page, WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.e2e.port_forward import forwarded
from tests.e2e.server_process import (
    ROOT,
    STOP_SECONDS,
    ServerProcess,
    clean_environment,
    run_command,
    running_server,
)
from tests.e2e.settling import settles_at
from tests.patience import PATIENCE_SECONDS

# What a machine has that has git and Python: no uv, Node, bun, make, Docker.
PLAIN_COMMANDS = (
    "bash",
    "sh",
    "env",
    "git",
    "dirname",
    "basename",
    "sed",
    "ls",
    "cat",
    "uname",
    "mkdir",
    "rm",
)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that no test here ends."""
    with running_server(tmp_path_factory.mktemp("standing") / "data") as running:
        yield running


def test_page_and_health_come_from_the_one_port(standing: ServerProcess):
    page = httpx.get(standing.url, timeout=PATIENCE_SECONDS)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert httpx.get(f"{standing.url}/healthz", timeout=PATIENCE_SECONDS).status_code == 200


def test_compiled_files_are_kept_by_browsers_and_travel_compressed(standing: ServerProcess):
    html = httpx.get(standing.url, timeout=PATIENCE_SECONDS)
    script = html.text.partition("/assets/entry.client-")[2].partition('"')[0]
    address = f"{standing.url}/assets/entry.client-{script}"
    answer = httpx.get(address, headers={"accept-encoding": "gzip"}, timeout=PATIENCE_SECONDS)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert "cache-control" not in html.headers


def test_it_is_one_process_that_ends_politely(server: ServerProcess):
    assert _children(server) == []
    assert server.stop() == 0


def test_ctrl_c_ends_it_without_a_traceback(server: ServerProcess):
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(STOP_SECONDS) == 0
    assert "Traceback" not in "".join(server.lines)


def test_an_open_page_does_not_hold_it_back(server: ServerProcess, page: Page, complaints: list[str]):
    _open(page, server.url)
    assert server.stop() == 0
    page.close()
    complaints.clear()  # the page had every right to miss its server


def test_a_data_folder_has_one_server(tmp_path: Path):
    with running_server(tmp_path) as first:
        second = run_command("serve", "--port", "0", "--data-dir", str(tmp_path))
    assert second.returncode == 1
    assert f"in use by another server, process {first.process.pid}." in second.stderr


def test_a_killed_server_leaves_its_folder_free(tmp_path: Path):
    with running_server(tmp_path) as first:
        first.kill()
    with running_server(tmp_path) as second:
        assert httpx.get(second.url, timeout=PATIENCE_SECONDS).status_code == 200


def test_a_port_in_use_is_said_in_a_sentence(standing: ServerProcess, tmp_path: Path):
    second = run_command("serve", "--port", str(standing.port), "--data-dir", str(tmp_path))
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.startswith(f"Port {standing.port} is in use by another program.")


@pytest.mark.parametrize(
    ("arguments", "settings", "named"),
    [
        (["--port", "eighty"], {}, "--port"),
        (["--port", "65536"], {}, "--port"),
        ([], {"port": "-1"}, "WEBHOOK_DASHBOARD_PORT"),
        (["--prot", "1"], {}, "--prot"),
        (["--host", "nobody.invalid"], {}, "nobody.invalid"),
    ],
)
def test_a_bad_setting_is_named(arguments: list[str], settings: dict[str, str], named: str, tmp_path: Path):
    done = run_command(
        "serve", "--data-dir", str(tmp_path), *arguments, environment=clean_environment(**settings)
    )
    assert done.returncode in (1, 2)
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_an_option_is_stronger_than_the_environment(tmp_path: Path):
    environment = clean_environment(data_dir=str(tmp_path / "environment"))
    with running_server(tmp_path / "option", environment=environment):
        assert (tmp_path / "option").is_dir()
        assert not (tmp_path / "environment").exists()


def test_pages_talk_to_the_address_they_came_from(standing: ServerProcess, page: Page):
    """Behind a mapped port, as with `docker -p`, and under another name."""
    with forwarded(lambda: standing.port) as mapped:
        assert _open(page, f"http://localhost:{mapped}") == f"ws://localhost:{mapped}"
        page.close()


def test_a_foreign_origin_gets_no_socket(standing: ServerProcess):
    address = f"ws://127.0.0.1:{standing.port}/_event/?EIO=4&transport=websocket"
    with connect(address, origin=Origin(standing.url), open_timeout=PATIENCE_SECONDS) as own:
        assert str(own.recv(timeout=PATIENCE_SECONDS)).startswith("0{")
    with (
        pytest.raises(InvalidStatus),
        connect(address, origin=Origin("https://evil.example"), open_timeout=PATIENCE_SECONDS),
    ):
        pass


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_wheel_starts_where_there_is_no_javascript(tmp_path: Path):
    subprocess.run([ROOT / "scripts" / "build", tmp_path / "dist"], check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    pip = subprocess.run(
        [tmp_path / "venv" / "bin" / "pip", "install", wheel], capture_output=True, text=True
    )
    assert pip.returncode == 0, pip.stderr
    command = (str(tmp_path / "venv" / "bin" / "webhook-dashboard"), "serve")
    with running_server(tmp_path / "data", command=command, environment=_bare_machine(tmp_path)) as server:
        assert httpx.get(server.url, timeout=PATIENCE_SECONDS).status_code == 200
        assert httpx.get(f"{server.url}/healthz", timeout=PATIENCE_SECONDS).status_code == 200
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_clean_clone_starts_with_one_command(tmp_path: Path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
    command = (str(clone / "scripts" / "run"),)
    machine = _bare_machine(tmp_path)
    with running_server(tmp_path / "data", command=command, environment=machine, start_seconds=400) as server:
        assert httpx.get(server.url, timeout=PATIENCE_SECONDS).status_code == 200
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True)
    assert changed.stdout == ""
    with running_server(tmp_path / "data", command=command, environment=machine) as again:
        assert "Building" not in "".join(again.lines)


def _open(page: Page, url: str) -> str:
    """Show a page until its socket answers; where that socket leads."""
    answered: list[str] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framereceived", lambda _: answered.append(socket.url))

    page.on("websocket", watch)
    page.goto(url)
    settles_at(page, lambda: any("/_event" in address for address in answered), True)
    return answered[0].partition("/_event")[0]


def _children(server: ServerProcess) -> list[int]:
    return [child.pid for child in psutil.Process(server.process.pid).children(recursive=True)]


def _bare_machine(folder: Path) -> dict[str, str]:
    """An empty home, and a PATH on which only the plain commands and Python are."""
    commands = folder / "commands"
    if not commands.exists():
        commands.mkdir()
        (folder / "home").mkdir()
        for name in PLAIN_COMMANDS:
            found = shutil.which(name)
            if found:
                (commands / name).symlink_to(found)
        (commands / "python3").symlink_to(Path(sys.executable).resolve())
    environment = clean_environment() | {"HOME": str(folder / "home"), "PATH": str(commands)}
    environment.pop("WEBHOOK_DASHBOARD_BUILD_DIR", None)
    return environment
