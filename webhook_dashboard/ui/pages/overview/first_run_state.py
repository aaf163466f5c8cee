"""The state of the three steps: what was made, what was sent, and the key for one's own program."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson
import reflex as rx

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.events import NewEvent
from webhook_dashboard.domain.people import Role, Scope
from webhook_dashboard.domain.signing import Verdict
from webhook_dashboard.domain.webhooks import INBOX_PATH, inbox_token
from webhook_dashboard.services.events import Publication
from webhook_dashboard.services.webhook_drafts import WebhookDraft
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.inboxes import list_requests
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.formatting import format_ms
from webhook_dashboard.ui.pages.overview.snippets import (
    SAMPLE_EVENT,
    SAMPLE_RECORD,
    show_snippet,
    write_snippet,
)
from webhook_dashboard.ui.session import handler, platform, signed_in_actor

FIRST_NAME = "My first webhook"
KEY_NAME = "First steps"


class FirstRunState(rx.State):
    """Which step is open, and what the done ones made. `step` is make, send or see."""

    step: str = "make"
    webhook_name: str = ""
    inbox_path: str = ""
    secret_hint: str = ""
    secret: str = ""
    is_busy: bool = False
    key: str = ""
    language: str = "curl"
    snippet: str = ""
    snippet_html: str = ""

    @handler(Role.ADMIN)
    async def make_webhook(self) -> AsyncIterator[Any]:
        """Step 1: a test inbox, a webhook to it for every event, and a key when the person may have one."""
        if self.is_busy or self.step != "make":
            return
        self.is_busy = True
        yield
        try:
            actor = await signed_in_actor(self)
            token = await platform().inboxes.create(actor)
            draft = WebhookDraft(FIRST_NAME, INBOX_PATH + token, ["*"])
            created = await platform().webhooks.create(draft, actor)
            self._show_webhook(created.summary)
            self.secret = created.secret
            if actor.role >= Role.OWNER:
                await self._make_key()
        finally:
            self.is_busy = False

    @handler(Role.OPERATOR)
    async def send_event(self) -> AsyncIterator[Any]:
        """Step 2: publish the sample event, through the same door as everyone."""
        if self.is_busy:
            return
        self.is_busy = True
        yield
        try:
            sample = orjson.loads(SAMPLE_EVENT)
            event = NewEvent(
                sample["type"], orjson.dumps(sample["data"]), entity_type="order", entity_id=SAMPLE_RECORD
            )
            await platform().publisher.publish(Publication((event,)))
            self.step = "see"
        finally:
            self.is_busy = False

    @handler(Role.OWNER)
    async def make_key(self) -> None:
        """Make a key that may publish; it is shown until the page is loaded anew."""
        await self._make_key()

    @handler()
    async def choose_language(self, language: str) -> None:
        """Show the snippet in another language."""
        self.language = language
        self._write_snippet()

    async def _make_key(self) -> None:
        if self.key:
            return  # it may have been copied
        made = await platform().api_keys.create(KEY_NAME, Scope.PUBLISH, await signed_in_actor(self))
        self.key = made.key
        self._write_snippet()

    def _show_webhook(self, webhook: WebhookSummary) -> None:
        self.step = "send"
        self.webhook_name, self.inbox_path, self.secret_hint = webhook.name, webhook.url, webhook.secret_hint

    def _write_snippet(self) -> None:
        origin, key = self.router.url.origin, self.key or "whk_your_key"
        snippet = write_snippet(self.language, origin, key)
        if snippet != self.snippet:
            self.snippet, self.snippet_html = snippet, show_snippet(self.language, origin, key)


# Functions and not methods: each public method of a state can be called by whoever has a socket.


def follow_steps(state: FirstRunState, webhooks: Sequence[WebhookSummary]) -> None:
    """Find out which step is open, at each update of the Overview."""
    state._write_snippet()
    if state.step != "make":
        return
    for webhook in webhooks:
        if inbox_token(webhook.url):
            state._show_webhook(webhook)
            return


async def celebrate(delivery: DeliverySummary) -> Any:
    """Say that the first event has arrived; nothing when it did not."""
    if delivery.duration_ms is None or delivery.status is not Status.SUCCEEDED:
        return None
    token = inbox_token(delivery.webhook_url)
    signed = ""
    if token:
        arrived = await platform().database.read(lambda connection: list_requests(connection, token, limit=1))
        signed = " and signed" if arrived and arrived[0].verdict is Verdict.VALID else ""
    return toast_done(f"Delivered{signed} in {format_ms(delivery.duration_ms)}. Now use your own URL.")
