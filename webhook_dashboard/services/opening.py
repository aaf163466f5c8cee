"""Opening an installation from plain values: the folder, the key of the secrets, the first owner."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from webhook_dashboard.domain.errors import Conflict
from webhook_dashboard.services.accounts import SETUP_CODE_MINUTES, Accounts
from webhook_dashboard.storage.key_file import add_key, read_or_make_keys

_KEY_FILE: Final = "secret.key"


def vault_keys(secret_key: str, data_dir: Path) -> tuple[str, ...]:
    """Return the keys of the secrets, newest first: those given, or those kept in the data folder."""
    given = tuple(key.strip() for key in secret_key.split(",") if key.strip())
    if given:
        return given
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return read_or_make_keys(data_dir / _KEY_FILE)


def add_vault_key(data_dir: Path) -> None:
    """Put a new key in front of those kept in the data folder. Running servers there take it up."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    add_key(data_dir / _KEY_FILE)


@dataclass(frozen=True, slots=True)
class FirstOwner:
    """The owner that the environment names; empty when it names none."""

    email: str
    password: str


async def welcome(accounts: Accounts, owner: FirstOwner, host: str) -> list[str]:
    """Make the first owner, or the code that the first visit must name; returns lines for the terminal.

    A code is needed where others can reach the page: on every host but a loopback one.

    Raises:
        InvalidInput: e-mail or password of the owner cannot be used.
    """
    if await accounts.is_set_up():
        return []
    if owner.email:
        try:
            await accounts.create_first_owner(owner.email, owner.password)
        except Conflict:
            return []  # another process was first
        return [f"owner  {owner.email}"]
    if _is_loopback(host):
        await accounts.drop_setup_code()
        return []
    code = await accounts.make_setup_code()
    return [f"code   {code}, valid {SETUP_CODE_MINUTES} min, once"]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
