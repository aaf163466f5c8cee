"""The state of the dialog that sends events of the past: counted first, then sent at a pace."""

from datetime import timedelta
from typing import Any, Final

import reflex as rx

from webhook_dashboard.domain.errors import DomainError, InvalidInput
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.past_events import PastEvents
from webhook_dashboard.ui.pages.webhook_editor.checking import sentence_of
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.testing import past_words
from webhook_dashboard.ui.pages.webhook_editor.testing.past_words import PACES, RANGES
from webhook_dashboard.ui.pages.webhook_editor.testing.shown import PastView
from webhook_dashboard.ui.session import handler, platform, signed_in_actor, zone_of

MAX_TYPED: Final = 40
MENU_ID: Final = "webhook-menu"
BACK_TO_MENU: Final = f"window.editor?.focusAgain('{MENU_ID}')"


class PastState(rx.State):
    """What the dialog shows. While `is_old`, the count is of an earlier choice.

    `counted_for` is the number of the question that `counted` answers; it comes back with what sends.
    """

    is_open: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    title: rx.Field[str] = rx.field("")
    is_dirty: rx.Field[bool] = rx.field(False)
    chosen: rx.Field[str] = rx.field("24h")
    since: rx.Field[str] = rx.field("")
    until: rx.Field[str] = rx.field("")
    pace: rx.Field[str] = rx.field("10")
    zone_name: rx.Field[str] = rx.field("")
    is_old: rx.Field[bool] = rx.field(True)
    error: rx.Field[str] = rx.field("")
    counted: rx.Field[PastView] = rx.field(default_factory=PastView)
    counted_for: rx.Field[int] = rx.field(0)
    is_sending: rx.Field[bool] = rx.field(False)
    is_sent: rx.Field[bool] = rx.field(False)
    log_href: rx.Field[str] = rx.field("")

    _wanted: PastEvents | None = None
    _asked: int = 0

    @handler(Role.OPERATOR)
    async def open(self) -> Any:
        """Open the dialog for the webhook in the editor, as it is saved."""
        editor = await self.get_state(EditorState)
        if not editor.is_loaded or editor.is_new or self.is_open:
            return None
        now, zone = platform().clock(), zone_of(self)
        self.title = f"Send past events to {editor.webhook_name}"
        self.log_href = f"/deliveries?webhook={editor.webhook_id}"
        self.is_dirty = editor.bar.is_dirty
        self.since = past_words.to_field(now - timedelta(hours=24), zone)
        self.until = past_words.to_field(now, zone)
        self.zone_name = zone.key
        self.is_sent = self.is_sending = False
        self.counted, self.opened, self.is_open = PastView(), self.opened + 1, True
        return self._recount()

    @handler()
    async def change_open(self, is_open: bool) -> Any:
        """Close the dialog; what was begun goes on."""
        return None if is_open is True else self._leave()

    @handler()
    async def leave(self, opened: int) -> Any:
        """Close the dialog that went with its page, unless another one was opened since."""
        return self._leave() if opened == self.opened else None

    @handler(Role.OPERATOR)
    async def choose(self, chosen: str) -> Any:
        """Take another range."""
        if chosen not in dict(RANGES):
            return None
        self.chosen = chosen
        return self._recount()

    @handler(Role.OPERATOR)
    async def set_since(self, text: str) -> Any:
        """Take the beginning of the range."""
        if str(text)[:MAX_TYPED] == self.since:
            return None
        self.since = str(text)[:MAX_TYPED]
        return self._recount()

    @handler(Role.OPERATOR)
    async def set_until(self, text: str) -> Any:
        """Take the end of the range."""
        if str(text)[:MAX_TYPED] == self.until:
            return None
        self.until = str(text)[:MAX_TYPED]
        return self._recount()

    @handler(Role.OPERATOR)
    async def choose_pace(self, pace: str) -> Any:
        """Send more or fewer a second."""
        if pace not in dict(PACES):
            return None
        self.pace = pace
        return self._recount()

    @handler(Role.OPERATOR, background=True)
    async def count(self) -> None:
        """Count what would be sent; nothing is stored."""
        async with self:
            asked, pace = self._asked, self.pace
            editor = await self.get_state(EditorState)
            number = parse_id(WEBHOOK, editor.webhook_id)
            now, zone = platform().clock(), zone_of(self)
            chosen, since, until = self.chosen, self.since, self.until
        wanted, shown, error = None, PastView(), ""
        try:
            wanted = past_words.wanted_events(chosen, since, until, pace, now=now, zone=zone)
            shown = past_words.say_count(await platform().past_events.count(number, wanted), pace)
        except InvalidInput as refused:
            wanted, error = None, sentence_of(refused)
        except DomainError as refused:
            wanted, error = None, refused.message
        async with self:
            if asked == self._asked and not self.is_sent:
                self._wanted, self.counted, self.error, self.is_old = wanted, shown, error, False
                self.counted_for = asked

    @handler(Role.OPERATOR, background=True)
    async def send(self, counted_for: int) -> None:
        """Send what was counted, unless another range or pace was chosen since."""
        async with self:
            wanted = self._wanted if counted_for == self._asked else None
            if wanted is None or self.is_old or self.is_sending or self.is_sent or not self.is_open:
                return
            editor = await self.get_state(EditorState)
            number, actor = parse_id(WEBHOOK, editor.webhook_id), await signed_in_actor(self)
            opened = self.opened
            self.is_sending, self.error = True, ""
        count, error = 0, ""
        try:
            count = await platform().past_events.send(number, wanted, actor)
        except DomainError as refused:
            error = refused.message
        async with self:
            if opened != self.opened:
                return  # the dialog was opened anew meanwhile
            self.is_sending, self.error = False, error
            if not error:
                self.counted = past_words.say_sent(count, count / wanted.per_second)
                self.is_sent = True

    def _arrive(self) -> None:
        """Begin the page without the dialog."""
        self.is_open = False

    def _leave(self) -> Any:
        if not self.is_open:
            return None
        self.is_open = False
        return rx.call_script(BACK_TO_MENU)

    def _recount(self) -> Any:
        self.is_old = True
        self._wanted = None
        self._asked += 1
        return PastState.count
