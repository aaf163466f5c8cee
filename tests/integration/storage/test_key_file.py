"""The file with the key of the secrets, when several processes want it for the first time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from webhook_dashboard.storage.vault import read_or_make_key

PROCESSES = 4


def test_all_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(PROCESSES) as starting:
        for attempt in range(200):
            path = tmp_path / f"{attempt}.key"
            keys = set(starting.map(read_or_make_key, [path] * PROCESSES))
            assert keys == {path.read_text().strip()}
    assert len(list(tmp_path.iterdir())) == 200  # and nothing else is left
