"""The state of the test dialog: what is chosen, what would be sent, and what came back."""

from typing import Any, Final

import reflex as rx

from webhook_dashboard.domain.errors import DomainError, InvalidInput
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.payloads import PayloadRefused
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.signing import signature_header_names
from webhook_dashboard.services.people import Actor
from webhook_dashboard.services.webhook_tests import UNSAVED, TestRequest, TestResult
from webhook_dashboard.storage.event_samples import EventSample
from webhook_dashboard.ui import running
from webhook_dashboard.ui.pages.webhook_editor.checking import sentence_of
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.testing import choosing, words
from webhook_dashboard.ui.pages.webhook_editor.testing.choosing import OWN, SAMPLE
from webhook_dashboard.ui.pages.webhook_editor.testing.drafted import Drafted
from webhook_dashboard.ui.pages.webhook_editor.testing.shown import Choice, RequestView, ResultView
from webhook_dashboard.ui.session import handler, platform, signed_in_actor, zone_of

RESPONSE, RESPONSE_HEADERS, REQUEST_HEADERS = "response", "response-headers", "request-headers"
CANCELLED: Final = "Cancelled. The receiver may have got it all the same."
SHOW_VERDICT: Final = (
    "if (matchMedia('(max-width: 767px)').matches) document.querySelector('.test-right')?.scrollIntoView()"
)
"""On a phone the verdict stands below what was sent."""

Sent = tuple[TestResult, frozenset[str], float]
"""What came back, the names of the headers that sign, and the seconds that were waited at most."""


