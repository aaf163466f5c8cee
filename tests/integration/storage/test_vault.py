"""Secrets at rest."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from webhook_dashboard.storage.vault import Vault, WrongKey, read_or_make_key

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_a_sealed_secret_says_nothing_and_opens_again() -> None:
    sealed = Vault([OLD]).seal("whsec_abc")
    assert b"whsec_abc" not in sealed
    assert Vault([OLD]).open(sealed) == "whsec_abc"


def test_keys_are_rotated_by_putting_the_new_one_first() -> None:
    sealed = Vault([OLD]).seal("whsec_abc")
    both = Vault([NEW, OLD])
    assert both.open(sealed) == "whsec_abc"
    assert Vault([NEW]).open(both.seal("whsec_def")) == "whsec_def"


def test_another_key_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        WrongKey, match=r"encrypted with another key\. Start with the key they were made with"
    ):
        Vault([NEW]).open(Vault([OLD]).seal("whsec_abc"))


def test_a_key_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="32 url-safe base64-encoded bytes"):
        Vault(["short"])


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    key = read_or_make_key(path)
    assert read_or_make_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    Vault([key])
