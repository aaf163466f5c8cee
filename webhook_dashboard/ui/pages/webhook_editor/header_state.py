"""The state of the editor, continued: headers of one's own, and headers about the event."""

from typing import Any

import orjson
import reflex as rx

from webhook_dashboard.domain.custom_headers import MAX_HEADERS
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui.pages.webhook_editor import checking
from webhook_dashboard.ui.pages.webhook_editor.field_state import is_index, text_of
from webhook_dashboard.ui.pages.webhook_editor.fields import IDENTITY_WORDS
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import handler

MAX_IDENTITY = 10
FOCUS_ON = "window.editor?.focusOn('{name}-{number}')"

Pairs = tuple[tuple[str, str], ...]


class HeaderState(EditorState):
    """What is typed into rows. A mask that comes back from a field leaves what it stands for.

    A row is known by its place. `filled` comes back with what is typed: what was typed before other rows
    came is dropped.
    """

    headers_view: rx.Field[str] = rx.field("rows")

    @handler(Role.ADMIN)
    async def choose_headers_view(self, view: str) -> None:
        """Show the headers as rows or as JSON; both are the same headers."""
        if view in ("rows", "json"):
            self.headers_view = view
            self.filled += 1
            self._cannot_read("", "")

    @handler(Role.ADMIN)
    async def add_header(self) -> Any:
        """Add an empty row."""
        return self._add("headers", ("", ""), MAX_HEADERS, "header-name")

    @handler(Role.ADMIN)
    async def remove_header(self, number: int) -> None:
        """Take a row away."""
        self._remove("headers", number)

    @handler(Role.ADMIN)
    async def set_header_name(self, number: int, text: str, filled: int) -> None:
        """Take up the name of a header."""
        self._set("headers", number, filled, name=text)

    @handler(Role.ADMIN)
    async def set_header_value(self, number: int, text: str, filled: int) -> None:
        """Take up the value of a header."""
        if text != MASK:
            self._set("headers", number, filled, value=text)

    @handler(Role.ADMIN)
    async def set_header_json(self, text: str, filled: int) -> None:
        """Take up the headers as one JSON object; a mask stands for the value that is there."""
        if filled != self.filled:
            return
        try:
            document = orjson.loads(text_of(text) or "{}")
        except orjson.JSONDecodeError as error:
            return self._cannot_read(text, f"Line {error.lineno}, column {error.colno}: this is not JSON.")
        if not isinstance(document, dict) or not all(isinstance(one, str) for one in document.values()):
            return self._cannot_read(text, 'Write one object with texts, such as {"X-Source": "erp"}.')
        self._cannot_read("", "")
        known = {name.lower(): value for name, value in self._work.typed.headers}
        headers = tuple(
            (name, known.get(name.lower(), value) if value == MASK else value)
            for name, value in document.items()
        )
        if headers != self._work.typed.headers:
            self._edit({"headers": headers}, "headers")

    @handler(Role.ADMIN)
    async def add_identity(self) -> Any:
        """Add a header about the event: the first thing that is not told yet."""
        told = {source for _, source in self._work.typed.identity_headers}
        source = next((one for one in IDENTITY_WORDS if one not in told), "event_type")
        return self._add("identity_headers", ("", source), MAX_IDENTITY, "identity-name")

    @handler(Role.ADMIN)
    async def remove_identity(self, number: int) -> None:
        """Take a header about the event away."""
        self._remove("identity_headers", number)

    @handler(Role.ADMIN)
    async def set_identity_name(self, number: int, text: str, filled: int) -> None:
        """Take up the name of a header about the event."""
        self._set("identity_headers", number, filled, name=text)

    @handler(Role.ADMIN)
    async def set_identity_source(self, number: int, source: str, filled: int) -> None:
        """Take up what a header says about the event."""
        if source in IDENTITY_WORDS:
            self._set("identity_headers", number, filled, value=source)

    def _cannot_read(self, text: str, why: str) -> None:
        """Keep JSON that is no headers until it is mended; without a reason it is."""
        self._work.header_text = text_of(text)
        self._problem("headers", why)
        self._assign(header_json=self._work.header_text or self.header_json)

    def _add(self, part: str, row: tuple[str, str], most: int, focused: str) -> Any:
        rows: Pairs = getattr(self._work.typed, part)
        if len(rows) >= most:
            return None
        self._edit({part: (*rows, row)}, part)
        return rx.call_script(FOCUS_ON.format(name=focused, number=len(rows)))

    def _remove(self, part: str, number: int) -> None:
        rows: Pairs = getattr(self._work.typed, part)
        if is_index(number, rows):
            kept = (*rows[:number], *rows[number + 1 :])
            self._fill(checking.replaced(self._work.typed, {part: kept}), part)

    def _set(
        self, part: str, number: int, filled: int, *, name: str | None = None, value: str | None = None
    ) -> None:
        """Change a row, unless other rows came after it was typed into."""
        rows: list[tuple[str, str]] = list(getattr(self._work.typed, part))
        if filled != self.filled or not is_index(number, rows):
            return
        old_name, old_value = before = rows[number]
        rows[number] = (
            old_name if name is None else text_of(name),
            old_value if value is None else text_of(value),
        )
        if rows[number] != before:
            self._edit({part: tuple(rows)}, part)
