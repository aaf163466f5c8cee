"""What stands in the dialog of a webhook, how it is checked, and what is asked for when it is saved. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.events import EVENT_TYPES
from webhook_dashboard.domain.profiles.checks import check_method
from webhook_dashboard.domain.signing import parse_secret
from webhook_dashboard.domain.webhooks import (
    check_event_types,
    check_name,
    inbox_token,
    matches_pattern,
)
from webhook_dashboard.services.webhooks import WebhookChange, WebhookDraft
from webhook_dashboard.storage.webhooks import WebhookSummary

ALL: Final = "*"
MADE, OWN, KEPT = "made", "own", "kept"
"""Where the signing secret comes from: made by the program, typed by the person, or left as it is."""
SECRET_MODES: Final = (MADE, OWN, KEPT)
OWN_CATEGORY: Final = "Your own"


@dataclass(frozen=True, slots=True)
class Form:
    """What is typed and chosen so far."""

    name: str = ""
    url: str = ""
    method: str = "POST"
    event_types: tuple[str, ...] = ()
    active: bool = True
    secret_mode: str = MADE
    own_secret: str = ""


@dataclass(frozen=True, slots=True)
class FormErrors:
    """A sentence for each field that cannot be saved as it is; empty when it can."""

    name: str = ""
    url: str = ""
    method: str = ""
    event_types: str = ""
    secret: str = ""

    @property
    def first(self) -> str:
        """The first field with an error, from the top; empty when there is none."""
        return next((field.name for field in fields(self) if getattr(self, field.name)), "")

    def with_one(self, error: InvalidInput) -> "FormErrors":
        """These and one more; what names no field of the form stands at the URL."""
        known = {field.name for field in fields(self)}
        return replace(self, **{error.field if error.field in known else "url": sentence_of(error)})


@dataclass(frozen=True, slots=True)
class EventOption:
    """One checkbox. `second` says what the type means, or which pattern covers it already."""

    key: str
    second: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class EventGroup:
    """The checkboxes of one category."""

    category: str
    options: list[EventOption]


def form_of(webhook: WebhookSummary) -> Form:
    """The form for a webhook that exists."""
    return Form(
        webhook.name, webhook.url, webhook.method, webhook.event_types, webhook.active, secret_mode=KEPT
    )


def choose_event(form: Form, key: str, is_chosen: bool) -> Form:
    """The form with an event type or pattern chosen, or not."""
    others = tuple(pattern for pattern in form.event_types if pattern != key)
    return replace(form, event_types=(*others, key) if is_chosen else others)


def to_groups(form: Form, own: Sequence[str], search: str) -> list[EventGroup]:
    """The checkboxes by category; `own` are the types and patterns beside the catalogue, on top."""
    wanted = search.strip().casefold()
    entries = [(OWN_CATEGORY, key, "") for key in own]
    entries += [(entry.category, entry.key, entry.description) for entry in EVENT_TYPES]
    groups: dict[str, list[EventOption]] = {}
    for category, key, description in entries:
        if any(wanted in text.casefold() for text in (category, key, description)):
            option = EventOption(key, _covered_by(form, key) or description, key in form.event_types)
            groups.setdefault(category, []).append(option)
    return [EventGroup(category, options) for category, options in groups.items()]


def own_types(form: Form) -> list[str]:
    """The types and patterns of a form that the catalogue does not have."""
    known = {ALL, *(entry.key for entry in EVENT_TYPES)}
    return [pattern for pattern in form.event_types if pattern not in known]


def addable(own: Sequence[str], search: str) -> str:
    """What was typed into the search, when it is a type or pattern that has no checkbox yet.

    A word that only begins one of them is taken for a search.
    """
    text = search.strip()
    known = {ALL, *own, *(entry.key for entry in EVENT_TYPES)}
    if not text or text in known or _sentence(check_event_types, [text]):
        return ""
    is_part = "." not in text and any(text in key for key in known)
    return "" if is_part else text


def chosen_words(form: Form) -> str:
    """How many are chosen: "All", "None yet", "4 chosen"."""
    if ALL in form.event_types:
        return "All, those to come too"
    return f"{len(form.event_types):,} chosen" if form.event_types else "None chosen"


def check_form(form: Form) -> FormErrors:
    """Everything that is wrong with a form, but for the address behind its URL."""
    needs_secret = form.secret_mode == OWN
    return FormErrors(
        name=_sentence(check_name, form.name),
        url="" if form.url.strip() else "Give the URL that receives the events, or use a new test inbox.",
        method=_sentence(check_method, form.method),
        event_types=_sentence(check_event_types, list(form.event_types)),
        secret=_secret_sentence(form.own_secret.strip()) if needs_secret else "",
    )


def to_draft(form: Form) -> WebhookDraft:
    """What to ask for to get a new webhook."""
    return WebhookDraft(
        name=form.name,
        url=form.url,
        event_types=list(_saved_types(form)),
        method=form.method,
        active=form.active,
        secret=form.own_secret.strip() if form.secret_mode == OWN else None,
    )


def to_change(form: Form, before: Form, secret: str | None) -> WebhookChange:
    """What to change; fields that are as they were are left out."""

    def changed(name: str) -> Any:
        value = getattr(form, name)
        return None if value == getattr(before, name) else value

    types = None if form.event_types == before.event_types else list(_saved_types(form))
    return WebhookChange(
        name=changed("name"),
        url=changed("url"),
        event_types=types,
        method=changed("method"),
        active=changed("active"),
        secret=secret,
    )


def secret_words(url: str) -> str:
    """Why the secret must be kept now, and where."""
    shown = "It is shown only now. "
    if inbox_token(url) is not None:
        return shown + "The test inbox knows it and checks each signature with it."
    return shown + "Give it to the receiver, which checks the signature of each request with it."


def sentence_of(error: InvalidInput) -> str:
    """The sentence of an error as it stands beside its field: without the field's name, with a capital."""
    text = error.message.removeprefix(f"{error.field}: ")
    return text[:1].upper() + text[1:]


def _saved_types(form: Form) -> tuple[str, ...]:
    return (ALL,) if ALL in form.event_types else form.event_types


def _covered_by(form: Form, key: str) -> str:
    """The words for a type that a pattern of the form already covers."""
    for pattern in form.event_types:
        if pattern not in (ALL, key) and matches_pattern(pattern, key):
            return f"covered by {pattern}"
    return ""


def _secret_sentence(secret: str) -> str:
    return _sentence(parse_secret, secret).replace("Leave it out to have one made.", "").strip()


def _sentence(check: Callable[[Any], object], value: Any) -> str:
    try:
        check(value)
    except InvalidInput as error:
        return sentence_of(error)
    return ""
