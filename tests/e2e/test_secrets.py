"""Secrets on the outside: the key is changed while a server runs, and what is secret is found nowhere."""

from pathlib import Path

import httpx

from tests.e2e.server_process import ServerProcess, clean_environment, run_command, running_server
from tests.mail_server import MailServer
from tests.patience import PATIENCE_SECONDS
from tests.receivers import Receiver

WEBHOOKS = "/api/v1/webhooks"
EVENTS = "/api/v1/events"
OPEN = clean_environment(allowed_addresses="127.0.0.0/8")


def make_client(server: ServerProcess, data_dir: Path) -> httpx.Client:
    made = run_command("api-keys", "create", "--name", "t", "--scope", "admin", "--data-dir", str(data_dir))
    headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE_SECONDS)


def make_webhook(client: httpx.Client, url: str) -> str:
    answer = client.post(WEBHOOKS, json={"name": "Order Sync", "url": url, "event_types": ["*"]})
    assert answer.status_code == 201, answer.text
    return answer.json()["secret"]


def publish(client: httpx.Client) -> None:
    assert client.post(EVENTS, json={"type": "order.created", "data": {}}).status_code == 202


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_key_changes_while_the_server_signs_on(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with Receiver() as receiver:
        with running_server(data_dir, environment=OPEN) as server, make_client(server, data_dir) as client:
            make_webhook(client, f"{receiver.url}/first")
            before = (data_dir / "secret.key").read_text().split()
            done = run_command("secrets", "rotate", "--data-dir", str(data_dir))
            assert (done.returncode, done.stdout) == (0, "Encrypted anew: 1. Had the newest key: 0.\n")
            new, *old = (data_dir / "secret.key").read_text().split()
            assert old == before
            make_webhook(client, f"{receiver.url}/second")
            publish(client)
            assert {request.path for request in receiver.wait_for(2)} == {"/first", "/second"}
        # The old key is not needed any more.
        (data_dir / "secret.key").write_text(f"{new}\n")
        with running_server(data_dir, environment=OPEN) as server, make_client(server, data_dir) as client:
            publish(client)
            receiver.wait_for(4)


def test_the_key_in_the_environment_is_rotated_by_naming_both(tmp_path: Path) -> None:
    new, old = "bmV3" * 10 + "bmU=", "b2xk" * 10 + "b2w="
    folder = ("--data-dir", str(tmp_path))

    def rotate(secret_key: str) -> tuple[int, str]:
        done = run_command("secrets", "rotate", *folder, environment=clean_environment(secret_key=secret_key))
        assert old not in done.stdout + done.stderr
        return done.returncode, done.stdout or done.stderr

    with (
        running_server(tmp_path, environment=OPEN | {"WEBHOOK_DASHBOARD_SECRET_KEY": old}) as server,
        make_client(server, tmp_path) as client,
    ):
        make_webhook(client, "http://127.0.0.1:9/")
    assert rotate(old) == (
        1,
        "WEBHOOK_DASHBOARD_SECRET_KEY holds one key. Put a new one in front of it, with a comma, restart the "
        "servers, then rotate.\n",
    )
    assert rotate(f"{new},{old}") == (0, "Encrypted anew: 1. Had the newest key: 0.\n")
    assert rotate(f"{new},{old}") == (0, "Encrypted anew: 0. Had the newest key: 1.\n")
    assert rotate("bG9z" * 10 + "bG8=," + old) == (
        1,
        "Encrypted anew: 0. Had the newest key: 0.\n",
    )


def test_another_key_is_refused_at_start_with_a_sentence(tmp_path: Path) -> None:
    with running_server(tmp_path, environment=OPEN) as server, make_client(server, tmp_path) as client:
        make_webhook(client, "http://127.0.0.1:9/")
    other = clean_environment(secret_key="b2xk" * 10 + "b2w=")
    refused = run_command("serve", "--port", "0", "--data-dir", str(tmp_path), environment=other)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == (
        "The stored secrets were encrypted with another key. Start with the key they were made with."
    )


def test_what_is_secret_is_in_no_file_and_no_line(tmp_path: Path) -> None:
    planted = {name: f"T0PS3CRET{name.encode().hex()}" for name in ("owner", "mail", "chat")}
    data_dir = tmp_path / "data"
    with MailServer() as mails, Receiver() as chat:
        environment = clean_environment(
            allowed_addresses="127.0.0.0/8",
            log_level="debug",
            owner_email="ada@company.com",
            owner_password=planted["owner"],
            smtp_url=f"smtp://hooks%40company.com:{planted['mail']}@127.0.0.1:{mails.port}",
            alert_email="ops@company.com",
            alert_chat_url=f"{chat.url}/services/{planted['chat']}",
        )
        with running_server(data_dir, environment=environment) as server:
            with make_client(server, data_dir) as client:
                secret = make_webhook(client, f"{chat.url}/hook")
                publish(client)
                chat.wait_for(1)
                key = str(client.headers["authorization"]).removeprefix("Bearer ")
            tried = run_command("alerts", "test", "--data-dir", str(data_dir), environment=environment)
            server.kill()  # so that the log of the database stays
        assert tried.returncode == 1  # this mail server lets nobody sign in
    searched = {**files_of(data_dir), "lines": "".join(server.lines).encode()}
    searched["alerts test"] = (tried.stdout + tried.stderr).encode()
    assert b"ada@company.com" in searched["webhook_dashboard.db"] + searched["webhook_dashboard.db-wal"]
    for text in (*planted.values(), secret, secret.removeprefix("whsec_"), key):
        assert [place for place, content in searched.items() if text.encode() in content] == []
