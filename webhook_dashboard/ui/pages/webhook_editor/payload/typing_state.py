"""The state of the payload section, continued: typing and choosing the template."""

import asyncio
from typing import Any, Final

from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.templates import FORMATS, TemplateContext, TemplateSource
from webhook_dashboard.ui.pages.webhook_editor.payload import choices
from webhook_dashboard.ui.pages.webhook_editor.payload.choices import to_send
from webhook_dashboard.ui.pages.webhook_editor.payload.previewing import context_of, format_results
from webhook_dashboard.ui.pages.webhook_editor.payload.state import CHANGED, LENIENT, STRICT, PayloadState
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import handler, platform

MAX_TYPED: Final = 1_000_000
"""Characters taken from a browser; a template of far fewer is refused with a sentence."""


class TypingState(PayloadState):
    """What people do in the middle column.

    The event type comes back with what is chosen: what was pressed while another one was still on the screen
    is dropped.
    """

    @handler(Role.ADMIN)
    async def edit(self, text: str, version: int) -> Any:
        """Take up what is typed; `version` says on top of which text, and an older one is too late."""
        if version != self.version or not self.has_template or not isinstance(text, str):
            return None
        self._typed = text[:MAX_TYPED]
        await self._take_up()
        return CHANGED

    @handler(Role.ADMIN)
    async def choose_format(self, name: str, event_type: str) -> Any:
        """Write the payload as JSON, form fields or text."""
        if event_type == self.event_type and name in FORMATS and self.has_template:
            self.template_format = name
            await self._take_up()
        return CHANGED

    @handler(Role.ADMIN)
    async def choose_missing_values(self, name: str, event_type: str) -> Any:
        """Leave missing values empty, or refuse to send without them."""
        if event_type == self.event_type and name in (LENIENT, STRICT):
            self.missing_values = name
            if self.has_template:
                await self._take_up()
        return CHANGED

    @handler(Role.ADMIN)
    async def use_template(self, key: str, event_type: str) -> Any:
        """Put a ready template, or that of an envelope, into the editor. Undo takes it back."""
        version = (await self.get_state(EditorState)).values.get("payload_version", "")
        source = choices.ready_source(str(key), self.event_type, version, strict=self._is_strict())
        return None if source is None else await self._replace(source, event_type)

    @handler(Role.ADMIN)
    async def use_default(self, event_type: str) -> Any:
        """Put the template of the webhook's own envelope into the editor."""
        values = (await self.get_state(EditorState)).values
        envelope, version = values.get("envelope", ""), values.get("payload_version", "")
        source = choices.usual_source(envelope, self.event_type, version, strict=self._is_strict())
        return await self._replace(source, event_type)

    @handler(Role.ADMIN)
    async def begin_with_inherited(self, event_type: str) -> Any:
        """Put the template that a pattern gives this type into the editor, to go on from there."""
        if self._inherited is None or self.has_template:
            return None
        return await self._replace(self._inherited, event_type)

    @handler(Role.ADMIN)
    async def drop_template(self, event_type: str) -> Any:
        """Send the webhook's envelope, without a template."""
        return await self._replace(None, event_type)

    @handler()
    async def look_at(self, line: int, column: int) -> Any:
        """Mark the result of the placeholder whose brace stands there; zeros stand for none."""
        cursor = (line, column) if isinstance(line, int) and isinstance(column, int) and line else None
        if cursor == self._cursor:
            return None
        self._cursor = cursor
        return PayloadState.preview

    @handler(background=True)
    async def ask(self, expression: str) -> None:
        """Answer what each formatter makes of an expression, with the event in hand."""
        async with self:
            context = self._context()
        if context is None:
            return
        asked = str(expression)
        values = await asyncio.to_thread(format_results, asked, context)
        async with self:
            self.results = {"expression": asked, "values": values}

    async def _replace(self, source: TemplateSource | None, event_type: str) -> Any:
        """Put another template into the editor, or none, unless another event type is shown by now."""
        if event_type != self.event_type:
            return None
        self._put(source)
        await self._take_up()
        return CHANGED

    async def _take_up(self) -> None:
        """Tell the editor of the webhook what the template is now, and whether it can be saved."""
        editor = await self.get_state(EditorState)
        source = self._source()
        editor._set_template(self.event_type, None if source is None else source.document())
        await self._judge()

    def _context(self) -> TemplateContext | None:
        """What the event in hand would be rendered from now."""
        if self._event is None:
            return None
        now = platform().clock()
        return context_of(to_send(self._event, self.event_type, now), now)
