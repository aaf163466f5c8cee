"""The command `webhook-dashboard`: reads options, hands over, and says in one sentence what went wrong."""

import argparse
import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from webhook_dashboard.services.platform import Platform
    from webhook_dashboard.settings import Settings


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
ENVIRONMENT_PREFIX = "WEBHOOK_DASHBOARD_"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit code."""
    options = _parser().parse_args(arguments)
    _override_environment(options)
    try:
        return options.run(options)
    except KeyboardInterrupt:
        return 130


def serve(_: argparse.Namespace) -> int:
    """Serve the dashboard, the API and the inbox until told to stop."""
    from webhook_dashboard import frontend, server

    settings = _read_settings()
    uses_sqlite = settings.resolved_database_url.startswith("sqlite")
    try:
        bundle = frontend.find_bundle()
        bound = server.listen(settings.host, settings.port)
        # Kept open to the end: the lock goes with it.
        lock = server.claim(settings.data_dir.absolute()) if uses_sqlite else None
    except (server.CannotStart, frontend.FrontendMissing) as problem:
        return _fail(str(problem))
    if not bundle.is_current:
        _say("The front end was built from other sources than these. scripts/run brings it up to date.")
    # What the root module reads: the port that was really taken, and a path that holds in every folder.
    os.environ[f"{ENVIRONMENT_PREFIX}PORT"] = str(bound.getsockname()[1])
    os.environ[f"{ENVIRONMENT_PREFIX}DATA_DIR"] = str(settings.data_dir.absolute())

    root, application = server.load_root(bundle)

    def announce() -> None:
        print(f"ready  {server.address_of(bound)}", flush=True)
        for line in root.notices():
            print(line, flush=True)

    started = server.run(application, bound, announce, root.drain, root.front.shortcut)
    if lock is not None:
        lock.close()
    return 0 if started else 1


def demo(options: argparse.Namespace) -> int:
    """Serve a separate folder (./demo-data) that each start fills anew with examples."""
    from webhook_dashboard.demo.demonstration import holds_installation

    os.environ.setdefault(f"{ENVIRONMENT_PREFIX}DATA_DIR", "demo-data")
    os.environ[f"{ENVIRONMENT_PREFIX}DEMO"] = "true"
    settings = _read_settings()
    if settings.database_url:
        return _fail("The demo keeps its data in SQLite. Start it without --database-url.")
    if holds_installation(settings.data_dir):
        return _fail(f"{settings.data_dir} holds a real installation. Choose another folder with --data-dir.")
    _say(f"Filling {settings.data_dir} with 30 days of examples …")
    return serve(options)


def create_user(options: argparse.Namespace) -> int:
    """Add a user; the password is the first line of standard input."""
    from webhook_dashboard.domain.people import parse_role
    from webhook_dashboard.services.people import COMMAND_LINE

    password = sys.stdin.readline().rstrip("\r\n")

    async def create(platform: "Platform") -> None:
        await platform.accounts.create_user(options.email, parse_role(options.role), password, COMMAND_LINE)
        print(f"{options.email} may sign in now, as {options.role}.")

    return _with_platform(create)


def create_api_key(options: argparse.Namespace) -> int:
    """Add an API key and print it, once and alone."""
    from webhook_dashboard.domain.people import parse_scope
    from webhook_dashboard.services.people import COMMAND_LINE

    async def create(platform: "Platform") -> None:
        made = await platform.accounts.create_api_key(options.name, parse_scope(options.scope), COMMAND_LINE)
        print(made.key)

    return _with_platform(create)


def list_api_keys(_: argparse.Namespace) -> int:
    """List the API keys that work: id, scope, beginning and end, last use, name."""
    from webhook_dashboard.domain.ids import API_KEY, encode_id

    async def show(platform: "Platform") -> None:
        for key in await platform.accounts.list_api_keys():
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}Z" if key.last_used_at else "never used"
            print(encode_id(API_KEY, key.id), key.scope, key.hint, used, key.name, sep="  ")

    return _with_platform(show)


def revoke_api_key(options: argparse.Namespace) -> int:
    """Make an API key useless, within a second on every server."""
    from webhook_dashboard.domain.ids import API_KEY, parse_id
    from webhook_dashboard.services.people import COMMAND_LINE

    async def revoke(platform: "Platform") -> None:
        await platform.accounts.revoke_api_key(parse_id(API_KEY, options.id), COMMAND_LINE)
        _say(f"{options.id} is revoked.")

    return _with_platform(revoke)


def try_alerts(options: argparse.Namespace) -> int:
    """Send a test message by e-mail and to the chat, and say what became of it."""
    from webhook_dashboard.delivery.address_guard import AddressGuard
    from webhook_dashboard.delivery.alerts import AlertOptions
    from webhook_dashboard.domain.errors import DomainError
    from webhook_dashboard.services.alert_trial import say_trial, send_trial

    settings = _read_settings()
    alerts = AlertOptions(
        public_url=settings.public_url or f"http://{settings.host}:{settings.port}",
        emails=settings.alert_email,
        smtp_from=settings.smtp_from,
        smtp_url=settings.smtp_url.get_secret_value(),
        chat_url=settings.alert_chat_url.get_secret_value(),
    )
    try:
        guard = AddressGuard(settings.allowed_addresses, allow_private=settings.allow_private_addresses)
        tried = asyncio.run(send_trial(alerts, guard, options.to))
    except DomainError as problem:
        return _fail(problem.message)
    for sentence in say_trial(tried):
        print(sentence)
    if not tried:
        return _fail(
            f"There is nobody to tell. Set {ENVIRONMENT_PREFIX}SMTP_URL and {ENVIRONMENT_PREFIX}ALERT_EMAIL, "
            f"or {ENVIRONMENT_PREFIX}ALERT_CHAT_URL."
        )
    return 1 if any(one.error for one in tried) else 0


def rotate_secrets(_: argparse.Namespace) -> int:
    """Encrypt every stored secret anew with the newest key; safe beside a running server, and to repeat.

    The key file in the data folder gets a new key first. With WEBHOOK_DASHBOARD_SECRET_KEY, put the new
    key in front of the present one and restart the servers before.
    """
    from webhook_dashboard.services.opening import add_vault_key
    from webhook_dashboard.services.people import COMMAND_LINE

    settings = _read_settings()
    given = [key for key in settings.secret_key.get_secret_value().split(",") if key.strip()]
    if len(given) == 1:
        return _fail(
            f"{ENVIRONMENT_PREFIX}SECRET_KEY holds one key. Put a new one in front of it, with a comma, "
            "restart the servers, then rotate."
        )
    if not given:
        add_vault_key(settings.data_dir)
    unreadable = 0

    async def rotate(platform: "Platform") -> None:
        nonlocal unreadable
        done = await platform.key_rotation.seal_anew(COMMAND_LINE)
        unreadable = done.unreadable
        print(f"Encrypted anew: {done.sealed_anew}. Had the newest key: {done.were_newest}.")

    failed = _with_platform(rotate)
    if unreadable:
        return _fail(f"Left as they were: {unreadable}, which none of the keys opens.")
    return failed


def _with_platform(work: Callable[["Platform"], Coroutine[None, None, None]]) -> int:
    """Do something in the installation that the options name, whether or not a server runs on it."""
    from webhook_dashboard.domain.errors import DomainError
    from webhook_dashboard.server import failure_sentence
    from webhook_dashboard.services.opening import vault_keys
    from webhook_dashboard.services.platform import Options, Platform

    settings = _read_settings()
    try:
        keys = vault_keys(settings.secret_key.get_secret_value(), settings.data_dir)
        platform = Platform(Options(database_url=settings.resolved_database_url, vault_keys=keys))
        try:
            asyncio.run(work(platform))
        finally:
            platform.stop()
    except DomainError as problem:
        return _fail(problem.message)
    except Exception:
        report = traceback.format_exc()
        return _fail(failure_sentence(report) or report)
    return 0


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


def _read_settings() -> "Settings":
    from webhook_dashboard.settings import BadSettings, read_settings

    try:
        return read_settings()
    except BadSettings as problem:
        _say(str(problem))
        sys.exit(2)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _fail(sentence: str) -> int:
    _say(sentence)
    return 1
