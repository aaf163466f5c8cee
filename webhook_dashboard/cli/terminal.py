"""What every command needs: the settings, the installation they name, and words for the terminal."""

import asyncio
import sys
import traceback
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webhook_dashboard.services.platform import Platform
    from webhook_dashboard.settings import Settings


ENVIRONMENT_PREFIX = "WEBHOOK_DASHBOARD_"


def with_platform(work: Callable[["Platform"], Coroutine[None, None, None]]) -> int:
    """Do something in the installation that the options name, whether or not a server runs on it."""
    from webhook_dashboard.domain.errors import DomainError
    from webhook_dashboard.server import failure_sentence
    from webhook_dashboard.services.opening import vault_keys
    from webhook_dashboard.services.platform import Options, Platform

    settings = read_settings_or_stop()
    try:
        keys = vault_keys(settings.secret_key.get_secret_value(), settings.data_dir)
        platform = Platform(Options(database_url=settings.resolved_database_url, vault_keys=keys))
        try:
            asyncio.run(work(platform))
        finally:
            platform.stop()
    except DomainError as problem:
        return fail(problem.message)
    except Exception:
        report = traceback.format_exc()
        return fail(failure_sentence(report) or report)
    return 0


def read_settings_or_stop() -> "Settings":
    """Return the settings; a bad one is said, and the program ends."""
    from webhook_dashboard.settings import BadSettings, read_settings

    try:
        return read_settings()
    except BadSettings as problem:
        say(str(problem))
        sys.exit(2)


def say(sentence: str) -> None:
    """Print a sentence where errors go: what a command prints for programs stays clean."""
    print(sentence, file=sys.stderr, flush=True)


def fail(sentence: str) -> int:
    """Say why a command failed; returns its exit code."""
    say(sentence)
    return 1
