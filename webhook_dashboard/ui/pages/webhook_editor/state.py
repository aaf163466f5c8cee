"""The state of the editor: the work in hand, and everything on the screen that follows from it.

The other states of the editor are below this one: they hold the handlers of its parts.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import reflex as rx

from webhook_dashboard.domain.errors import DomainError, InvalidInput
from webhook_dashboard.domain.ids import WEBHOOK, encode_id
from webhook_dashboard.services.webhooks import WebhookChange, WebhookDraft
from webhook_dashboard.ui.pages.webhook_editor import checking, showing
from webhook_dashboard.ui.pages.webhook_editor.changes import Change, preset_words
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, new_draft
from webhook_dashboard.ui.pages.webhook_editor.events_shown import EventsView, event_groups, events_sentence
from webhook_dashboard.ui.pages.webhook_editor.fields import LABELS
from webhook_dashboard.ui.pages.webhook_editor.past import revision_rows
from webhook_dashboard.ui.pages.webhook_editor.plan import plan_choices, plan_of
from webhook_dashboard.ui.pages.webhook_editor.prose import tell
from webhook_dashboard.ui.pages.webhook_editor.reading import (
    CATALOGUE_KEPT_SECONDS,
    RATES_KEPT_SECONDS,
    OfferedType,
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
from webhook_dashboard.ui.row_parts import webhook_state
from webhook_dashboard.ui.session import hub, platform, zone_of

NO_ERRORS: Final = dict.fromkeys((*LABELS, "schedule"), "")


class EditorState(rx.State):
    """What the editor shows. `filled` counts how often the fields were filled anew by the program."""

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

    filled: rx.Field[int] = rx.field(0)
    values: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    preset_says: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    changed: rx.Field[dict[str, bool]] = rx.field(default_factory=dict)
    nav: rx.Field[list[NavItem]] = rx.field(default_factory=list)
    bar: rx.Field[SaveBar] = rx.field(default_factory=SaveBar)
    banner: rx.Field[Banner] = rx.field(default_factory=Banner)
    url_tone: rx.Field[str] = rx.field("")
    url_note: rx.Field[str] = rx.field("")

    auth_type: rx.Field[str] = rx.field("none")
    auth_rows: rx.Field[list[AuthRow]] = rx.field(default_factory=list)
    header_rows: rx.Field[list[HeaderRow]] = rx.field(default_factory=list)
    header_json: rx.Field[str] = rx.field("")
    preset_headers: rx.Field[str] = rx.field("")
    groups: rx.Field[list[EventGroup]] = rx.field(default_factory=list)
    events_words: rx.Field[str] = rx.field("")
    addable: rx.Field[str] = rx.field("")
    filter_rows: rx.Field[list[TypeRow]] = rx.field(default_factory=list)
    template_rows: rx.Field[list[TypeRow]] = rx.field(default_factory=list)
    waits: rx.Field[list[str]] = rx.field(default_factory=list)
    generator: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    plan: rx.Field[PlanShown] = rx.field(default_factory=PlanShown)
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

    def _refuse(self, error: InvalidInput) -> None:
        """Show what a save was refused for beside its field."""
        self._work.refused = {checking.place_of(error.field): checking.sentence_of(error)}
        self._show()

    def _show(self) -> None:
        """Put everything that follows from the work on the screen; only what differs is sent."""
        work, zone, now = self._work, zone_of(self), platform().clock()
        self._work = work  # tells Reflex that what is behind it may have changed
        draft, reading, changes = work.typed, work.reading(), work.changes()
        errors = work.errors(reading)
        chosen = work.chosen_types(self._offered)
        self._assign(
            chosen_types=chosen,
            values={**draft.texts, "event_types": "*" if "*" in draft.event_types else ""},
            errors=NO_ERRORS | errors,
            preset_says=dict.fromkeys(LABELS, "") | preset_words(draft),
            changed=self._changed_names(changes),
            nav=showing.nav_items(draft, chosen, changes, errors | work.problems_by_field()),
            bar=showing.save_bar(work, changes, work.hindrances(reading), now, zone),
            banner=showing.banner_of(work, now, self._waiting),
            webhook_name=work.saved.texts["name"] or "New webhook",
        )
        self._show_rows(draft, errors, chosen)
        self._assign(
            plan=plan_of(draft, reading.profile, now, zone),
            plans=plan_choices(draft),
            prose=tell(draft, work.saved, reading.profile),
        )
        if work.summary is not None:
            kind, fact = webhook_state(work.summary, now, zone)
            self._assign(kind=kind, fact=fact, revision=work.summary.revision)
        if self.event_type not in chosen:
            self.event_type = chosen[0] if chosen else ""

    def _show_past(self) -> None:
        zone, now = zone_of(self), platform().clock()
        self._assign(revisions=revision_rows(self._work.revisions, now, zone))

    def _show_rows(self, draft: Draft, errors: Mapping[str, str], chosen: Sequence[str]) -> None:
        work = self._work
        self._assign(
            auth_type=draft.authentication["type"],
            auth_rows=showing.auth_rows(draft, errors),
            header_rows=showing.header_rows(draft),
            header_json=showing.header_json(draft),
            preset_headers=showing.preset_headers(draft),
            filter_rows=showing.filter_lines(draft, work.saved, chosen),
            template_rows=showing.template_lines(draft, work.saved, chosen),
            waits=list(draft.waits),
            generator=dict(draft.generator),
            signatures=showing.signature_rows(draft, errors),
            secret_words=showing.secret_words(work.summary, draft),
            secret_mode="made" if draft.secret is None else ("own" if self._types_secret() else "none"),
            groups=event_groups(work, self._offered, self._rates, self._events),
            events_words=events_sentence(work, self._offered, self._rates),
            addable=self._events.addable(work, self._offered),
        )

    def _types_secret(self) -> bool:
        return self._work.typed.secret != "" or self._work.wants_own_secret

    def _changed_names(self, changes: Sequence[Change]) -> dict[str, bool]:
        return dict.fromkeys(LABELS, False) | {change.name.partition(".")[0]: True for change in changes}

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

    def _public_id(self) -> str:
        summary = self._work.summary
        return "" if summary is None else encode_id(WEBHOOK, summary.id)

    def _assign(self, **values: Any) -> None:
        """Set what has changed only: whatever is set is sent to the browser."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
