"""`users` and `api-keys`."""

import argparse
import sys
from typing import TYPE_CHECKING

from webhook_dashboard.cli.terminal import say, with_platform

if TYPE_CHECKING:
    from webhook_dashboard.services.platform import Platform


def create_user(options: argparse.Namespace) -> int:
    """Add a user; the password is the first line of standard input."""
    from webhook_dashboard.domain.people import parse_role
    from webhook_dashboard.services.people import COMMAND_LINE

    password = sys.stdin.readline().rstrip("\r\n")

    async def create(platform: "Platform") -> None:
        await platform.accounts.create_user(options.email, parse_role(options.role), password, COMMAND_LINE)
        print(f"{options.email} may sign in now, as {options.role}.")

    return with_platform(create)


def create_api_key(options: argparse.Namespace) -> int:
    """Add an API key and print it, once and alone."""
    from webhook_dashboard.domain.people import parse_scope
    from webhook_dashboard.services.people import COMMAND_LINE

    async def create(platform: "Platform") -> None:
        made = await platform.api_keys.create(options.name, parse_scope(options.scope), COMMAND_LINE)
        print(made.key)

    return with_platform(create)


def list_api_keys(_: argparse.Namespace) -> int:
    """List the API keys that work: id, scope, beginning and end, last use, name."""
    from webhook_dashboard.domain.ids import API_KEY, encode_id

    async def show(platform: "Platform") -> None:
        for key in await platform.api_keys.list():
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}Z" if key.last_used_at else "never used"
            print(encode_id(API_KEY, key.id), key.scope, key.hint, used, key.name, sep="  ")

    return with_platform(show)


def revoke_api_key(options: argparse.Namespace) -> int:
    """Make an API key useless, within a second on every server."""
    from webhook_dashboard.domain.ids import API_KEY, parse_id
    from webhook_dashboard.services.people import COMMAND_LINE

    async def revoke(platform: "Platform") -> None:
        await platform.api_keys.revoke(parse_id(API_KEY, options.id), COMMAND_LINE)
        say(f"{options.id} is revoked.")

    return with_platform(revoke)
