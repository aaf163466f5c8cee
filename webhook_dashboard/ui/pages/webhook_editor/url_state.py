"""The state of the editor, continued: what stands at the URL that is typed."""

from typing import Any

from webhook_dashboard.domain.errors import DomainError, InvalidInput
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.webhooks import INBOX_PATH
from webhook_dashboard.ui.pages.webhook_editor import checking
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.url_words import OK, WARN, checked_words, finding_words
from webhook_dashboard.ui.session import handler, platform, signed_in_actor, zone_of

BAD = "bad"


class UrlState(EditorState):
    """Only what the rules say hinders a save; what was found at the URL is a note."""

    @handler(Role.ADMIN, background=True)
    async def check_url(self) -> Any:
        """Say what the real rules say about the URL; the latest text wins.

        Only a URL whose field was left is looked at: hosts on the way to it are nobody's choice.
        """
        async with self:
            text = self._work.typed.texts["url"]
        tone, note = "", ""
        if text.strip():
            try:
                warning = await platform().webhook_urls.check(text)
                tone, note = (WARN, warning) if warning else (OK, checked_words(text))
            except InvalidInput as refusal:
                tone, note = BAD, checking.sentence_of(refusal)
        async with self:
            if self._work.typed.texts["url"] != text:
                return None
            self._work.refused = {k: words for k, words in self._work.refused.items() if k != "url"}
            if tone == BAD:
                self._work.refused["url"] = note
            self.url_tone, self.url_note = tone, note
            self._show()
            is_meant = self._is_url_left
        return UrlState.look_at_url if is_meant and tone in (OK, WARN) else None

    @handler(Role.ADMIN, background=True)
    async def look_at_url(self) -> None:
        """Say which address and which certificate stand at the URL; no request is sent."""
        async with self:
            text, zone = self._work.typed.texts["url"], zone_of(self)
        try:
            found = await platform().webhook_urls.look(text)
        except DomainError:
            return  # what the rules say is said already
        if found is None:
            return
        tone, note = finding_words(found, platform().clock(), zone)
        async with self:
            if self._work.typed.texts["url"] == text and self.url_tone != BAD:
                self._assign(url_tone=tone, url_note=note)

    @handler(Role.ADMIN)
    async def use_inbox(self) -> None:
        """Make a test inbox and put its address into the URL."""
        token = await platform().inboxes.create(await signed_in_actor(self))
        draft = self._work.typed.with_text("url", INBOX_PATH + token)
        if not draft.texts["name"].strip():
            draft = draft.with_text("name", "Test inbox")
        self._is_url_left = True
        self.url_tone, self.url_note = OK, "A new test inbox of this program. It shows what arrives."
        self._fill(draft, "url", "name")
