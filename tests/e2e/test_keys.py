"""API keys from the command line, while a server runs on the same folder."""

from pathlib import Path

import httpx

from tests.e2e.server_process import run_command, running_server
from tests.patience import PATIENCE_SECONDS

ADDRESS = "/api/v1/webhooks"


def test_a_key_is_made_listed_and_revoked_while_the_server_runs(tmp_path: Path) -> None:
    folder = ("--data-dir", str(tmp_path / "data"))
    with (
        running_server(tmp_path / "data") as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE_SECONDS) as client,
    ):
        key = run_command("api-keys", "create", "--name", "ci", "--scope", "read", *folder).stdout.strip()
        asked = {"Authorization": f"Bearer {key}"}
        assert client.get(ADDRESS, headers=asked).status_code == 200

        (line,) = run_command("api-keys", "list", *folder).stdout.splitlines()
        public_id, scope, hint, *_, name = line.split("  ")
        assert (scope, name) == ("read", "ci")
        assert key not in line
        assert hint.endswith(key[-4:])
        run_command("api-keys", "revoke", "--id", public_id, *folder)

        refused = client.get(ADDRESS, headers=asked)
        while refused.status_code == 200:  # another process remembers a key for a second
            refused = client.get(ADDRESS, headers=asked)
        assert refused.status_code == 401
        assert run_command("api-keys", "list", *folder).stdout == ""
