"""The state of the editor, continued: which webhook and which section the address names."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import orjson
import reflex as rx

from webhook_dashboard.domain.errors import DomainError, InvalidInput, NotAllowed
from webhook_dashboard.domain.ids import WEBHOOK, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.profiles import PRESETS
from webhook_dashboard.storage.holds import count_held
from webhook_dashboard.storage.outages import PastOutages
from webhook_dashboard.ui.pages.webhook_editor.day import day_facts
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, clone_of, draft_of, new_draft
from webhook_dashboard.ui.pages.webhook_editor.fields import SECTIONS
from webhook_dashboard.ui.pages.webhook_editor.hooks import FOLLOWERS
from webhook_dashboard.ui.pages.webhook_editor.open_dialogs import close_dialogs
from webhook_dashboard.ui.pages.webhook_editor.reading import (
    DAY_KEPT_SECONDS,
    OUTAGES_KEPT_SECONDS,
    read_day,
    read_past_outages,
    read_stored,
)
from webhook_dashboard.ui.pages.webhook_editor.save_state import FOCUS, SaveState
from webhook_dashboard.ui.pages.webhook_editor.state import EditorState
from webhook_dashboard.ui.pages.webhook_editor.unsaved_state import UnsavedState
from webhook_dashboard.ui.pages.webhook_editor.url_state import UrlState
from webhook_dashboard.ui.pages.webhook_editor.work import Work
from webhook_dashboard.ui.session import handler, hub, leave, platform, signed_in_actor, updates, zone_of

MAX_KEPT = 5
NEW = "new"
FOCUS_NAME = "window.editor?.focusOn('name')"
GO_TO = "window.editor?.goTo({section!r}, {address!r})"
ARRIVE = "window.editor?.arrive({section!r}, {address!r}, {asked})"


class VisitState(EditorState):
    """Opening, following, and moving about."""

    _whose: str = ""

    @handler()
    async def open(self) -> Any:
        """Open the webhook that the address names; what was typed into it before is still there."""
        url = self.router.url
        wanted, query = url.path.rstrip("/").rpartition("/")[2], url.query_parameters
        self.missing = ""
        if wanted != (self.webhook_id or NEW):
            await close_dialogs(self)  # the page itself stays from webhook to webhook
        await self._load_catalogue()
        actor = await signed_in_actor(self)
        if self._whose != actor.name:  # somebody else works on in this tab
            self._whose, self._kept, self.is_loaded = actor.name, {}, False
        self.memory = self.memory or str(platform().context.new_id())
        try:
            if wanted == NEW:
                await self._open_new(query.get("from", ""), query.get("preset", ""))
            else:
                await self._open_stored(wanted)
        except DomainError as error:
            self.is_loaded, self.missing = False, error.message
            self.webhook_name = "New webhook" if wanted == NEW else "Not found"
            return None
        self.is_loaded = True
        arrived = self._arrive_at(query.get("section", ""), query.get("event", ""), url.query)
        asks = (await self.get_state(UnsavedState))._ask_browser() if actor.role >= Role.ADMIN else []
        moved = [*asks, *arrived]
        if self.is_new and not self._work.is_dirty and not query.get("section", ""):
            return [*moved, rx.call_script(FOCUS_NAME)]
        if self.is_new or self._made_id != self.webhook_id:
            return moved
        self._made_id, self._is_url_left = "", True
        return [*moved, UrlState.check_url]

    @handler(background=True)
    async def watch(self) -> AsyncIterator[Any]:
        """Follow what becomes of the webhook while the page is open."""
        async for _ in updates(self):
            async with self:
                summary = self._work.summary if self.is_loaded else None
                zone, acts = zone_of(self), self._acts
            if summary is None:
                continue
            try:
                stored = await platform().database.read(partial(read_stored, webhook_id=summary.id))
                held = await hub().shared("held", count_held)
                read = partial(read_day, webhook_id=summary.id, now=platform().clock(), zone=zone)
                day = await hub().shared(
                    ("day of", summary.id, zone.key), read, kept_seconds=DAY_KEPT_SECONDS
                )
                read = partial(read_past_outages, webhook_id=summary.id, now=platform().clock())
                outages = await hub().shared(
                    ("outages of", summary.id), read, kept_seconds=OUTAGES_KEPT_SECONDS
                )
            except DomainError:
                continue  # the frame says that the connection is lost
            async with self:
                known = self._work.summary if self.is_loaded else None
                if known is None or known.id != summary.id or self._acts != acts:
                    continue  # it is about another one, or of before what was just done
                if stored is None:
                    self.is_loaded, self.missing = False, "This webhook was deleted. Its log rows stay."
                    continue
                self._waiting, self._outages = held.get(summary.id, 0), outages
                followers = FOLLOWERS.get(self.section, ()) if self._follow(stored) else ()
                self._assign(day=day_facts(day, stored.summary))
                (await self.get_state(SaveState))._follow_review()
            for follower in followers:
                yield follower
        yield leave()

    @handler()
    async def go(self, section: str) -> Any:
        """Bring a section on the screen."""
        return self._go(str(section), self.event_type)

    @handler()
    async def show_mistake(self) -> Any:
        """Bring the first mistake on the screen that hinders a save; each is said beside its field."""
        self._work.try_save()
        self._show()
        section = self.bar.goes_to
        return [*self._go(section, self.event_type), rx.call_script(FOCUS.format(section=section))]

    @handler()
    async def open_type(self, section: str, event_type: str) -> Any:
        """Bring the filter or the template of an event type on the screen."""
        return self._go(str(section), str(event_type))

    def _go(self, section: str, event_type: str) -> Any:
        """Bring a section on the screen, on purpose: a step back leads to the one before."""
        address = self._turn_to(section or "basics", event_type)
        return [
            rx.call_script(GO_TO.format(section=self.section, address=address)),
            *FOLLOWERS.get(self.section, ()),
        ]

    def _arrive_at(self, section: str, event_type: str, asked: str) -> Any:
        """Bring the section on the screen that the address asks for, by its query; none is the first one."""
        address = self._turn_to(section or "basics", event_type)
        if not section:
            return [*FOLLOWERS.get(self.section, ())]
        script = ARRIVE.format(section=self.section, address=address, asked=orjson.dumps(asked).decode())
        return [rx.call_script(script), *FOLLOWERS.get(self.section, ())]

    def _turn_to(self, section: str, event_type: str) -> str:
        """Take up a section and an event type, where there are such, and return their address."""
        self.section = section if section in SECTIONS else self.section
        if event_type in self.chosen_types:
            self.event_type = event_type
        address = f"/webhooks/{self.webhook_id or NEW}?section={self.section}"
        if self.section in FOLLOWERS and self.event_type:
            address += f"&event={self.event_type}"
        return address

    async def _open_new(self, source: str, preset: str) -> None:
        actor = await signed_in_actor(self)
        if actor.role < Role.ADMIN:
            raise NotAllowed("Creating a webhook needs the role admin.")
        known = self._work if self._is_in_hand("") else self._kept.get("")
        begun_as = f"{NEW} from {source}" if source else f"{NEW} {preset}".strip()
        if known is not None and known.kept_as == begun_as:
            self._take("", known)
        elif source:
            stored = await self._read(source)
            blank, copied = new_draft(), clone_of(draft_of(stored.summary.columns()))
            copy = Work(copied, blank)
            copy.kept_as = begun_as
            self._take("", copy)
        elif known is not None and not preset:
            self._take("", known)
        else:
            draft: Draft = new_draft(preset if preset in PRESETS else "standard")
            begun = Work(draft, draft)
            begun.kept_as = begun_as
            self._take("", begun)

    async def _open_stored(self, public_id: str) -> None:
        stored = await self._read(public_id)
        known = self._work if self._is_in_hand(public_id) else self._kept.get(public_id)
        if known is None or known.is_new:
            draft = draft_of(stored.summary.columns())
            known = Work(draft, draft, stored.summary)
        self._take(public_id, known)
        self._follow(stored)

    async def _read(self, public_id: str) -> Any:
        try:
            webhook_id = parse_id(WEBHOOK, public_id)
        except InvalidInput as error:
            raise InvalidInput("id", "There is no such webhook.") from error
        stored = await platform().database.read(partial(read_stored, webhook_id=webhook_id))
        if stored is None:
            raise InvalidInput("id", "There is no such webhook. It may have been deleted.")
        return stored

    def _is_in_hand(self, public_id: str) -> bool:
        return self.is_loaded and self.webhook_id == public_id

    def _take(self, public_id: str, work: Work) -> None:
        """Turn to another webhook; unsaved work on this one is kept for when it is opened again.

        One that is in hand stays as it is: this is a step back, or the connection is there again.
        """
        before, self.kept_as = self._work, work.kept_as or public_id or NEW
        if self._is_in_hand(public_id) and work is before:
            if work.typed.texts["url"] == work.saved.texts["url"]:
                self.url_tone = self.url_note = ""
            self._show()
            return
        if self.is_loaded and self.webhook_id != public_id and before.is_dirty:
            kept = {key: one for key, one in self._kept.items() if key != self.webhook_id}
            self._kept = dict([*kept.items(), (self.webhook_id, before)][-MAX_KEPT:])
        self._work, self.webhook_id, self.is_new = work, public_id, work.is_new
        self.filled += 1
        self.url_tone = self.url_note = ""
        self._waiting, self.day, self._outages = 0, [], PastOutages()
        self._show()
        self._show_past()
