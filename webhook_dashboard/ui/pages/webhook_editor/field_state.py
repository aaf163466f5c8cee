"""The state of the editor, continued: its single fields and the retry plan."""

from collections.abc import Sized
from typing import Any

from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.profiles import PRESETS
from webhook_dashboard.ui.pages.webhook_editor import checking
from webhook_dashboard.ui.pages.webhook_editor.draft import GENERATORS, preset_draft
from webhook_dashboard.ui.pages.webhook_editor.fields import FIELDS, FLAG, OFF, ON, show_wait
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.url_state import UrlState
from webhook_dashboard.ui.session import handler

MAX_TEXT = 4_000
MAX_WAITS = 10


class FieldState(EditorState):
    """What is typed and chosen, field by field.

    What is typed is told a moment later, and once more when the field is left. `fills` and `filled` come back
    with it: what was typed before the program put another text there is dropped, as it is in the browser.
    """

    @handler(Role.ADMIN)
    async def set_text(self, name: str, text: str, fills: int) -> Any:
        """Take up the text of a field."""
        draft = self._work.typed
        if name not in FIELDS or name == "preset" or draft.texts[name] == text_of(text):
            return None
        if fills != self.fills[name]:
            return None
        self._take_text(name, text)
        return UrlState.check_url if name == "url" else None

    @handler(Role.ADMIN)
    async def leave_url(self, text: str, fills: int) -> Any:
        """Take up the URL that was typed, and have it looked at: nobody goes on typing."""
        if fills != self.fills["url"]:
            return None
        if self._work.typed.texts["url"] != text_of(text):
            self._take_text("url", text)
        if self._is_url_left:
            return None
        self._is_url_left = True
        return UrlState.check_url

    @handler(Role.ADMIN)
    async def toggle(self, name: str) -> None:
        """Turn a switch."""
        draft = self._work.typed
        if name in FIELDS and FIELDS[name].kind is FLAG:
            self._edit({"texts": {**draft.texts, name: OFF if draft.is_on(name) else ON}}, name)

    @handler(Role.ADMIN)
    async def toggle_pausing(self) -> None:
        """Have failures pause the webhook, or not."""
        draft = self._work.typed
        count = "" if draft.texts["pause_after"] else "10"
        self._fill(draft.with_text("pause_after", count), "pause_after")

    @handler(Role.ADMIN)
    async def take_preset(self, name: str) -> None:
        """Give a field back what the preset says."""
        draft = self._work.typed
        preset = preset_draft(draft)
        if name == "retry_waits":
            parts = {"waits": preset.waits, "generator": preset.generator}
            self._fill(checking.replaced(draft, parts), name)
        elif name in ("signatures", "identity_headers"):
            self._fill(checking.replaced(draft, {name: getattr(preset, name)}), name)
        elif draft.is_of_preset(name):
            self._fill(draft.with_text(name, preset.texts[name]), name)

    @handler(Role.ADMIN)
    async def set_wait(self, number: int, text: str, filled: int) -> None:
        """Take up one wait; the list is then written by hand."""
        waits = list(self._work.typed.waits)
        if filled != self.filled or not is_index(number, waits) or waits[number] == text_of(text):
            return
        waits[number] = text_of(text)[:20]
        self._edit({"waits": tuple(waits), "generator": {"kind": "list"}}, "retry_waits")

    @handler(Role.ADMIN)
    async def set_count(self, count: str) -> None:
        """Have more or fewer retries; the last wait is repeated, or what fills the list goes on."""
        wanted = int(count) if str(count).isdecimal() else -1
        draft = self._work.typed
        if not 0 <= wanted <= MAX_WAITS:
            return
        if draft.generator["kind"] != "list" and wanted:
            self._generate({**draft.generator, "retries": str(wanted)})
            return
        last = draft.waits[-1] if draft.waits else "1 min"
        waits = (*draft.waits[:wanted], *[last] * (wanted - len(draft.waits)))
        self._fill(checking.replaced(draft, {"waits": waits, "generator": {"kind": "list"}}), "retry_waits")

    @handler(Role.ADMIN)
    async def choose_generator(self, kind: str) -> None:
        """Choose what fills the list of waits."""
        if kind not in GENERATORS or kind == self._work.typed.generator["kind"]:
            return
        if kind == "list":
            self._edit({"generator": {"kind": "list"}}, "retry_waits")
        else:
            count = str(len(self._work.typed.waits) or 3)
            self._generate({"kind": kind, **GENERATORS[kind], "retries": count})

    @handler(Role.ADMIN)
    async def set_generator(self, name: str, text: str, filled: int) -> None:
        """Take up a number of what fills the list of waits."""
        generator = self._work.typed.generator
        if (
            filled == self.filled
            and name in generator
            and name != "kind"
            and generator[name] != text_of(text)
        ):
            self._generate({**generator, name: text_of(text)[:20]})

    @handler(Role.ADMIN)
    async def take_plan(self, preset: str) -> None:
        """Fill the plan with that of a preset."""
        if preset in PRESETS:
            theirs = preset_draft(self._work.typed.with_text("preset", preset))
            parts = {"waits": theirs.waits, "generator": theirs.generator}
            self._fill(checking.replaced(self._work.typed, parts), "retry_waits")

    def _take_text(self, name: str, text: str) -> None:
        self._told = {**self._told, name: text_of(text)}
        if name == "url":
            self._is_url_left = False
        self._edit({"texts": {**self._work.typed.texts, name: text_of(text)}}, name)

    def _generate(self, generator: dict[str, str]) -> None:
        """Fill the list of waits; while a number cannot be read the list stays as it is."""
        draft = checking.replaced(self._work.typed, {"generator": generator})
        profile = checking.read_draft(draft).profile
        if profile is None:
            self._edit({"generator": generator}, "retry_waits")
            return
        waits = tuple(show_wait(wait) for wait in profile.retry_waits)
        self._edit({"generator": generator, "waits": waits}, "retry_waits")


def text_of(value: object) -> str:
    """What came from the browser, as text of a sane length."""
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def is_index(number: object, rows: Sized) -> bool:
    """Whether what came from the browser is the place of a row."""
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(rows)
