"""Unsaved work is sealed for one person and one name."""

import base64
import secrets
import zlib

import pytest
from cryptography.fernet import Fernet

from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.unsaved_work import MAX_SEALED, UnsavedWork
from webhook_dashboard.storage.vault import Vault

ADA, GRACE = Actor("ada@company.com", Role.OWNER), Actor("grace@company.com", Role.OWNER)
DOCUMENT = {"typed": {"token": "typed-and-not-saved"}, "revision": 3}


def unsaved_work() -> UnsavedWork:
    return UnsavedWork(Vault([Fernet.generate_key().decode()]))


def test_its_owner_has_it_opened_by_its_name() -> None:
    unsaved = unsaved_work()
    sealed = unsaved.seal(DOCUMENT, owner=ADA, name="wh_1")
    assert "typed-and-not-saved" not in sealed
    assert unsaved.open(sealed, owner=ADA, name="wh_1") == DOCUMENT
    assert unsaved.open(sealed, owner=GRACE, name="wh_1") is None
    assert unsaved.open(sealed, owner=ADA, name="wh_2") is None


@pytest.mark.parametrize("given", ["", "gAAAAA", "é", "x" * (MAX_SEALED + 1)])
def test_what_was_not_sealed_here_is_not_opened(given: str) -> None:
    assert unsaved_work().open(given, owner=ADA, name="wh_1") is None
    assert (
        unsaved_work().open(unsaved_work().seal(DOCUMENT, owner=ADA, name="wh_1"), owner=ADA, name="wh_1")
        is None
    )


def test_what_the_same_key_sealed_for_another_purpose_is_not_opened() -> None:
    vault = Vault([Fernet.generate_key().decode()])
    for text in (
        "whsec_secret of a webhook",
        base64.b85encode(zlib.compress(b'["ada@company.com"]')).decode(),
    ):
        assert UnsavedWork(vault).open(vault.seal(text).decode(), owner=ADA, name="wh_1") is None


def test_half_a_character_cannot_be_kept() -> None:
    assert unsaved_work().seal({"typed": "\ud83d"}, owner=ADA, name="wh_1") == ""


def test_what_is_too_large_for_the_browser_is_not_kept() -> None:
    assert unsaved_work().seal({"typed": secrets.token_hex(MAX_SEALED)}, owner=ADA, name="wh_1") == ""