class TestState(rx.State):
    """What the dialog shows. While `is_old`, the preview is of an earlier choice.

    `opened` counts openings.
    """

    __test__ = False  # no test, whatever its name says to pytest

    is_open: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    title: rx.Field[str] = rx.field("")
    address: rx.Field[str] = rx.field("")
    is_draft: rx.Field[bool] = rx.field(False)
    is_saved: rx.Field[bool] = rx.field(False)
    event_types: rx.Field[list[str]] = rx.field(default_factory=list)
    event_type: rx.Field[str] = rx.field("")
    choices: rx.Field[list[Choice]] = rx.field(default_factory=list)
    choice: rx.Field[str] = rx.field(SAMPLE)
    own_text: rx.Field[str] = rx.field("")
    own_version: rx.Field[int] = rx.field(0)
    own_error: rx.Field[str] = rx.field("")
    include_signature: rx.Field[bool] = rx.field(True)

    problem: rx.Field[str] = rx.field("")
    note: rx.Field[str] = rx.field("")
    is_old: rx.Field[bool] = rx.field(True)
    request: rx.Field[RequestView] = rx.field(default_factory=RequestView)
    is_sending: rx.Field[bool] = rx.field(False)
    has_result: rx.Field[bool] = rx.field(False)
    result: rx.Field[ResultView] = rx.field(default_factory=ResultView)
    shown_body: rx.Field[str] = rx.field("")
    is_whole: rx.Field[bool] = rx.field(False)
    said: rx.Field[str] = rx.field("")
    tab: rx.Field[str] = rx.field(RESPONSE)

    _records: rx.Field[tuple[EventSample, ...]] = rx.field(default_factory=tuple)
    _webhook_id: str = ""
    _sample: bytes = b"{}"
    _whole: str = ""
    _is_ready: bool = False
    _is_awaited: bool = False  # sending was asked for before there was something to send
    # What was asked for is counted: an answer to something earlier is dropped.
    _loads: int = 0
    _previews: int = 0
    _sends: int = 0

    @handler(Role.OPERATOR, background=True)
    async def load(self) -> Any:
        """Offer what there is of the event type in hand, the newest record chosen."""
        async with self:
            event_type, zone = self.event_type, zone_of(self)
            self._loads += 1
            asked = self._loads
        if not event_type:
            return None
        try:
            records = await platform().database.read(choosing.reader_of(event_type))
            sample = await platform().event_types.sample(event_type)
        except DomainError as error:
            async with self:
                if asked == self._loads:
                    self._is_awaited = False
                    self._assign(problem=error.message)
            return None
        async with self:
            if asked != self._loads or event_type != self.event_type:
                return None  # a later call shows the other one
            self._records, self._sample = tuple(records), choosing.write_sample(sample)
            self._is_ready = True
            offered = choosing.choices_of(records, event_type, platform().clock(), zone)
            self._assign(choices=offered)
            if self.choice != OWN:
                self._assign(choice=offered[0].key)
            is_awaited, self._is_awaited = self._is_awaited, False
        return TestState.send if is_awaited else TestState.preview

    @handler(Role.OPERATOR, background=True)
    async def preview(self) -> None:
        """Show what would be sent; nothing is."""
        async with self:
            self._previews += 1
            asked, drafted, event_type = self._previews, await self._drafted(), self.event_type
            wanted = self._wanted()
        if wanted is None:
            return
        problem, shown = "", RequestView()
        try:
            configuration = await drafted.configured(event_type)
            made = await platform().webhook_tests.preview(
                configuration, wanted, webhook_id=drafted.webhook_id
            )
            names = signature_header_names(configuration.profile.signatures)
            shown = words.request_view(made, event_type, names)
        except InvalidInput as error:
            problem = words.refusal_words(error)
        except PayloadRefused as refused:
            problem = f"Nothing would be sent. {refused}"
        except DomainError as error:
            problem = error.message
        async with self:
            if asked == self._previews and not self.is_sending and not self.has_result:
                self._assign(problem=problem, request=shown, is_old=False)

    @handler(Role.OPERATOR, background=True)
    async def send(self) -> Any:
        """Send it now, as the editor has it now."""
        async with self:
            wanted = self._wanted()
            if self.is_open and not self._is_ready:
                self._is_awaited = True
                return TestState.load  # what was asked for before may have failed
            if self.is_sending or not self.is_open or wanted is None:
                return None
            self._sends += 1
            asked, drafted, event_type = self._sends, await self._drafted(), self.event_type
            actor, tab = await signed_in_actor(self), self.router.session.client_token
            self._forget_result()
            # Begun before anybody can press Cancel.
            begun = running.begin(tab, _carry_out(drafted, wanted, actor))
            self.is_sending = True
        problem = ""
        sent: Sent | None = None
        try:
            sent = await running.finish(tab, begun)
        except InvalidInput as error:
            problem = words.refusal_words(error)
        except DomainError as error:
            problem = error.message
        async with self:
            if asked != self._sends:
                return None
            self.is_sending = False
            self._assign(problem=problem)
            if sent is not None:
                self._show(sent, event_type)
                return rx.call_script(SHOW_VERDICT)
            self.said = "" if problem else CANCELLED
        return TestState.preview

    @handler(Role.OPERATOR)
    async def cancel(self) -> None:
        """Stop what is being sent."""
        running.cancel(self.router.session.client_token)

    def _show(self, sent: Sent, event_type: str) -> None:
        result, names, timeout = sent
        request = words.request_view(result.sent, event_type, names)
        is_signed = any(name.lower() in names for name, _ in result.sent.headers)
        view = words.result_view(result, is_signed=is_signed, timeout_seconds=timeout)
        self._whole = words.whole_body(result)
        self._assign(
            request=request, result=view, shown_body=view.body, has_result=True, is_old=False, tab=RESPONSE
        )

    def _forget_result(self) -> None:
        self._whole = ""
        self._assign(
            has_result=False, result=ResultView(), shown_body="", is_whole=False, said="", tab=RESPONSE
        )

    def _own_mistake(self) -> str:
        if self.choice == OWN:
            try:
                choosing.read_own(self.own_text)
            except InvalidInput as error:
                return sentence_of(error)
        return ""

    def _wanted(self) -> TestRequest | None:
        """What is chosen; None while one's own JSON is none."""
        record = next((one for one in self._records if one.public_id == self.choice), None)
        try:
            data = choosing.read_own(self.own_text) if self.choice == OWN else self._data_of(self.choice)
        except InvalidInput:
            return None
        name = None if record is None else record.entity_id
        return TestRequest(self.event_type, data, self.include_signature, name)

    def _data_of(self, key: str) -> Any:
        record = next((one for one in self._records if one.public_id == key), None)
        return choosing.read_data(self._sample if record is None else record.data)

    async def _drafted(self) -> Drafted:
        editor = await self.get_state(EditorState)
        number = UNSAVED if editor.is_new else parse_id(WEBHOOK, editor.webhook_id)
        return Drafted(number, editor._draft(), editor._change())

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)


async def _carry_out(drafted: Drafted, wanted: TestRequest, actor: Actor) -> Sent:
    configuration = await drafted.configured(wanted.event_type)
    result = await platform().webhook_tests.send(configuration, wanted, actor, webhook_id=drafted.webhook_id)
    profile = configuration.profile
    return result, signature_header_names(profile.signatures), profile.response_timeout
