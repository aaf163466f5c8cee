"""Everything on the screen that follows from the work, by the names of the state's variables. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final

from webhook_dashboard.storage.outages import PastOutages
from webhook_dashboard.ui.pages.webhook_editor import showing
from webhook_dashboard.ui.pages.webhook_editor.changes import Change, preset_words
from webhook_dashboard.ui.pages.webhook_editor.checking import Reading
from webhook_dashboard.ui.pages.webhook_editor.events_shown import EventsView, event_groups, events_sentence
from webhook_dashboard.ui.pages.webhook_editor.fields import LABELS
from webhook_dashboard.ui.pages.webhook_editor.plan import compared_words, is_wait, plan_choices, plan_of
from webhook_dashboard.ui.pages.webhook_editor.prose import tell
from webhook_dashboard.ui.pages.webhook_editor.reading import OfferedType
from webhook_dashboard.ui.pages.webhook_editor.url_words import was_words
from webhook_dashboard.ui.pages.webhook_editor.work import Work
from webhook_dashboard.ui.row_parts import webhook_state

NO_ERRORS: Final = dict.fromkeys((*LABELS, "schedule"), "")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside the work. `waiting` deliveries are held at this moment; `outages` are over."""

    offered: Sequence[OfferedType]
    rates: Mapping[str, float]
    events: EventsView
    waiting: int
    outages: PastOutages
    now: datetime
    zone: tzinfo


def what_follows(work: Work, around: Surroundings) -> dict[str, Any]:
    """Return the values of the variables."""
    reading, changes = work.reading(), work.changes()
    errors, chosen = work.errors(reading), work.chosen_types(around.offered)
    return {
        **_frame(work, around, reading, changes),
        **_fields(work, errors, changes),
        **_rows(work, errors),
        **_types(work, around, chosen),
        "header_json_problem": work.problems.get("headers", ""),
        "nav": showing.nav_items(work.typed, chosen, changes, errors | work.problems_by_field()),
    }


def _frame(work: Work, around: Surroundings, reading: Reading, changes: Sequence[Change]) -> dict[str, Any]:
    draft, now, zone = work.typed, around.now, around.zone
    state = {}
    if work.summary is not None:
        kind, fact = webhook_state(work.summary, now, zone)
        state = {"kind": kind, "fact": fact, "revision": work.summary.revision}
    return {
        "webhook_name": work.saved.texts["name"] or "New webhook",
        "bar": showing.save_bar(work, changes, work.hindrances(reading), now, zone),
        "banner": showing.banner_of(work, now, around.waiting),
        "plan": plan_of(draft, now, zone, around.outages),
        "plans": plan_choices(draft, around.outages.outages),
        "compared": compared_words(around.outages.outages),
        "prose": tell(draft, work.saved, reading.profile),
        **state,
    }


def _fields(work: Work, errors: Mapping[str, str], changes: Sequence[Change]) -> dict[str, Any]:
    draft = work.typed
    changed = {change.name.partition(".")[0]: True for change in changes}
    return {
        "values": {**draft.texts, "event_types": "*" if "*" in draft.event_types else ""},
        "errors": {**NO_ERRORS, **errors},
        "preset_says": dict.fromkeys(LABELS, "") | preset_words(draft),
        "changed": dict.fromkeys(LABELS, False) | changed,
        "url_was": was_words(work.saved.texts["url"], draft.texts["url"]),
        "secret_words": showing.secret_words(work.summary, draft),
        "secret_mode": _secret_mode(work),
    }


def _rows(work: Work, errors: Mapping[str, str]) -> dict[str, Any]:
    draft = work.typed
    return {
        "auth_type": draft.authentication["type"],
        "auth_rows": showing.auth_rows(draft, errors),
        "header_rows": showing.header_rows(draft),
        "header_json": work.header_text or showing.header_json(draft),
        "identity_rows": showing.identity_rows(draft),
        "headers_words": showing.headers_words(draft),
        "waits": list(draft.waits),
        "bad_waits": [number for number, wait in enumerate(draft.waits) if not is_wait(wait)],
        "generator": dict(draft.generator),
        "signatures": showing.signature_rows(draft, errors),
    }


def _types(work: Work, around: Surroundings, chosen: Sequence[str]) -> dict[str, Any]:
    return {
        "chosen_types": chosen,
        "filter_rows": showing.filter_lines(work.typed, work.saved, chosen),
        "template_rows": showing.template_lines(work.typed, work.saved, chosen),
        "groups": event_groups(work, around.offered, around.rates, around.events),
        "events_words": events_sentence(work, around.offered, around.rates),
        "addable": around.events.addable(work, around.offered),
    }


def _secret_mode(work: Work) -> str:
    if work.typed.secret is None:
        return "made"
    return "own" if work.typed.secret or work.wants_own_secret else "none"
