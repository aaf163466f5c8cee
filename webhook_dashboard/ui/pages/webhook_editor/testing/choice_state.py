"""The state of the test dialog, continued: what is chosen to be sent, and what is looked at of the answer."""

from typing import Any, Final

from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui.pages.webhook_editor.testing import choosing
from webhook_dashboard.ui.pages.webhook_editor.testing.choosing import OWN
from webhook_dashboard.ui.pages.webhook_editor.testing.state import (
    REQUEST_HEADERS,
    RESPONSE,
    RESPONSE_HEADERS,
    TestState,
)
from webhook_dashboard.ui.session import handler

MAX_TYPED: Final = 300_000


class ChoiceState(TestState):
    """While a test is being sent nothing else can be chosen."""

    @handler(Role.OPERATOR)
    async def choose_type(self, event_type: str) -> Any:
        """Send an event of another type."""
        if event_type not in self.event_types or event_type == self.event_type or self.is_sending:
            return None
        self.event_type, self.is_old = event_type, True
        self._is_ready = self._is_awaited = False
        self._forget_result()
        return TestState.load

    @handler(Role.OPERATOR)
    async def choose(self, key: str) -> Any:
        """Send another record, the sample, or JSON of one's own."""
        if self.is_sending or key == self.choice or not any(one.key == key for one in self.choices):
            return None
        if key == OWN and not self.own_text.strip():
            self.own_text = choosing.lay_out(self._data_of(self.choice))
            self.own_version += 1
        self.choice, self.is_old = key, True
        self.own_error = self._own_mistake()
        self._forget_result()
        return TestState.preview

    @handler(Role.OPERATOR)
    async def set_own(self, text: str, version: int) -> Any:
        """Take up what is typed, and say where it is no JSON."""
        is_stale = version != self.own_version or self.choice != OWN
        if self.is_sending or is_stale or str(text) == self.own_text:
            return None
        self.own_text, self.is_old = str(text)[:MAX_TYPED], True
        self.own_error = self._own_mistake()
        self._forget_result()
        return None if self.own_error else TestState.preview

    @handler(Role.OPERATOR)
    async def sign(self, is_signed: bool) -> Any:
        """Sign what is sent, or not."""
        if self.is_sending:
            return None
        self.include_signature, self.is_old = is_signed is True, True
        self._forget_result()
        return TestState.preview

    @handler()
    async def choose_tab(self, tab: str) -> None:
        """Show the answer, its headers, or those of the request."""
        if tab in (RESPONSE, RESPONSE_HEADERS, REQUEST_HEADERS):
            self.tab = tab

    @handler()
    async def show_all(self) -> None:
        """Show the whole answer."""
        self.is_whole, self.shown_body = True, self._whole
