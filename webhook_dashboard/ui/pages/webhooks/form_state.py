"""The state of the dialog of a webhook: what is typed, what is wrong with it, and the secret shown once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import InvalidInput, NotAllowed
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.domain.people import Role
from webhook_dashboard.domain.webhooks import INBOX_PATH, METHODS
from webhook_dashboard.services.webhooks import make_secret
from webhook_dashboard.storage.webhooks import find_webhook
from webhook_dashboard.ui.components.dialogs import toast_done
from webhook_dashboard.ui.pages.webhooks import form as forms
from webhook_dashboard.ui.pages.webhooks.address import parse_address
from webhook_dashboard.ui.pages.webhooks.form import EventGroup, Form, FormErrors
from webhook_dashboard.ui.pages.webhooks.state import WebhooksState
from webhook_dashboard.ui.session import handler, platform, signed_in_actor

MAX_TEXT = 4_000
FOCUS = "document.querySelector('.dialog [aria-invalid=\"true\"]')?.focus()"
CLEAR_SEARCH = "document.getElementById('hook-events').value = ''"


class FormState(rx.State):
    """The dialog that makes and changes a webhook. `opened` counts openings: the fields begin anew."""

    is_open: rx.Field[bool] = rx.field(False)
    is_asking: rx.Field[bool] = rx.field(False)
    is_busy: rx.Field[bool] = rx.field(False)
    opened: rx.Field[int] = rx.field(0)
    public_id: rx.Field[str] = rx.field("")
    title: rx.Field[str] = rx.field("")
    form: rx.Field[Form] = rx.field(default_factory=Form)
    errors: rx.Field[FormErrors] = rx.field(default_factory=FormErrors)
    url_warning: rx.Field[str] = rx.field("")
    url_filled: rx.Field[int] = rx.field(0)
    takes_all: rx.Field[bool] = rx.field(False)
    groups: rx.Field[list[EventGroup]] = rx.field(default_factory=list)
    events_words: rx.Field[str] = rx.field("")
    event_search: rx.Field[str] = rx.field("")
    addable: rx.Field[str] = rx.field("")
    secret_hint: rx.Field[str] = rx.field("")
    secret: rx.Field[str] = rx.field("")
    secret_words: rx.Field[str] = rx.field("")

    _before: Form = Form()
    _own: rx.Field[list[str]] = rx.field(default_factory=list)

    @handler()
    async def take_address(self) -> Any:
        """Open the dialog that the address names, or close it; what was typed in the same one stays."""
        address = parse_address(self.router.url.query_parameters)
        if address.is_creating:
            return await self._open_new()
        if address.edited_id is not None:
            return await self._open_existing(address.edited_id)
        self._close()
        return None

    @handler(Role.ADMIN)
    async def set_name(self, text: str) -> None:
        """Take up the name; what `save` has judged already keeps its error."""
        if _text(text) != self.form.name:
            self.form = replace(self.form, name=_text(text))
            self.errors = replace(self.errors, name="")

    @handler(Role.ADMIN)
    async def set_url(self, text: str) -> Any:
        """Take up the URL, and have it checked."""
        if _text(text) == self.form.url:
            return None
        self.form = replace(self.form, url=_text(text))
        return FormState.check_url

    @handler(Role.ADMIN, background=True)
    async def check_url(self) -> None:
        """Say what the real rules say about the URL; the latest one wins."""
        text, error, warning = self.form.url, "", ""
        if text.strip():
            try:
                warning = await platform().webhooks.check_url(text) or ""
            except InvalidInput as refusal:
                error = forms.sentence_of(refusal)
        async with self:
            if self.form.url == text:
                self.url_warning = warning
                self.errors = replace(self.errors, url=error)

    @handler(Role.ADMIN)
    async def use_inbox(self) -> None:
        """Make a test inbox and put its address into the URL."""
        token = await platform().inboxes.create(await signed_in_actor(self))
        self.form = replace(self.form, url=INBOX_PATH + token)
        self.errors, self.url_warning = replace(self.errors, url=""), ""
        self.url_filled += 1

    @handler(Role.ADMIN)
    async def set_method(self, method: str) -> None:
        """Choose the HTTP method."""
        if method in METHODS:
            self.form = replace(self.form, method=method)

    @handler(Role.ADMIN)
    async def set_active(self, is_active: bool) -> None:
        """Choose whether it sends."""
        self.form = replace(self.form, active=is_active is True)

    @handler(Role.ADMIN)
    async def choose_all(self, is_chosen: bool) -> None:
        """Choose every event type, or those of the list."""
        self._choose(forms.ALL, is_chosen is True)

    @handler(Role.ADMIN)
    async def choose_event(self, key: str, is_chosen: bool) -> None:
        """Choose one event type or pattern of the list, or not."""
        if any(option.key == key for group in self.groups for option in group.options):
            self._choose(key, is_chosen is True)

    @handler(Role.ADMIN)
    async def search_events(self, text: str) -> None:
        """Narrow the list of event types."""
        self.event_search = _text(text)[:100]
        self._list_events()

    @handler(Role.ADMIN)
    async def add_event(self) -> Any:
        """Choose what is typed into the search: a type or pattern that the list does not have."""
        if not self.addable:
            return None
        added, self.event_search = self.addable, ""
        self._own = [*self._own, added]
        self._choose(added, True)
        return rx.call_script(CLEAR_SEARCH)

    @handler(Role.ADMIN)
    async def set_secret_mode(self, mode: str) -> None:
        """Choose where the signing secret comes from."""
        if mode in forms.SECRET_MODES and (mode != forms.KEPT or self.public_id):
            self.form = replace(self.form, secret_mode=mode, own_secret="")
            self.errors = replace(self.errors, secret="")

    @handler(Role.ADMIN)
    async def set_own_secret(self, text: str) -> None:
        """Take up a secret of the person's own; what `save` has judged already keeps its error."""
        if _text(text) != self.form.own_secret:
            self.form = replace(self.form, own_secret=_text(text))
            self.errors = replace(self.errors, secret="")

    @handler(Role.ADMIN)
    async def save(self, typed: dict[str, Any]) -> AsyncIterator[Any]:
        """Create or change the webhook; what is wrong is said beside its field."""
        if self.is_busy or not self.is_open or self.secret:
            return
        self._take_typed(typed)
        self.errors = forms.check_form(self.form)
        if self.errors.first:
            yield rx.call_script(FOCUS)
            if self.form.url.strip():
                yield FormState.check_url
            return
        self.is_busy = True
        yield
        try:
            yield await self._save()
        except InvalidInput as error:
            self.errors = self.errors.with_one(error)
            yield rx.call_script(FOCUS)
        finally:
            self.is_busy = False

    @handler()
    async def change_open(self, is_open: bool) -> Any:
        """Close the dialog, or ask first when something typed would be lost."""
        if is_open is True or not self.is_open:
            return None
        if not self.secret and self.form != self._before:
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

    async def _open_new(self) -> Any:
        if self.is_open and not self.public_id and not self.secret:
            return None
        actor = await signed_in_actor(self)
        if actor.role < Role.ADMIN:
            raise NotAllowed("Creating a webhook needs the role admin.")
        self._begin("", Form(), "")
        return None

    async def _open_existing(self, webhook_id: int) -> Any:
        public_id = encode_id(WEBHOOK, webhook_id)
        if self.is_open and self.public_id == public_id and not self.secret and self.form != self._before:
            return None
        found = await platform().database.read(lambda connection: find_webhook(connection, webhook_id))
        if found is None:
            return [
                rx.toast.error("There is no such webhook. It may have been deleted."),
                await self._leave(),
            ]
        self._begin(public_id, forms.form_of(found.summary), found.summary.secret_hint)
        return None

    def _begin(self, public_id: str, form: Form, secret_hint: str) -> None:
        self._close()
        self.is_open, self.opened, self.public_id = True, self.opened + 1, public_id
        self.form, self._before, self.secret_hint = form, form, secret_hint
        self.title = form.name
        self._own = forms.own_types(form)
        self._list_events()

    def _close(self) -> None:
        """Nothing of a webhook stays behind, least of all its secret."""
        self.is_open = self.is_asking = False
        self.form, self._before, self.errors = Form(), Form(), FormErrors()
        self.url_warning = self.event_search = self.addable = self.secret = self.secret_hint = ""

    async def _leave(self) -> Any:
        self._close()
        return rx.redirect((await self.get_state(WebhooksState)).close_href or "/webhooks")

    def _choose(self, key: str, is_chosen: bool) -> None:
        self.form = forms.choose_event(self.form, key, is_chosen)
        self.errors = replace(self.errors, event_types="")
        self._list_events()

    def _list_events(self) -> None:
        self.takes_all = forms.ALL in self.form.event_types
        self.groups = forms.to_groups(self.form, self._own, self.event_search)
        self.addable = forms.addable(self._own, self.event_search)
        self.events_words = forms.chosen_words(self.form)

    def _take_typed(self, typed: object) -> None:
        """What stands in the fields at this moment: the last keys may not have been told yet."""
        if isinstance(typed, dict):
            for name, key in (("name", "hook_name"), ("url", "hook_url"), ("own_secret", "hook_secret")):
                if isinstance(typed.get(key), str):
                    self.form = replace(self.form, **{name: _text(typed[key])})

    async def _save(self) -> Any:
        """Store it; returns how the dialog goes on: it shows a new secret, or closes."""
        actor, form = await signed_in_actor(self), self.form
        if not self.public_id:
            created = await platform().webhooks.create(forms.to_draft(form), actor)
            secret, saved, done = created.secret, created.summary, "is ready"
        else:
            found = parse_address({"id": self.public_id}).edited_id
            assert found is not None
            secret = {forms.MADE: make_secret(), forms.OWN: form.own_secret.strip()}.get(form.secret_mode, "")
            change = forms.to_change(form, self._before, secret or None)
            saved, done = await platform().webhooks.update(found, change, actor), "is saved"
        if form.secret_mode != forms.MADE:
            return [toast_done(f"{saved.name} {done}."), await self._leave()]
        self.title = saved.name
        self.secret, self.secret_words = secret, forms.secret_words(saved.url)
        return None


def _text(value: object) -> str:
    """What came from the browser, as text of a sane length."""
    return value[:MAX_TEXT] if isinstance(value, str) else ""
