"""Secrets at rest."""

import pytest
from cryptography.fernet import Fernet

from webhook_dashboard.storage.vault import BadKey, Vault, WrongKey

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


@pytest.mark.parametrize("keys", [["short"], [OLD, "short"], []])
def test_keys_of_another_form_are_refused(keys: list[str]) -> None:
    with pytest.raises(BadKey, match="32 url-safe base64-encoded bytes"):
        Vault(keys)


def test_what_an_older_key_sealed_is_sealed_anew() -> None:
    sealed = Vault([OLD]).seal("whsec_abc")
    anew = Vault([NEW, OLD]).reseal(sealed)
    assert anew is not None
    assert Vault([NEW]).open(anew) == "whsec_abc"


def test_what_the_newest_key_sealed_is_left_alone() -> None:
    assert Vault([NEW, OLD]).reseal(Vault([NEW]).seal("whsec_abc")) is None


def test_what_no_key_opens_is_not_sealed_anew() -> None:
    with pytest.raises(WrongKey):
        Vault([NEW]).reseal(Vault([OLD]).seal("whsec_abc"))


def test_a_key_that_came_later_is_taken_up_for_opening() -> None:
    keys = [OLD]
    vault = Vault([OLD], lambda: keys)
    keys.insert(0, NEW)
    assert vault.open(Vault([NEW]).seal("whsec_abc")) == "whsec_abc"
    with pytest.raises(WrongKey):
        vault.open(Vault([Fernet.generate_key().decode()]).seal("whsec_abc"))


def test_a_key_that_came_later_is_taken_up_for_sealing() -> None:
    keys = [OLD]
    vault = Vault([OLD], lambda: keys)
    keys.insert(0, NEW)
    assert Vault([NEW]).open(vault.seal("whsec_abc")) == "whsec_abc"
