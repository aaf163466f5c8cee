"""The state of the filter builder, continued: what is typed and chosen in its rows, and as JSON."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from webhook_dashboard.domain.filters.choices import CHOICE_BY_KEY
from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui.pages.webhook_editor.filters import lines as typed_lines
from webhook_dashboard.ui.pages.webhook_editor.filters.building import TypeFilter
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import QUANTIFIERS, Line
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.pages.webhook_editor.filters.views import last_value
from webhook_dashboard.ui.session import handler

MAX_TEXT: Final = 4_000


class RowState(FiltersState):
    """A row is known by its number, which it keeps.

    `version` comes back with what is typed or pressed: what was done before other rows came, such as those of
    another event type, is dropped.
    """

    @handler(Role.ADMIN)
    async def set_field(self, line_id: int, name: str, version: int) -> Any:
        """Take up the field of a row."""
        if version != self.json_version:
            return None
        fields = self._desk.take(self.event_type).fields
        name = _text(name)
        self._assign(last=last_value(name.strip(), fields))
        return await self._change_line(
            line_id, version, lambda line: typed_lines.with_field(line, name, fields)
        )

    @handler(Role.ADMIN)
    async def set_operator(self, line_id: int, key: str, version: int) -> Any:
        """Take up the operator of a row."""
        if key not in CHOICE_BY_KEY:
            return None
        return await self._change_line(line_id, version, lambda line: typed_lines.with_operator(line, key))

    @handler(Role.ADMIN)
    async def set_value(self, line_id: int, text: str, version: int) -> Any:
        """Take up the value of a row."""
        return await self._change_line(line_id, version, lambda line: replace(line, text=_text(text)))

    @handler(Role.ADMIN)
    async def set_second(self, line_id: int, text: str, version: int) -> Any:
        """Take up the upper of two values."""
        return await self._change_line(line_id, version, lambda line: replace(line, second=_text(text)))

    @handler(Role.ADMIN)
    async def set_quantifier(self, line_id: int, key: str, version: int) -> Any:
        """Take up how many elements of the list must pass."""
        if key not in (name for name, _ in QUANTIFIERS):
            return None
        return await self._change_line(line_id, version, lambda line: replace(line, quantifier=key))

    @handler(Role.ADMIN)
    async def add_line(self, group: int, version: int) -> Any:
        """Add a condition: at the end, or to an any-of group."""
        return await self._change(version, lambda found: found.add_line(int(group)))

    @handler(Role.ADMIN)
    async def add_group(self, version: int) -> Any:
        """Add an any-of group."""
        return await self._change(version, TypeFilter.add_group)

    @handler(Role.ADMIN)
    async def remove_line(self, line_id: int, version: int) -> Any:
        """Take a condition away."""
        return await self._change(version, lambda found: found.remove(line_id))

    @handler(Role.ADMIN)
    async def set_json(self, text: str, version: int) -> Any:
        """Take up what is typed as JSON, unless the text was replaced meanwhile."""
        return await self._change(version, lambda found: found.type_json(str(text)))

    async def _change_line(self, line_id: int, version: int, change: Callable[[Line], Line]) -> Any:
        lines = self._desk.take(self.event_type).lines
        changed = tuple(change(line) if line.id == line_id else line for line in lines)
        if changed == lines:
            return None
        return await self._change(version, lambda found: found.change(changed))


def _text(typed: object) -> str:
    return str(typed)[:MAX_TEXT]
