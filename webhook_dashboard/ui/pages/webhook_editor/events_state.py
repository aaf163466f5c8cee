"""The state of the editor, continued: which events are chosen."""

from typing import Any

import reflex as rx

from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui.pages.webhook_editor.events_shown import ALL
from webhook_dashboard.ui.pages.webhook_editor.field_state import text_of
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.session import handler

CLEAR_SEARCH = "document.getElementById('event-search').value = ''"


class EventsState(EditorState):
    """Search, and ticks in the catalogue of event types."""

    only_chosen: rx.Field[bool] = rx.field(False)

    @handler()
    async def search(self, text: str) -> None:
        """Narrow the list of event types."""
        self._events.search = text_of(text)[:100]
        self._show()

    @handler()
    async def toggle_only_chosen(self) -> None:
        """Hide what is not chosen, or show it again."""
        self.only_chosen = self._events.only_chosen = not self._events.only_chosen
        self._show()

    @handler()
    async def toggle_group(self, category: str) -> None:
        """Open a category, or close it."""
        self._events.toggled = self._events.toggled ^ {str(category)[:100]}
        self._show()

    @handler(Role.ADMIN)
    async def choose_all(self, is_chosen: bool) -> None:
        """Choose every event type, those to come too, or go back to the list."""
        named = tuple(one for one in self._work.typed.event_types if one != ALL)
        self._choose((ALL, *named) if is_chosen is True else named)

    @handler(Role.ADMIN)
    async def choose(self, key: str, is_chosen: bool) -> None:
        """Choose one event type or pattern of the list, or not."""
        patterns = self._work.typed.event_types
        known = {one.key for one in self._offered} | {*patterns, *self._work.saved.event_types}
        if key in known:
            others = tuple(one for one in patterns if one != key)
            self._choose((*others, key) if is_chosen is True else others)

    @handler(Role.ADMIN)
    async def choose_group(self, category: str) -> None:
        """Choose every event type of a category, or none of them when all are chosen."""
        keys = [one.key for one in self._offered if one.category == category]
        patterns = self._work.typed.event_types
        if all(key in patterns for key in keys):
            self._choose(tuple(one for one in patterns if one not in keys))
        else:
            self._choose(tuple(dict.fromkeys([*patterns, *keys])))

    @handler(Role.ADMIN)
    async def add(self) -> Any:
        """Choose what is typed into the search: a type or pattern that the list does not have."""
        added = self._events.addable(self._work, self._offered)
        if not added:
            return None
        self._choose((*self._work.typed.event_types, added))
        self._events.search = ""
        self._show()
        return rx.call_script(CLEAR_SEARCH)

    def _choose(self, patterns: tuple[str, ...]) -> None:
        """A category that is open stays as it is, whatever is chosen in it."""
        is_narrowed = bool(self._events.search or self._events.only_chosen)
        before = {group.category: group.is_open for group in self.groups}
        self._edit({"event_types": patterns}, "event_types")
        moved = {one.category for one in self.groups if one.is_open != before.get(one.category, one.is_open)}
        if moved and not is_narrowed:
            self._events.toggled = self._events.toggled ^ moved
            self._show()
