"""Puts the parts together: settings, platform, API and pages. The only file that knows everything."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from functools import partial

import reflex as rx

from webhook_dashboard.api.app import Front
from webhook_dashboard.delivery.alerts import AlertOptions
from webhook_dashboard.delivery.limits import Limits
from webhook_dashboard.demo.demonstration import Demonstration
from webhook_dashboard.services.opening import FirstOwner, vault_keys, welcome
from webhook_dashboard.services.platform import Options, Platform
from webhook_dashboard.settings import Settings, read_settings
from webhook_dashboard.ui import session
from webhook_dashboard.ui.live import Hub
from webhook_dashboard.ui.navigation import add_pages
from webhook_dashboard.ui.theme import app_options


class Root:
    """The running program. `notices` are lines for the terminal, below the address."""

    def __init__(self, settings: Settings) -> None:
        self.notices: list[str] = []
        self._settings = settings
        password = settings.owner_password.get_secret_value()
        self._platform: Platform | None = None
        self._demo = Demonstration(settings.data_dir, password) if settings.demo else None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open the platform before the first request, close it after the last."""
        demo = self._demo
        options = _options(self._settings)
        if demo is not None:
            demo.renew()
            options = replace(options, make_sender=demo.make_sender)
        platform = await asyncio.to_thread(Platform, options)
        self.notices[:] = (
            await self._welcome(platform) if demo is None else await demo.fill(platform, options.vault_keys)
        )
        await asyncio.to_thread(platform.start)
        hub = Hub(platform.database)
        session.connect(platform, hub)
        self._platform = platform
        try:
            async with hub.running(), demo.running(platform) if demo is not None else nullcontext():
                yield
        finally:
            self._platform = None
            await asyncio.to_thread(platform.stop)
            session.connect(None, None)

    async def drain(self) -> None:
        """Refuse new events and finish what is being sent, while the port is still open."""
        if self._platform is not None:
            await asyncio.to_thread(self._platform.drain)

    async def _welcome(self, platform: Platform) -> list[str]:
        settings = self._settings
        owner = FirstOwner(settings.owner_email, settings.owner_password.get_secret_value())
        return await welcome(platform.accounts, owner, settings.host)


def _options(settings: Settings) -> Options:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "localhost") else settings.host
    read_keys = partial(vault_keys, settings.secret_key.get_secret_value(), settings.data_dir)
    return Options(
        database_url=settings.resolved_database_url,
        vault_keys=read_keys(),
        reread_vault_keys=read_keys,
        own_origin=f"http://{f'[{host}]' if ':' in host else host}:{settings.port}",
        allowed_addresses=settings.allowed_addresses,
        allow_private_addresses=settings.allow_private_addresses,
        only_addresses=settings.only_addresses,
        blocked_addresses=settings.blocked_addresses,
        alerts=AlertOptions(
            public_url=settings.public_url,
            emails=settings.alert_email,
            smtp_from=settings.smtp_from,
            smtp_url=settings.smtp_url.get_secret_value(),
            chat_url=settings.alert_chat_url.get_secret_value(),
        ),
        limits=Limits(
            per_webhook=settings.concurrency,
            in_flight=settings.total_concurrency,
            lease_seconds=settings.lease_seconds,
        ),
    )


settings = read_settings()
logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s %(message)s")
# A job that is still running when it is due again is how it should be under load.
logging.getLogger("apscheduler").setLevel(logging.ERROR)
root = Root(settings)
front = Front(session.platform)
"""Wraps the application that the server makes of `app`: before all of Reflex's layers, not within them."""
app = rx.App(**app_options())
# The browser's socket is taken from this very origin only; without an Origin there is no browser.
assert app.sio is not None
app.sio.eio.cors_allowed_origins = None
app.register_lifespan_task(root.running)
add_pages(app)


def notices() -> list[str]:
    """What the terminal should say once the server listens."""
    return root.notices


async def drain() -> None:
    """Say no to new work and finish the old; awaited when the server is told to stop."""
    await root.drain()
