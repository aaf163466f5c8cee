"""The demonstration as the root starts it: a folder filled anew, receivers that are played, live traffic."""

import asyncio
import contextlib
import os
import random
import secrets
from collections.abc import AsyncIterator
from datetime import tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.delivery.transport import PooledTransport
from webhook_dashboard.demo.company import OWNER_EMAIL
from webhook_dashboard.demo.filling import fill
from webhook_dashboard.demo.receivers import DemoTransport
from webhook_dashboard.demo.traffic import Traffic
from webhook_dashboard.services.platform import Platform
from webhook_dashboard.storage.vault import Vault

_MARK: Final = "demo"
_DATABASE: Final = "webhook_dashboard.db"
_SEED: Final = 1_120


class Demonstration:
    """What `webhook-dashboard demo` adds to the program."""

    def __init__(self, data_dir: Path, password: str = "") -> None:
        self._data_dir = data_dir
        self._password = password or secrets.token_urlsafe(9)

    def renew(self) -> None:
        """Empty the folder of an earlier demonstration.

        Raises:
            RuntimeError: it holds an installation that is not a demonstration.
        """
        if holds_installation(self._data_dir):
            raise RuntimeError(f"{self._data_dir} holds a real installation, which the demo does not touch.")
        self._data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._data_dir / _MARK).touch()
        for suffix in ("", "-wal", "-shm"):
            (self._data_dir / f"{_DATABASE}{suffix}").unlink(missing_ok=True)

    def make_sender(self, guard: AddressGuard, own_origin: str) -> Sender:
        """Return a sender for which the company's receivers are played."""
        real = PooledTransport(guard, own_origin=own_origin)
        return Sender(DemoTransport(real, random.Random(_SEED)))

    async def fill(self, platform: Platform, vault_keys: tuple[str, ...]) -> list[str]:
        """Fill the empty database; returns lines for the terminal."""
        now, zone = platform.clock(), local_zone()
        await platform.accounts.create_first_owner(OWNER_EMAIL, self._password)
        vault = Vault(vault_keys)
        await platform.database.write(lambda connection: fill(connection, vault, now, zone))
        return [f"demo   sign in as {OWNER_EMAIL} with the password {self._password}"]

    @contextlib.asynccontextmanager
    async def running(self, platform: Platform) -> AsyncIterator[None]:
        """Publish events while the context is open."""
        traffic = Traffic(platform.publisher, platform.clock, random.Random(_SEED))
        task = asyncio.create_task(traffic.run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def holds_installation(data_dir: Path) -> bool:
    """Return whether a folder has a database that no demonstration made."""
    return (data_dir / _DATABASE).exists() and not (data_dir / _MARK).exists()


def local_zone() -> tzinfo:
    """Return the time zone of this machine, whose days the history is laid out in; UTC when not known."""
    name = os.environ.get("TZ", "") or str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")
