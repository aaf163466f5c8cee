"""The state of the filter builder: thin handlers over `building.py`, and what is shown of it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import reflex as rx

from webhook_dashboard.domain.errors import DomainError
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.services.filters import backtest
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.event_samples import EventSample, read_samples
from webhook_dashboard.ui.pages.webhook_editor.filters.building import ROWS, Desk, TypeFilter
from webhook_dashboard.ui.pages.webhook_editor.filters.figures import (
    ALL,
    GONE,
    LIMITS,
    NEW,
    Figures,
    figures_of,
)
from webhook_dashboard.ui.pages.webhook_editor.filters.matching import Trial, Verdict, summary_of
from webhook_dashboard.ui.pages.webhook_editor.filters.samples import samples_of
from webhook_dashboard.ui.pages.webhook_editor.filters.views import (
    FieldView,
    LastValue,
    LineView,
    TypeTab,
    field_views,
    last_value,
    line_views,
)
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import handler, platform, zone_of

MAX_TEXT: Final = 4_000
RECENT: Final = 5
CHANGED: Final = "Not saved yet"


class FiltersState(rx.State):
    """What the builder shows. While `is_stale`, figures and verdicts are of an earlier text."""

    is_ready: rx.Field[bool] = rx.field(False)
    event_type: rx.Field[str] = rx.field("")
    tabs: rx.Field[list[TypeTab]] = rx.field(default_factory=list)
    mode: rx.Field[str] = rx.field(ROWS)
    lines: rx.Field[list[LineView]] = rx.field(default_factory=list)
    fields: rx.Field[list[FieldView]] = rx.field(default_factory=list)
    last: rx.Field[LastValue] = rx.field(default_factory=LastValue)
    json_text: rx.Field[str] = rx.field("")
    json_version: rx.Field[int] = rx.field(0)
    json_error: rx.Field[str] = rx.field("")
    why_no_rows: rx.Field[str] = rx.field("")

    is_stale: rx.Field[bool] = rx.field(False)
    problem: rx.Field[str] = rx.field("")
    samples: rx.Field[list[Verdict]] = rx.field(default_factory=list)
    events: rx.Field[list[Verdict]] = rx.field(default_factory=list)
    summary: rx.Field[str] = rx.field("")
    figures: rx.Field[Figures] = rx.field(default_factory=Figures)
    limit: rx.Field[str] = rx.field(str(LIMITS[-1]))
    listed: rx.Field[str] = rx.field("")
    is_long: rx.Field[bool] = rx.field(False)

    _desk: Desk = Desk()
    _sequence: int = 0

    @handler(background=True)
    async def load(self) -> Any:
        """Show the filter of the event type in hand, with its fields as they were last seen."""
        async with self:
            event_type = (await self.get_state(EditorState)).event_type
        if not event_type:
            async with self:
                self._assign(event_type="", tabs=[], is_ready=True)
            return None
        try:
            fields = await platform().event_types.fields(event_type)
            sample = await platform().event_types.sample(event_type)
        except DomainError as error:
            async with self:
                if (await self.get_state(EditorState)).event_type == event_type:
                    self.problem = error.message
            return None
        async with self:
            editor = await self.get_state(EditorState)
            if editor.event_type != event_type:
                return None  # a later call shows the other one
            self._desk.turn_to(editor.webhook_id, editor._restarts)
            if self.event_type != event_type:
                self._assign(samples=[], events=[], summary="", figures=Figures(), is_ready=False)
                self.listed, self.is_long = "", False
            self.event_type = event_type
            found = self._desk.take(event_type)
            found.learn(fields, sample)
            found.show(editor._filter_of(event_type))
            self._assign(fields=field_views(fields))
            self._begin(found, editor)
        return FiltersState.judge

    @handler(background=True)
    async def judge(self) -> None:
        """Try the filter on samples and on the last events; the answer to an older text is dropped."""
        async with self:
            sequence, event_type, limit = self._sequence, self.event_type, int(self.limit)
            editor = await self.get_state(EditorState)
            found = self._desk.filters.get(event_type)
            if found is None:
                return
            saved_document = editor._saved_filter_of(event_type)
            saved = parse_filter(saved_document or {}) if editor.webhook_id else None
            tried = parse_filter(found.document)
            samples = [*samples_of(event_type, found.sample), *found.own]
        trial = Trial(tried, saved, event_type)
        try:
            recent = await platform().database.read(partial(_read_recent, event_type=event_type))
            tested = await backtest(platform().database, tried, event_type, limit, saved)
        except DomainError as error:
            async with self:
                if sequence == self._sequence:
                    self._assign(problem=error.message)
            return
        judged, real = trial.judge_samples(samples), trial.judge_events(recent)
        async with self:
            if sequence != self._sequence:
                return
            figures = figures_of(tested, had_filter=bool(saved_document), zone=zone_of(self))
            self._assign(
                samples=judged,
                events=real,
                summary=summary_of([*judged, *real]),
                figures=figures,
                problem="",
                is_stale=False,
                is_ready=True,
            )

    @handler()
    async def choose_mode(self, mode: str) -> None:
        """Turn to rows or to JSON."""
        found = self._desk.take(self.event_type)
        found.choose(str(mode))
        await self._show(found)

    @handler()
    async def choose_limit(self, limit: str) -> Any:
        """Try it on more or on fewer events."""
        if limit not in map(str, LIMITS):
            return None
        self.limit, self.is_stale = limit, True
        self._sequence += 1
        return FiltersState.judge

    @handler()
    async def choose_list(self, listed: str) -> None:
        """Show those no longer sent, newly sent, or all."""
        if listed in (GONE, NEW, ALL):
            self.listed, self.is_long = listed, False

    @handler()
    async def show_more(self) -> None:
        """Show all events that were listed."""
        self.is_long = True

    @handler()
    async def look_at(self, line_id: int) -> None:
        """Say the last real value of the field of a row."""
        found = self._desk.take(self.event_type)
        line = next((line for line in found.lines if line.id == line_id), None)
        if line is not None and line.field:
            self._assign(last=last_value(line.field, found.fields))

    async def _change(self, version: int, work: Callable[[TypeFilter], None]) -> Any:
        """Change the filter in hand, tell the editor, and have it tried anew if it says something else.

        Nothing is changed when other rows than those of `version` are shown by now.
        """
        if version != self.json_version or not self.event_type:
            return None
        found = self._desk.take(self.event_type)
        before = found.document
        work(found)
        editor = await self.get_state(EditorState)
        if found.document != before:
            editor._set_filter(self.event_type, dict(found.document))
        self._put(found, editor)
        if found.document == before:
            return None
        self._sequence += 1
        self.is_stale = True
        return FiltersState.judge

    async def _show(self, found: TypeFilter) -> None:
        self._put(found, await self.get_state(EditorState))

    def _begin(self, found: TypeFilter, editor: EditorState) -> None:
        """Show a filter that was just taken up."""
        first = next((line.field for line in found.lines if line.field), "")
        self._assign(last=last_value(first, found.fields))
        self._put(found, editor)
        self._sequence += 1
        self.is_stale = True

    def _put(self, found: TypeFilter, editor: EditorState) -> None:
        """Put what follows from the filter on the screen, and its mistakes into the save bar."""
        chosen: Sequence[str] = list(editor.chosen_types)
        editor._problem("filters", self._desk.problem(chosen))
        self._assign(
            tabs=[TypeTab(one, CHANGED if _is_changed(editor, one) else "") for one in chosen],
            mode=found.mode,
            lines=line_views(
                found.lines, found.written, found.fields, version=found.version, focus=found.focus
            ),
            json_text=found.json_text,
            json_version=found.version,
            json_error=found.json_error,
            why_no_rows=found.why_no_rows,
        )

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)


def _read_recent(connection: Connection, event_type: str) -> list[EventSample]:
    return list(read_samples(connection, event_type, RECENT))


def _is_changed(editor: EditorState, event_type: str) -> bool:
    return (editor._filter_of(event_type) or {}) != (editor._saved_filter_of(event_type) or {})
