"""Every program in examples/ is run as its reader would run it, against the real server."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.server_process import ROOT, ServerProcess, clean_environment, run_command, running_server
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Receiver

EXAMPLES = ROOT / "examples"
SECRET = "whsec_" + "b2xkIGJ1dCBnb2xkLCBuZXcgYnV0IGdyZWVu"
OTHER_SECRET = "whsec_" + "bmV3IGJ1dCBncmVlbiwgb2xkIGJ1dCBnb2xk"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that may send to this machine."""
    prepare = [sys.executable, str(ROOT / "scripts" / "prepare.py"), "run", "--frontend"]
    subprocess.run(prepare, check=True, timeout=600)
    environment = clean_environment(allowed_addresses="127.0.0.0/8")
    with running_server(tmp_path_factory.mktemp("examples") / "data", environment=environment) as running:
        yield running


@pytest.fixture(scope="module")
def key(server: ServerProcess) -> str:
    """A key that may do everything, made on the command line."""
    made = run_command("api-keys", "create", "--name", "Examples", "--scope", "admin", *_data_dir(server))
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


def _data_dir(server: ServerProcess) -> list[str]:
    arguments = [str(argument) for argument in server.process.args]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType, reportUnknownArgumentType]
    return ["--data-dir", arguments[arguments.index("--data-dir") + 1]]


@contextmanager
def webhook_to(server: ServerProcess, key: str, url: str, secret: str) -> Iterator[None]:
    """A webhook that is there for the length of a test."""
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_SECONDS) as client:
        body = {"name": "Example", "url": url, "event_types": ["order.created"], "secret": secret}
        response = client.post("/api/v1/webhooks", json=body)
        assert response.status_code == 201, response.text
        yield
        client.delete(f"/api/v1/webhooks/{response.json()['id']}").raise_for_status()


def run_example(
    name: str, *arguments: str, stdin: bytes = b"", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run an example to its end."""
    return subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments],
        input=stdin,
        env=os.environ | variables,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )


def publish(server: ServerProcess, key: str) -> None:
    """Send an event that is not a repeat of the example's."""
    headers = {"Authorization": f"Bearer {key}"}
    event = {"type": "order.created", "data": {"number": "SO-1"}}
    response = httpx.post(
        f"{server.url}/api/v1/events", json=event, headers=headers, timeout=PATIENCE_SECONDS
    )
    assert response.status_code == 202


@pytest.fixture(scope="module")
def signed_request(server: ServerProcess, key: str) -> bytes:
    """A request as it came over the wire: headers, an empty line, the body."""
    with Receiver() as receiver, webhook_to(server, key, receiver.url, SECRET):
        publish(server, key)
        (request,) = receiver.wait_for(1)
    return request.head.partition(b"\r\n")[2] + request.body


def test_sending_an_event_says_where_it_goes(server: ServerProcess, key: str) -> None:
    with Receiver() as receiver, webhook_to(server, key, receiver.url, SECRET):
        done = run_example("send_an_event.py", server.url, WEBHOOK_DASHBOARD_KEY=key)
        assert done.returncode == 0, done.stderr
        assert b"is stored and goes to 1 webhook." in done.stdout
        assert receiver.wait_for(1)[0].json()["data"]["number"] == "SO-2026-0892"


def test_sending_an_event_without_a_good_key_says_why(server: ServerProcess) -> None:
    done = run_example("send_an_event.py", server.url, WEBHOOK_DASHBOARD_KEY="whk_wrong")
    assert done.returncode == 1
    assert b"Refused with 401: " in done.stderr


@pytest.mark.parametrize("name", ["verify_signature.py", "verify_with_standardwebhooks.py"])
def test_a_genuine_request_is_told_from_a_forged_one(signed_request: bytes, name: str) -> None:
    genuine = run_example(name, stdin=signed_request, WEBHOOK_SECRET=SECRET)
    assert (genuine.returncode, genuine.stdout[:19]) == (0, b"The signature fits."), genuine.stderr
    assert run_example(name, stdin=signed_request, WEBHOOK_SECRET=OTHER_SECRET).returncode == 1
    changed = signed_request.replace(b"SO-1", b"SO-2")
    assert changed != signed_request
    assert run_example(name, stdin=changed, WEBHOOK_SECRET=SECRET).returncode == 1


@pytest.mark.parametrize(
    ("secret", "line"),
    [(SECRET, "order.created: {'number': 'SO-1'}"), (OTHER_SECRET, "The signature does not fit")],
)
def test_the_receiver_takes_what_is_signed_and_refuses_the_rest(
    server: ServerProcess, key: str, secret: str, line: str
) -> None:
    with running_receiver(secret) as lines:
        address = lines.get(timeout=PATIENCE_SECONDS).rpartition(" ")[2]
        with webhook_to(server, key, address, SECRET):
            publish(server, key)
            assert lines.get(timeout=PATIENCE_SECONDS).startswith(line)


@contextmanager
def running_receiver(secret: str) -> Iterator["queue.SimpleQueue[str]"]:
    """The example's receiver on a free port, and the lines that it prints."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    process = subprocess.Popen(
        [sys.executable, str(EXAMPLES / "receiver.py"), "0"],
        env=os.environ | {"WEBHOOK_SECRET": secret},
        stdout=subprocess.PIPE,
        text=True,
    )
    output = process.stdout
    assert output is not None
    reader = threading.Thread(target=lambda: [lines.put(line.strip()) for line in output], daemon=True)
    reader.start()
    try:
        yield lines
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        reader.join(PATIENCE_SECONDS)
        output.close()


def test_every_example_is_run_here() -> None:
    here = Path(__file__).read_text()
    for example in EXAMPLES.glob("*.py"):
        assert f'"{example.name}"' in here
