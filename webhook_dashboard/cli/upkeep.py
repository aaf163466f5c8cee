"""`alerts` and `secrets`: what an installation needs now and then."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from webhook_dashboard.cli.terminal import ENVIRONMENT_PREFIX, fail, read_settings_or_stop, with_platform

if TYPE_CHECKING:
    from webhook_dashboard.services.platform import Platform


def try_alerts(options: argparse.Namespace) -> int:
    """Send a test message by e-mail and to the chat, and say what became of it."""
    from webhook_dashboard.delivery.address_guard import AddressGuard
    from webhook_dashboard.delivery.alerts import AlertOptions
    from webhook_dashboard.domain.errors import DomainError
    from webhook_dashboard.services.alert_trial import say_trial, send_trial

    settings = read_settings_or_stop()
    alerts = AlertOptions(
        public_url=settings.public_url or f"http://{settings.host}:{settings.port}",
        emails=settings.alert_email,
        smtp_from=settings.smtp_from,
        smtp_url=settings.smtp_url.get_secret_value(),
        chat_url=settings.alert_chat_url.get_secret_value(),
    )
    try:
        guard = AddressGuard(
            settings.allowed_addresses,
            allow_private=settings.allow_private_addresses,
            only=settings.only_addresses,
            blocked=settings.blocked_addresses,
        )
        tried = asyncio.run(send_trial(alerts, guard, options.to))
    except DomainError as problem:
        return fail(problem.message)
    for sentence in say_trial(tried):
        print(sentence)
    if not tried:
        return fail(
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

    settings = read_settings_or_stop()
    given = [key for key in settings.secret_key.get_secret_value().split(",") if key.strip()]
    if len(given) == 1:
        return fail(
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

    failed = with_platform(rotate)
    if unreadable:
        return fail(f"Left as they were: {unreadable}, which none of the keys opens.")
    return failed
