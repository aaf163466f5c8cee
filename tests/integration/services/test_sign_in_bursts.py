"""A burst of sign-ins: it is bounded for each caller, and holds up nothing else."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.conftest import ONE_DATABASE, OpenPlatform
from tests.patience import PATIENCE_SECONDS
from webhook_dashboard.domain.errors import NotSignedIn, TooManyAttempts
from webhook_dashboard.services.accounts import TRIES_PER_ADDRESS, Accounts
from webhook_dashboard.services.passwords import Passwords


async def test_hashing_does_not_take_the_threads_that_read_the_database() -> None:
    only_reader, done = ThreadPoolExecutor(1), threading.Event()
    asyncio.get_running_loop().set_default_executor(only_reader)
    reading = asyncio.create_task(asyncio.to_thread(done.wait, 2 * PATIENCE_SECONDS))
    passwords = Passwords()
    async with asyncio.timeout(PATIENCE_SECONDS):
        stored = await passwords.make_hash("a long password")
        assert await passwords.fits("a long password", stored)
    assert not reading.done()
    done.set()
    await reading


async def test_nobody_has_no_password_that_fits() -> None:
    assert not await Passwords().fits("a long password", None)


async def tries_until_pause(accounts: Accounts, addresses: list[str]) -> int:
    """Try an e-mail of its own from each address; returns how many tries were looked at."""
    for number, address in enumerate(addresses):
        try:
            await accounts.sign_in(f"user{number}@example.com", "wrong password", address)
        except TooManyAttempts:
            return number
        except NotSignedIn:
            continue
    return len(addresses)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("pattern", "one_caller"),
    [("2001:db8:0:1::{:x}", True), ("2001:db8:0:{:x}::1", False), ("::ffff:192.0.2.{}", False)],
)
async def test_a_network_of_ipv6_is_one_caller(
    open_platform: OpenPlatform, pattern: str, one_caller: bool
) -> None:
    addresses = [pattern.format(number + 1) for number in range(TRIES_PER_ADDRESS + 1)]
    tries = await tries_until_pause(open_platform().accounts, addresses)
    assert tries == (TRIES_PER_ADDRESS if one_caller else len(addresses))
