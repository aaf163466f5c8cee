"""Trying whether alerts arrive: a message over every channel that is set up, now."""

from collections.abc import Iterable

from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.alerts import AlertOptions, Alerts, Tried
from webhook_dashboard.delivery.clock import utc_now
from webhook_dashboard.delivery.sender import Sender
from webhook_dashboard.delivery.transport import PooledTransport
from webhook_dashboard.domain.alerts import Channel
from webhook_dashboard.storage.ids import IdSource


async def send_trial(options: AlertOptions, guard: AddressGuard, to: str = "") -> list[Tried]:
    """Send a test message to the chat, and to `to` or the default addresses; needs no database.

    Raises:
        InvalidInput: a setting cannot be used.
    """
    sender = Sender(PooledTransport(guard))
    try:
        alerts = Alerts(options, guard, sender, IdSource(0, utc_now))
        return await alerts.send_test(utc_now(), to)
    finally:
        await sender.close()


def say_trial(tried: Iterable[Tried]) -> list[str]:
    """Return a sentence for each test message."""
    names = {Channel.EMAIL: "E-mail to", Channel.CHAT: "Chat"}
    return [
        f"{names[one.channel]} {one.target}: {f'not sent. {one.error}' if one.error else 'taken.'}"
        for one in tried
    ]
