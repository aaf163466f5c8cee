"""An installation that cannot be opened is refused with one sentence, not with a traceback."""

import traceback
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from tests.factories import make_webhook
from tests.integration.conftest import ONE_DATABASE, OpenPlatform
from webhook_dashboard.server import failure_sentence


def sentence_of(start: Callable[[], object]) -> str | None:
    with pytest.raises(Exception, match=r".+") as raised:
        start()
    return failure_sentence("".join(traceback.format_exception(raised.value)))


@ONE_DATABASE
async def test_with_another_key(open_platform: OpenPlatform) -> None:
    await make_webhook(open_platform())
    other = open_platform(vault_keys=(Fernet.generate_key().decode(),))
    assert sentence_of(other.start) == (
        "The stored secrets were encrypted with another key. Start with the key they were made with."
    )


@ONE_DATABASE
def test_with_a_key_that_is_none(open_platform: OpenPlatform) -> None:
    assert sentence_of(lambda: open_platform(vault_keys=("short",))) == (
        "The key of the secrets must be 32 url-safe base64-encoded bytes."
    )


@ONE_DATABASE
def test_with_a_newer_schema(open_platform: OpenPlatform) -> None:
    with open_platform().database.write_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert sentence_of(open_platform) == (
        "This database is at schema 9999, which this version does not know. Start the newer version again."
    )


def test_a_fault_of_our_own_is_shown_in_full() -> None:
    assert sentence_of(lambda: [][0]) is None
