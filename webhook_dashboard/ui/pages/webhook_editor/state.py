"""The state of the editor: the work in hand, and everything on the screen that follows from it.

The other states of the editor are below this one: they hold the handlers of its parts.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import reflex as rx

from webhook_dashboard.domain.errors import Conflict, DomainError, InvalidInput
from webhook_dashboard.services.webhook_drafts import WebhookChange, WebhookDraft
from webhook_dashboard.storage.outages import PastOutages
from webhook_dashboard.ui.pages.webhook_editor import checking
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, new_draft
from webhook_dashboard.ui.pages.webhook_editor.events_shown import EventsView
from webhook_dashboard.ui.pages.webhook_editor.fields import FIELDS
from webhook_dashboard.ui.pages.webhook_editor.following import Surroundings, what_follows
from webhook_dashboard.ui.pages.webhook_editor.past import revision_rows
from webhook_dashboard.ui.pages.webhook_editor.reading import (
    CATALOGUE_KEPT_SECONDS,
    RATES_KEPT_SECONDS,
    OfferedType,
    StoredWebhook,
    read_offered,
    read_rates,
)
from webhook_dashboard.ui.pages.webhook_editor.shown import (
    AuthRow,
    Banner,
    ChangeRow,
    EventGroup,
    Fact,
    HeaderRow,
    IdentityRow,
    NavItem,
    PlanChoice,
    PlanShown,
    RevisionRow,
    SaveBar,
    Sentence,
    SignatureRow,
    TypeRow,
)
from webhook_dashboard.ui.pages.webhook_editor.work import Work
from webhook_dashboard.ui.session import hub, platform, zone_of


class EditorState(rx.State):
    """What the editor shows.

    `fills` counts for each field how often the program put another text into it, `filled` the same for what
    stands in rows. Only those are made anew in the browser: what is being typed elsewhere stays.
    """

    is_loaded: rx.Field[bool] = rx.field(False)
    is_new: rx.Field[bool] = rx.field(False)
    missing: rx.Field[str] = rx.field("")
    is_busy: rx.Field[bool] = rx.field(False)
    webhook_id: rx.Field[str] = rx.field("")
    webhook_name: rx.Field[str] = rx.field("")
    revision: rx.Field[int] = rx.field(0)
    kind: rx.Field[str] = rx.field("active")
    fact: rx.Field[str] = rx.field("")
    section: rx.Field[str] = rx.field("basics")
    event_type: rx.Field[str] = rx.field("")
    chosen_types: rx.Field[list[str]] = rx.field(default_factory=list)
    kept_as: rx.Field[str] = rx.field("")
    memory: rx.Field[str] = rx.field("")
    edits: rx.Field[int] = rx.field(0)

    filled: rx.Field[int] = rx.field(0)
    fills: rx.Field[dict[str, int]] = rx.field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    header_json_problem: rx.Field[str] = rx.field("")
    preset_says: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    changed: rx.Field[dict[str, bool]] = rx.field(default_factory=dict)
    nav: rx.Field[list[NavItem]] = rx.field(default_factory=list)
    bar: rx.Field[SaveBar] = rx.field(default_factory=SaveBar)
    banner: rx.Field[Banner] = rx.field(default_factory=Banner)
    url_tone: rx.Field[str] = rx.field("")
    url_note: rx.Field[str] = rx.field("")
    url_was: rx.Field[str] = rx.field("")

    auth_type: rx.Field[str] = rx.field("none")
    auth_rows: rx.Field[list[AuthRow]] = rx.field(default_factory=list)
    header_rows: rx.Field[list[HeaderRow]] = rx.field(default_factory=list)
    header_json: rx.Field[str] = rx.field("")
    identity_rows: rx.Field[list[IdentityRow]] = rx.field(default_factory=list)
    headers_words: rx.Field[str] = rx.field("")
    groups: rx.Field[list[EventGroup]] = rx.field(default_factory=list)
    events_words: rx.Field[str] = rx.field("")
    addable: rx.Field[str] = rx.field("")
    filter_rows: rx.Field[list[TypeRow]] = rx.field(default_factory=list)
    template_rows: rx.Field[list[TypeRow]] = rx.field(default_factory=list)
    waits: rx.Field[list[str]] = rx.field(default_factory=list)
    bad_waits: rx.Field[list[int]] = rx.field(default_factory=list)
    generator: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    plan: rx.Field[PlanShown] = rx.field(default_factory=PlanShown)
    compared: rx.Field[str] = rx.field("")
    plans: rx.Field[list[PlanChoice]] = rx.field(default_factory=list)
    signatures: rx.Field[list[SignatureRow]] = rx.field(default_factory=list)
    secret_words: rx.Field[str] = rx.field("")
    secret_mode: rx.Field[str] = rx.field("made")

    prose: rx.Field[list[Sentence]] = rx.field(default_factory=list)
    day: rx.Field[list[Fact]] = rx.field(default_factory=list)
    revisions: rx.Field[list[RevisionRow]] = rx.field(default_factory=list)
    review_title: rx.Field[str] = rx.field("")
    review_rows: rx.Field[list[ChangeRow]] = rx.field(default_factory=list)

    _work: Work = Work(new_draft(), new_draft())
    _kept: rx.Field[dict[str, Work]] = rx.field(default_factory=dict)
    _offered: rx.Field[tuple[OfferedType, ...]] = rx.field(default_factory=tuple)
    _rates: rx.Field[dict[str, float]] = rx.field(default_factory=dict)
    _events: EventsView = EventsView()
    _waiting: int = 0
    _outages: PastOutages = PastOutages()
    _is_url_left: bool = True
    """Whether the field of the URL was left since it was typed into: what stands there is meant."""
    _made_id: str = ""
    """The webhook that was just made here: what stands at its URL is said once it is opened."""
    _told: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    """The texts of the fields as the browser has them."""
    _acts: int = 0
    """How often something was done to the webhook at once, beside what is saved."""
    _restarts: int = 0
    """How often all that was typed was saved or forgotten."""

    # For the parts of the editor that have states of their own: filters, payload, testing.

    def _filter_of(self, event_type: str) -> Any:
        """The document of the filter of one event type as typed, or None."""
        return self._work.typed.filters.get(event_type)

    def _saved_filter_of(self, event_type: str) -> Any:
        """The document of the filter of one event type as saved, or None."""
        return self._work.saved.filters.get(event_type)

    def _set_filter(self, event_type: str, document: Mapping[str, Any] | None) -> None:
        """Take up a filter; None or {} is none."""
        self._set_document("filters", event_type, document)

    def _template_of(self, event_type: str) -> Any:
        """The template of one event type as typed, `{format, text, strict}`, or None."""
        return self._work.typed.templates.get(event_type)

    def _saved_template_of(self, event_type: str) -> Any:
        """The template of one event type as saved, or None."""
        return self._work.saved.templates.get(event_type)

    def _set_template(self, event_type: str, source: Mapping[str, Any] | None) -> None:
        """Take up a template; None is the default one."""
        self._set_document("templates", event_type, source)

    def _draft(self) -> WebhookDraft:
        """The webhook as typed, for a test or a preview. A mask stands for a secret that is stored."""
        return checking.to_draft(self._work.typed)

    def _change(self) -> WebhookChange:
        """What a save asks for."""
        return checking.to_change(self._work.typed, self._work.saved)

    def _problem(self, section: str, sentence: str) -> None:
        """Say that a section cannot be saved as it is, and why; an empty sentence takes it back."""
        if self._work.problems.get(section, "") != sentence:
            self._work.problems = {**self._work.problems, section: sentence}
            self._show()

    # What follows is for this state and those below it.

    def _set_document(self, name: str, event_type: str, document: Mapping[str, Any] | None) -> None:
        documents = dict(getattr(self._work.typed, name))
        documents.pop(event_type, None)
        if document:
            documents[event_type] = dict(document)
        self._edit({name: documents}, f"{name}.{event_type}")

    def _edit(self, parts: Mapping[str, Any], *names: str) -> None:
        """Change parts of the draft; `names` are the fields that were touched."""
        self._work.edit(checking.replaced(self._work.typed, parts), *names)
        self._show()

    def _fill(self, draft: Draft, *names: str) -> None:
        """Put another draft into the fields."""
        self.filled += 1
        self._work.edit(draft, *names)
        self._show()

    def _restart(self, work: Work) -> None:
        """Begin anew with what is saved. Rows that say the same stay: somebody may be typing there."""
        before, self._work = self._work, work
        self.filled += work.is_new or work.rows() != before.rows()
        self._restarts += 1
        self._show()

    def _follow(self, stored: StoredWebhook) -> bool:
        """Take up what is stored now; what is typed stays. Whether somebody saved meanwhile."""
        typed, saved = self._work.typed, self._work.saved
        self._work.follow(stored.summary, stored.revisions)
        self.filled += self._work.typed.rows() != typed.rows()
        self._show()
        self._show_past()
        return self._work.saved is not saved

    def _refuse(self, error: InvalidInput) -> None:
        """Show what a save was refused for beside its field."""
        self._work.refused = {checking.place_of(error.field): checking.sentence_of(error)}
        self._show()

    def _check_asked(self, webhook_id: str) -> None:
        """Refuse what was asked about another webhook than the one in hand."""
        if webhook_id != self.webhook_id:
            raise Conflict("Another webhook is open now. Nothing was changed.")

    def _show(self) -> None:
        """Put everything that follows from the work on the screen; only what differs is sent."""
        work, zone, now = self._work, zone_of(self), platform().clock()
        self._work = work  # tells Reflex that what is behind it may have changed
        around = Surroundings(
            self._offered, self._rates, self._events, self._waiting, self._outages, now, zone
        )
        fills = self._count_fills(work.typed)
        self._assign(fills=fills, edits=work.edits, **what_follows(work, around))
        if self.event_type not in self.chosen_types:
            self.event_type = self.chosen_types[0] if self.chosen_types else ""

    def _show_past(self) -> None:
        zone, now = zone_of(self), platform().clock()
        self._assign(revisions=revision_rows(self._work.revisions, now, zone))

    def _count_fills(self, draft: Draft) -> dict[str, int]:
        told, self._told = self._told, dict(draft.texts)
        return {name: self.fills[name] + (told.get(name) != text) for name, text in draft.texts.items()}

    async def _load_catalogue(self) -> None:
        """Read the event types that can be chosen, and how often they come."""
        try:
            self._offered = tuple(
                await hub().shared("offered types", read_offered, kept_seconds=CATALOGUE_KEPT_SECONDS)
            )
            read = partial(read_rates, now=platform().clock())
            self._rates = dict(await hub().shared("rates", read, kept_seconds=RATES_KEPT_SECONDS))
        except DomainError:
            return  # what is known from before stays

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
