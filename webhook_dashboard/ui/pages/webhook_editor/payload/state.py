"""The state of the payload section: the template of the event type in hand, and what follows from it.

The other states of the section are below this one: they hold the handlers of its parts.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import reflex as rx

from webhook_dashboard.domain.errors import DomainError
from webhook_dashboard.domain.fields import FieldInfo
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.templates import (
    FORMATS,
    TemplateSource,
    read_source,
)
from webhook_dashboard.domain.templates.source import Format
from webhook_dashboard.services.templates import TemplateCheck, check_over_events
from webhook_dashboard.ui.pages.webhook_editor.payload import choices
from webhook_dashboard.ui.pages.webhook_editor.payload.choices import SAMPLE, Recent, TriedEvent, to_send
from webhook_dashboard.ui.pages.webhook_editor.payload.faults import fault_of, first_fault
from webhook_dashboard.ui.pages.webhook_editor.payload.previewing import (
    Preview,
    typed_configuration,
    with_template,
    work_out,
)
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import (
    AffectedRow,
    CheckView,
    Pair,
    Problem,
    ReadyRow,
    SentView,
    StatusLine,
    Suggestion,
    TreeGroup,
)
from webhook_dashboard.ui.pages.webhook_editor.payload.words import check_view, fault_line, to_problems
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import handler, platform

SECTION: Final = "payload"
EDITOR_ID: Final = "template"
LENIENT, STRICT = "lenient", "strict"
_KNOWN_FORMATS: Final[dict[str, Format]] = {one: one for one in FORMATS}
QUIET_SECONDS: Final = 0.4
"""So long nothing may be typed before the last events are gone through."""


class PayloadState(rx.State):
    """What the section shows.

    The browser owns the text: `text` is what was last put into the editor from here, and `version` counts
    how often.
    """

    event_type: rx.Field[str] = rx.field("")
    is_ready: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    text: rx.Field[str] = rx.field("")
    version: rx.Field[int] = rx.field(0)
    template_format: rx.Field[str] = rx.field("json")
    missing_values: rx.Field[str] = rx.field(LENIENT)
    has_template: rx.Field[bool] = rx.field(False)
    inherited: rx.Field[str] = rx.field("")
    """The pattern whose template is used while the event type has none of its own."""
    ready: rx.Field[list[ReadyRow]] = rx.field(default_factory=list)

    sources: rx.Field[list[Pair]] = rx.field(default_factory=list)
    source: rx.Field[str] = rx.field(SAMPLE)
    source_name: rx.Field[str] = rx.field("")
    is_pasting: rx.Field[bool] = rx.field(False)
    pasted_error: rx.Field[str] = rx.field("")

    tree: rx.Field[list[TreeGroup]] = rx.field(default_factory=list)
    query: rx.Field[str] = rx.field("")
    suggestions: rx.Field[list[Suggestion]] = rx.field(default_factory=list)
    results: rx.Field[dict[str, Any]] = rx.field(default_factory=lambda: {"expression": "", "values": {}})
    problems: rx.Field[list[Problem]] = rx.field(default_factory=list)
    status: rx.Field[StatusLine] = rx.field(default_factory=StatusLine)

    sent: rx.Field[SentView] = rx.field(default_factory=SentView)
    sent_is_old: rx.Field[bool] = rx.field(False)
    draft_note: rx.Field[str] = rx.field("")
    is_raw: rx.Field[bool] = rx.field(False)
    is_diff: rx.Field[bool] = rx.field(True)
    can_compare: rx.Field[bool] = rx.field(False)
    check: rx.Field[CheckView] = rx.field(default_factory=CheckView)
    check_is_old: rx.Field[bool] = rx.field(False)
    affected_title: rx.Field[str] = rx.field("")
    affected: rx.Field[list[AffectedRow]] = rx.field(default_factory=list)
    is_listing: rx.Field[bool] = rx.field(False)

    _place: tuple[str, str] = ("", "")
    _typed: str = ""
    _inherited: TemplateSource | None = None
    _recent: rx.Field[tuple[Recent, ...]] = rx.field(default_factory=tuple)
    _fields: rx.Field[tuple[FieldInfo, ...]] = rx.field(default_factory=tuple)
    _event: TriedEvent | None = None
    _pasted: bytes | None = None
    _checked: TemplateCheck | None = None
    _cursor: tuple[int, int] | None = None
    """Line and column of the placeholder at the cursor."""
    _asked: int = 0
    _checks: int = 0
    """Count the previews and checks that were asked for: only the last one is shown."""

    @handler(background=True)
    async def load(self) -> Any:
        """Take the event type that the editor of the webhook has in hand. Changes nothing when it is here."""
        async with self:
            editor = await self.get_state(EditorState)
            event_type = editor.event_type
            if editor.section != SECTION or not event_type:
                return None
            self._begin(editor)
            await self._judge()
        try:
            fields = await platform().event_types.fields(event_type)
            sample = await platform().event_types.sample(event_type)
            recent = await platform().database.read(partial(choices.read_recent, event_type=event_type))
            first = await self._newest(event_type, recent) or choices.sample_event(sample)
        except DomainError as error:
            async with self:
                if self.event_type == event_type:
                    self.problem = f"We could not load the events. {error.message}"
            return None
        async with self:
            if self.event_type != event_type:
                return None
            self.problem, self._fields, self._recent = "", fields, tuple(recent)
            if self._event is None:  # else one was chosen meanwhile
                self._event, self.source, self.source_name = first, first.id or SAMPLE, first.name
            self.sources = choices.source_options(self._recent, has_pasted=self._pasted is not None)
        return CHANGED

    @handler(background=True)
    async def preview(self) -> None:
        """Show what would be sent. The last one that was asked for wins."""
        async with self:
            if not self.event_type or self._event is None:
                return
            self._asked += 1
            asked, source = self._asked, self._source() or self._inherited
            editor = await self.get_state(EditorState)
            draft, change, public_id = editor._draft(), editor._change(), editor.webhook_id
            event, event_type = self._event, self.event_type
            shown = {
                "query": self.query,
                "is_raw": self.is_raw,
                "is_diff": self.is_diff,
                "cursor": self._cursor,
            }
            fields, fault = self._fields, fault_of(self._source())
        webhook_id = parse_id(WEBHOOK, public_id) if public_id else 0
        saved = await platform().webhooks.configuration(webhook_id) if webhook_id else None
        typed, note = typed_configuration(draft, change, saved, event_type)
        if fault is not None:
            source = None
        now = platform().clock()
        task = Preview(
            event=to_send(event, event_type, now),
            source=source,
            typed=with_template(typed, draft.templates or {}, event_type, source),
            saved=saved,
            fields=fields,
            now=now,
            webhook_id=webhook_id,
            **shown,
        )
        outcome = await asyncio.to_thread(work_out, task)
        async with self:
            if asked != self._asked:
                return
            self._assign(
                is_ready=True,
                tree=outcome.tree,
                suggestions=outcome.suggestions,
                can_compare=saved is not None,
                draft_note=note,
            )
            if fault is None:
                self._assign(
                    status=outcome.status, problems=outcome.problems, sent=outcome.sent, sent_is_old=False
                )

    @handler(background=True)
    async def check_events(self) -> None:
        """Try the template on the last events of the type, once nobody types."""
        async with self:
            self._checks += 1
            wanted, source = self._checks, self._source() or self._inherited
            event_type = self.event_type
            self.check_is_old = True
        await asyncio.sleep(QUIET_SECONDS)
        async with self:
            if wanted != self._checks:
                return
        found = None
        if source is not None and fault_of(source) is None:
            now = platform().clock()
            found = await check_over_events(platform().database, source, event_type, now)
        async with self:
            if wanted != self._checks:
                return
            self._checked = found
            if found is not None or source is None:
                self._assign(check=CheckView() if found is None else check_view(found), check_is_old=False)

    def _begin(self, editor: EditorState) -> None:
        """Take up what the editor of the webhook holds; answers about something else are dropped."""
        place = (editor.webhook_id, editor.event_type)
        is_new = place != self._place
        if is_new:
            self._place, self.event_type = place, editor.event_type
            self._event, self._pasted, self._checked = None, None, None
            self._asked, self._checks = self._asked + 1, self._checks + 1
            self.check, self.is_listing, self.query = CheckView(), False, ""
        document = editor._template_of(editor.event_type)
        own = self._source()
        if is_new or document != (None if own is None else own.document()):
            self._put(None if document is None else read_source(document))
        templates = editor._draft().templates or {}
        self.inherited = choices.pattern_of(templates, editor.event_type)
        self._inherited = read_source(templates[self.inherited]) if self.inherited else None
        self.ready = choices.ready_rows(editor.values.get("url", ""), editor.event_type)

    def _is_strict(self) -> bool:
        return self.missing_values == STRICT

    def _source(self) -> TemplateSource | None:
        """The template as typed."""
        if not self.has_template:
            return None
        return TemplateSource(_KNOWN_FORMATS[self.template_format], self._typed, self._is_strict())

    def _put(self, source: TemplateSource | None) -> None:
        """Put another text into the editor."""
        self.has_template = source is not None
        if source is not None:
            self.template_format = source.format
            self.missing_values = STRICT if source.strict else LENIENT
        self.text = self._typed = "" if source is None else source.text
        self._cursor = None
        self.version += 1

    async def _judge(self) -> None:
        """Say at once what hinders a save; the preview follows."""
        editor = await self.get_state(EditorState)
        fault = fault_of(self._source())
        if fault is not None:
            self._asked += 1  # a preview of what stood there before comes too late
            self.status, self.problems, self.sent_is_old = fault_line(fault), to_problems(fault, None), True
        editor._problem(
            SECTION, first_fault(self.event_type, fault, editor.chosen_types, editor._template_of)
        )

    async def _newest(self, event_type: str, recent: Sequence[Recent]) -> TriedEvent | None:
        if not recent:
            return None
        find = partial(choices.find_event, event_type=event_type, public_id=recent[0].id)
        return await platform().database.read(find)

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)


CHANGED: Final = [PayloadState.preview, PayloadState.check_events]
"""What handlers return when the template has changed."""
