"""The state of the dialog of an event type: what is typed, what is wrong with it, what fills it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from webhook_dashboard.domain.event_types import MAX_SAMPLE_BYTES
from webhook_dashboard.domain.ids import EVENT, parse_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.services.catalogue import find_entry
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.pages.event_types import form as forms
from webhook_dashboard.ui.pages.event_types.address import ROUTE, parse_address
from webhook_dashboard.ui.pages.event_types.detail_state import TypeState
from webhook_dashboard.ui.pages.event_types.form import Form, FormErrors
from webhook_dashboard.ui.pages.event_types.reading import read_recent
from webhook_dashboard.ui.pages.event_types.state import EventTypesState
from webhook_dashboard.ui.session import handler, platform, signed_in_actor

MAX_TEXT = 4 * MAX_SAMPLE_BYTES
FOCUS = "document.querySelector('.dialog [aria-invalid=\"true\"]')?.focus()"
NAMES = ("key", "category", "description", "version", "sample")


class FormState(rx.State):
    """The dialog that adds and changes event types. `opened` counts openings: the fields begin anew."""

    is_open: rx.Field[bool] = rx.field(False)
    is_new: rx.Field[bool] = rx.field(True)
    is_asking: rx.Field[bool] = rx.field(False)
    is_busy: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    form: rx.Field[Form] = rx.field(default_factory=Form)
    errors: rx.Field[FormErrors] = rx.field(default_factory=FormErrors)
    sample_words: rx.Field[str] = rx.field("")
    recent: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    filled_from: rx.Field[str] = rx.field("")
    categories: rx.Field[list[str]] = rx.field(default_factory=list)

    _before: Form = Form()

    @handler()
    async def take_address(self) -> Any:
        """Open the dialog for a new type when the address asks for it."""
        address = parse_address(self.router.url.query_parameters)
        if not address.is_creating:
            if self.is_new:
                self._close()
            return None
        if self.is_open and self.is_new:
            return None
        actor = await signed_in_actor(self)
        if actor.role < Role.ADMIN:
            raise NotAllowed("Adding an event type needs the role admin.")
        form = Form()
        if address.event_id is not None:
            form = forms.form_from(await platform().event_types.draft_from(address.event_id), form)
        await self._begin(form, is_new=True)
        self._before = Form()
        return None

    @handler(Role.ADMIN)
    async def open_edit(self, key: str) -> None:
        """Open the dialog of an entry."""
        wanted = str(key)
        entry = await platform().database.read(lambda connection: find_entry(connection, wanted))
        if entry is None:
            raise NotFound("There is no such event type in the catalogue. It may have been deleted.")
        await self._begin(forms.form_of(entry), is_new=False)

    @handler(Role.ADMIN)
    async def set_text(self, name: str, text: str) -> None:
        """Take up what is typed into a field; what `save` has judged already keeps its error."""
        if name not in NAMES or name == "sample" or getattr(self.form, name) == _text(text):
            return
        self.form = replace(self.form, **{name: _text(text)})
        self.errors = replace(self.errors, **{name: ""})

    @handler(Role.ADMIN)
    async def set_sample(self, text: str) -> None:
        """Check the sample as it is typed."""
        if _text(text) != self.form.sample:
            self.form = replace(self.form, sample=_text(text))
            self._judge_sample()

    @handler(Role.ADMIN)
    async def fill_from(self, public_id: str) -> None:
        """Take type and sample from an event that was published."""
        if not self.is_open or not any(option[0] == public_id for option in self.recent):
            return
        draft = await platform().event_types.draft_from(parse_id(EVENT, public_id))
        self.form = forms.form_from(draft, self.form)
        self.filled_from, self.errors = public_id, FormErrors()
        self.opened += 1
        self._judge_sample()

    @handler(Role.ADMIN)
    async def lay_out(self) -> None:
        """Put the sample into lines."""
        self.form = replace(self.form, sample=forms.pretty_json(self.form.sample))
        self.opened += 1

    @handler(Role.ADMIN)
    async def save(self, typed: dict[str, Any]) -> AsyncIterator[Any]:
        """Add or change the type; what is wrong is said beside its field."""
        if self.is_busy or not self.is_open:
            return
        self._take_typed(typed)
        self.errors = forms.check_form(self.form)
        if not self.errors.is_empty:
            yield rx.call_script(FOCUS)
            return
        self.is_busy = True
        yield
        try:
            yield await self._save()
        except InvalidInput as error:
            self.errors = self.errors.with_one(error)
            yield rx.call_script(FOCUS)
        except Conflict as error:
            self.errors = replace(self.errors, key=error.message)
            yield rx.call_script(FOCUS)
        finally:
            self.is_busy = False

    @handler()
    async def change_open(self, is_open: bool, typed: dict[str, Any]) -> Any:
        """Close the dialog, or ask first when something typed would be lost."""
        if is_open is True or not self.is_open:
            return None
        self._take_typed(typed)
        if self.form != self._before:
            self._judge_sample()
            self.is_asking = True
            return None
        return await self._leave()

    @handler()
    async def change_asking(self, is_open: bool) -> None:
        """Go back to the dialog with all that is typed."""
        self.is_asking = self.is_asking and is_open is True

    @handler()
    async def discard(self) -> Any:
        """Close the dialog and forget what was typed."""
        return await self._leave()

    async def _begin(self, form: Form, *, is_new: bool) -> None:
        self._close()
        recent = await platform().database.read(read_recent) if is_new else []
        listed = await self.get_state(EventTypesState)
        self.recent = forms.to_options(recent, platform().clock())
        self.categories = sorted({row.category for row in listed.rows if not row.add_href})
        self.is_open, self.is_new, self.opened = True, is_new, self.opened + 1
        self.form = self._before = form
        self._judge_sample()

    def _close(self) -> None:
        self.is_open = self.is_asking = False
        self.form, self._before, self.errors = Form(), Form(), FormErrors()
        self.sample_words = self.filled_from = ""

    async def _leave(self) -> Any:
        is_new = self.is_new
        self._close()
        listed = await self.get_state(EventTypesState)
        return rx.redirect(listed.open_base + listed.shown if listed.shown else ROUTE) if is_new else None

    def _judge_sample(self) -> None:
        self.sample_words = forms.sample_words(self.form.sample)
        self.errors = replace(self.errors, sample=forms.check_form(self.form).sample)

    def _take_typed(self, typed: object) -> None:
        """What stands in the fields at this moment: the last keys may not have been told yet."""
        if isinstance(typed, dict):
            for name in NAMES:
                text = typed.get(f"type_{name}")
                if not isinstance(text, str) or (name == "key" and not self.is_new):
                    continue
                if _text(text) != getattr(self.form, name):
                    self.form = replace(self.form, **{name: _text(text)})
                    self.errors = replace(self.errors, **{name: ""})

    async def _save(self) -> Any:
        actor, form, is_new = await signed_in_actor(self), self.form, self.is_new
        if is_new:
            saved = await platform().event_types.create(forms.to_draft(form), actor)
        else:
            saved = await platform().event_types.update(form.key, forms.to_change(form, self._before), actor)
        key = saved.event_type.key
        self._close()
        listed = await self.get_state(EventTypesState)
        done = toast_done(f"{key} is in the catalogue." if is_new else f"{key} is saved.")
        return (
            [done, rx.redirect(listed.open_base + key)]
            if is_new
            else [done, EventTypesState.load, TypeState.load]
        )


def _text(value: object) -> str:
    """What came from the browser, as text of a sane length."""
    return value[:MAX_TEXT] if isinstance(value, str) else ""
