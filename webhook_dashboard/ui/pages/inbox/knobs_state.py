"""The state of the knobs: each one takes effect as soon as it is turned."""

from dataclasses import replace
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import InvalidInput, NotFound
from webhook_dashboard.domain.inbox import MAX_ANSWER_BYTES, MOODS, Knobs, mood_of
from webhook_dashboard.domain.people import Role
from webhook_dashboard.ui.pages.inbox import knob_form, rows
from webhook_dashboard.ui.pages.inbox.knob_form import KnobErrors, KnobForm
from webhook_dashboard.ui.pages.inbox.reading import InboxPage
from webhook_dashboard.ui.session import handler, platform, signed_in_actor


class KnobsState(rx.State):
    """What the knobs of the shown inbox say."""

    mood: rx.Field[str] = rx.field("")
    form: rx.Field[KnobForm] = rx.field(default_factory=KnobForm)
    errors: rx.Field[KnobErrors] = rx.field(default_factory=KnobErrors)
    fail_codes: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    response_codes: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    slow_drip: rx.Field[bool] = rx.field(False)
    drop: rx.Field[bool] = rx.field(False)
    has_retry_after: rx.Field[bool] = rx.field(False)
    has_redirect: rx.Field[bool] = rx.field(False)
    left: rx.Field[str] = rx.field("")
    mood_word: rx.Field[str] = rx.field("")
    is_unfolded: rx.Field[bool] = rx.field(False)
    secret_hint: rx.Field[str] = rx.field("")
    secret_words: rx.Field[str] = rx.field("")

    _token: str = ""
    _knobs: Knobs = Knobs()

    @handler(Role.OPERATOR)
    async def choose_mood(self, key: str) -> None:
        """Set every knob as this mood has it."""
        mood = next((mood for mood in MOODS if mood.key == key), None)
        if mood is not None:
            await self._turn(mood.knobs)

    @handler(Role.OPERATOR)
    async def reset_knobs(self) -> None:
        """Answer 200 at once, as a new inbox does."""
        await self._turn(Knobs())

    @handler(Role.OPERATOR)
    async def type_in(self, name: str, text: str, token: str) -> None:
        """Take what is being typed into a field, or say beside it what is wrong.

        It is told a moment later: nothing is turned when another inbox than `token` has come meanwhile.
        """
        name, text = str(name), str(text)[: MAX_ANSWER_BYTES + 1]
        if name not in knob_form.TYPED or token != self._token:
            return
        self.form = replace(self.form, **{name: text})
        try:
            turned = knob_form.type_knob(self._knobs, name, text)
        except InvalidInput as error:
            self.errors = replace(self.errors, **{name: error.message})
            return
        self.errors = replace(self.errors, **{name: ""})
        if turned != self._knobs:
            await self._turn(turned, typed=name)

    @handler()
    async def toggle_fold(self) -> None:
        """Show or hide the knobs, on a phone."""
        self.is_unfolded = not self.is_unfolded

    @handler()
    async def tidy(self) -> None:
        """Write the fields as they are understood, once they are left; those with an error stay."""
        understood = knob_form.to_form(self._knobs)
        wrong = {name: getattr(self.form, name) for name in knob_form.TYPED if getattr(self.errors, name)}
        self._assign(form=replace(understood, **wrong))

    @handler(Role.OPERATOR)
    async def choose_fail_code(self, code: str) -> None:
        """Answer the first requests with another code."""
        await self._turn(knob_form.choose_code(self._knobs, "fail_code", str(code)))

    @handler(Role.OPERATOR)
    async def choose_response_code(self, code: str) -> None:
        """Answer with another code."""
        await self._turn(knob_form.choose_code(self._knobs, "response_code", str(code)))

    @handler(Role.OPERATOR)
    async def flip(self, name: str) -> None:
        """Turn one of the switches over."""
        await self._turn(knob_form.flip_knob(self._knobs, str(name)))

    async def _turn(self, knobs: Knobs, *, typed: str = "") -> None:
        if not self._token:
            raise NotFound("There is no such inbox.")
        await platform().inboxes.turn_knobs(self._token, knobs, await signed_in_actor(self))
        self._show(knobs, knobs.fail_first, keep_form=bool(typed))

    def _show(self, knobs: Knobs, failures_left: int, *, keep_form: bool = False) -> None:
        if not keep_form:
            self._assign(form=knob_form.to_form(knobs), errors=KnobErrors())
        self._knobs = knobs
        self._assign(
            mood=mood_of(knobs),
            mood_word=knob_form.mood_word(knobs),
            fail_codes=knob_form.code_options(knobs.fail_code),
            response_codes=knob_form.code_options(knobs.response_code),
            slow_drip=knobs.slow_drip,
            drop=knobs.drop,
            has_retry_after=knobs.retry_after_seconds > 0,
            has_redirect=bool(knobs.redirect_to),
            left=knob_form.left_words(knobs, failures_left),
        )

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)


# Functions and not methods: each public method of a state can be called by whoever has a socket.


def known_knobs(state: KnobsState) -> Knobs:
    """The knobs as this tab knows them."""
    return state._knobs


def follow_knobs(state: KnobsState, page: InboxPage, known_before: Knobs) -> None:
    """Show the knobs as they are stored, unless this tab turned one while they were read.

    What is being typed stays as long as nobody else turns a knob.
    """
    if page.inbox is None or state._knobs != known_before:
        return
    keep_form = page.inbox.token == state._token and page.inbox.knobs == state._knobs
    state._token = page.inbox.token
    state._show(page.inbox.knobs, page.inbox.failures_left, keep_form=keep_form)
    state._assign(
        secret_hint=page.senders[0].secret_hint if page.senders else "",
        secret_words=rows.secret_words(page.senders),
    )
