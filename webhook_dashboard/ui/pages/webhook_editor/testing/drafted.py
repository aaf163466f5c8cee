"""What the editor holds at one moment, to be tried out."""

from webhook_dashboard.services.webhook_configuration import Configuration
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft
from webhook_dashboard.services.webhook_secrets import make_secret
from webhook_dashboard.services.webhook_tests import UNSAVED
from webhook_dashboard.ui.pages.webhook_editor.testing.drafting import change_to_test, draft_to_test
from webhook_dashboard.ui.session import platform


class Drafted:
    """A webhook as typed, saved or not. A plain class, since Reflex wraps what dataclasses hold."""

    def __init__(self, webhook_id: int, draft: WebhookDraft, change: WebhookChange) -> None:
        self.webhook_id = webhook_id
        self.draft = draft
        self.change = change

    async def configured(self, event_type: str) -> Configuration:
        """Return what is to be tried out. Raises InvalidInput, NotFound."""
        if self.webhook_id == UNSAVED:
            return draft_to_test(self.draft, event_type, make_secret())
        saved = await platform().webhooks.configuration(self.webhook_id)
        return change_to_test(saved, self.change, event_type)
