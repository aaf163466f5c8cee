"""Which URL a webhook may have: looked up and allowed, or a test inbox here."""

from webhook_dashboard.delivery.address_guard import AddressGuard
from webhook_dashboard.delivery.url_probe import UrlProbe
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.url_findings import UrlFinding
from webhook_dashboard.domain.webhooks import INBOX_PATH, MAX_URL_LENGTH, inbox_token
from webhook_dashboard.services.context import Context
from webhook_dashboard.storage.inboxes import find_inbox


class WebhookUrls:
    """Checks URLs of webhooks and looks at what stands there."""

    def __init__(self, context: Context, guard: AddressGuard) -> None:
        self._context = context
        self._guard = guard
        self._probe = UrlProbe(guard)

    async def check(self, text: str) -> str | None:
        """Check a URL as saving it would, with a look-up of its host (five seconds at most).

        Returns a warning, as when the host has no address yet, or None.

        Raises:
            InvalidInput: no webhook may have this URL.
        """
        _, warning = await self._resolve(text)
        return warning

    async def look(self, text: str) -> UrlFinding | None:
        """Look at what stands at a URL now, in a few seconds; no request is sent. None for a test inbox here.

        Raises:
            InvalidInput: no webhook may have this URL.
        """
        url = await self._own_or_given(text)
        return None if inbox_token(url) else await self._probe.look(url)

    async def stored(self, text: str) -> str:
        """Return a URL as a webhook would have it: that of a test inbox here becomes `/inbox/<token>`.

        Raises:
            InvalidInput: no webhook may have this URL.
        """
        url, _ = await self._resolve(text)
        return url

    async def _resolve(self, text: str) -> tuple[str, str | None]:
        """Return the URL to store, and a warning."""
        url = await self._own_or_given(text)
        return url, await self._guard.resolve_url(url)

    async def _own_or_given(self, text: str) -> str:
        """Return the URL to store: any address of an inbox here becomes `/inbox/<token>`."""
        url = text.strip()
        if len(url) > MAX_URL_LENGTH:
            raise InvalidInput("url", f"url: at most {MAX_URL_LENGTH:,} characters.")
        own = INBOX_PATH + url.rpartition(INBOX_PATH)[2]
        token = inbox_token(own) if INBOX_PATH in url else None
        if token and await self._context.database.read(lambda connection: find_inbox(connection, token)):
            return own
        if url.startswith(INBOX_PATH):
            raise InvalidInput("url", "url: there is no such test inbox.")
        return url
