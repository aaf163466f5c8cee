"""The command `webhook-dashboard`: reads options, hands over, and says in one sentence what went wrong."""

import argparse
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from webhook_dashboard.cli.accounts import create_api_key, create_user, list_api_keys, revoke_api_key
from webhook_dashboard.cli.serving import demo, serve
from webhook_dashboard.cli.terminal import ENVIRONMENT_PREFIX
from webhook_dashboard.cli.upkeep import rotate_secrets, try_alerts


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message[:1].upper()}{message[1:]}. See `{self.prog} --help`.\n")


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[_Parser]  # pyright: ignore[reportPrivateUsage]  # has no public name

Command = Callable[[argparse.Namespace], int]

SETTING_OPTIONS = {
    "--host": ("host", "address to listen on (127.0.0.1)"),
    "--port": ("port", "port to listen on, 0 for a free one (8000)"),
    "--data-dir": ("data_dir", "folder for the database and the keys (./data)"),
    "--database-url": ("database_url", "PostgreSQL instead of SQLite, postgresql://user:password@host/name"),
    "--redis-url": ("redis_url", "keep the state of open pages in Redis, redis://host:6379/0"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit code."""
    options = _parser().parse_args(arguments)
    _override_environment(options)
    try:
        return options.run(options)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="webhook-dashboard", description="Self-hosted webhooks: send, watch, recover.")
    commands = parser.add_subparsers(metavar="command", required=True)

    _command(commands, "serve", serve, "start the dashboard, the API and the delivery engine")
    _command(commands, "demo", demo, "the same on a separate folder full of examples")

    users = commands.add_parser("users", help="manage users").add_subparsers(metavar="command", required=True)
    user = _command(users, "create", create_user, "add a user")
    user.add_argument("--email", required=True)
    user.add_argument("--role", required=True, choices=["viewer", "operator", "admin", "owner"])
    user.add_argument(
        "--password-stdin", action="store_true", required=True, help="read the password from standard input"
    )

    keys = commands.add_parser("api-keys", help="manage API keys").add_subparsers(
        metavar="command", required=True
    )
    key = _command(keys, "create", create_api_key, "add an API key and print it, once")
    key.add_argument("--name", required=True)
    key.add_argument("--scope", required=True, choices=["publish", "read", "admin"])
    _command(keys, "list", list_api_keys, "list the API keys that work")
    gone = _command(keys, "revoke", revoke_api_key, "make an API key useless")
    gone.add_argument("--id", required=True, help="as api-keys list shows it, key_…")

    alerts = commands.add_parser("alerts", help="manage alerts").add_subparsers(
        metavar="command", required=True
    )
    trial = _command(alerts, "test", try_alerts, "send a test message by e-mail and to the chat")
    trial.add_argument("--to", default="", help="e-mail address instead of the default ones")

    secrets = commands.add_parser("secrets", help="manage the key of the secrets").add_subparsers(
        metavar="command", required=True
    )
    _command(secrets, "rotate", rotate_secrets, "encrypt every stored secret anew with the newest key")
    return parser


def _command(commands: "Commands", name: str, run: Command, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=run.__doc__)
    parser.set_defaults(run=run)
    for option, (setting, meaning) in SETTING_OPTIONS.items():
        parser.add_argument(option, dest=setting, help=f"{meaning}; or {ENVIRONMENT_PREFIX}{setting.upper()}")
    return parser


def _override_environment(options: argparse.Namespace) -> None:
    """An option is the same as its environment variable, and stronger."""
    for setting, _ in SETTING_OPTIONS.values():
        value = getattr(options, setting, None)
        if value is not None:
            os.environ[f"{ENVIRONMENT_PREFIX}{setting.upper()}"] = value
