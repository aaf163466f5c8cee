"""The file with the keys of the secrets, alone and when several processes want it at once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from webhook_dashboard.storage.key_file import add_key, read_or_make_keys
from webhook_dashboard.storage.vault import Vault

PROCESSES = 4


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    keys = read_or_make_keys(path)
    assert len(keys) == 1
    assert read_or_make_keys(path) == keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    Vault(keys)


def test_a_new_key_is_put_first_and_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    (old,) = read_or_make_keys(path)
    new, *others = add_key(path)
    assert new != old
    assert others == [old]
    assert read_or_make_keys(path) == (new, old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_all_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(PROCESSES) as starting:
        for attempt in range(200):
            path = tmp_path / f"{attempt}.key"
            keys = set(starting.map(read_or_make_keys, [path] * PROCESSES))
            assert keys == {(path.read_text().strip(),)}
    assert len(list(tmp_path.iterdir())) == 200  # and nothing else is left


def test_no_key_is_lost_when_several_are_added_at_once(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(PROCESSES) as adding:
        added = [keys[0] for keys in adding.map(add_key, [path] * 40)]
    assert set(added) < set(read_or_make_keys(path))
    assert len(read_or_make_keys(path)) == 41
    assert list(tmp_path.iterdir()) == [path]
