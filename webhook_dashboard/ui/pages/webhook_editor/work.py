"""The work on one webhook: what is typed, what is saved, and what is known beside it. Pure.

A plain class, since Reflex wraps what dataclasses hold whenever a state gives it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.webhooks import matches_pattern
from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.pages.webhook_editor.changes import Change, changes_between
from webhook_dashboard.ui.pages.webhook_editor.checking import Reading, read_draft
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, draft_of
from webhook_dashboard.ui.pages.webhook_editor.fields import SECTION_OF
from webhook_dashboard.ui.pages.webhook_editor.reading import OfferedType

REQUIRED = ("name", "url", "event_types")
CREDENTIALS = "authentication."
_FIELD_OF = {"headers": "headers", "filters": "filters", "payload": "templates"}


class Work:
    """What an editor works on. `summary` is None for a webhook to be made.

    Of a new webhook the mistakes of fields that nobody has touched are not told before a save was tried, and
    of the values of an authentication that was just chosen never.
    `problems` are sentences by section, told by the parts of the editor that check for themselves;
    `refused` are those of the last save, by field. `overtaken` are the changes typed here to what somebody
    else has saved another way meanwhile; those `accepted` may replace it. `header_text` is what was typed as
    JSON of the headers while it cannot be read. `edits` counts changes of typed and saved.
    """

    def __init__(self, typed: Draft, saved: Draft, summary: WebhookSummary | None = None) -> None:
        self.typed = typed
        self.saved = saved
        self.summary = summary
        self.revisions: Sequence[Revision] = ()
        self.touched: set[str] = set()
        self.tried = False
        self.problems: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self.header_text = ""
        self.wants_own_secret = False
        self.overtaken: set[str] = set()
        self.accepted: set[str] = set()
        self.edits = 0
        self.kept_as = ""

    @property
    def is_new(self) -> bool:
        """Whether the webhook is still to be made."""
        return self.summary is None

    def rows(self) -> tuple[object, ...]:
        """What stands in rows, and what was typed in place of those of the headers."""
        return (*self.typed.rows(), self.header_text)

    def reading(self) -> Reading:
        """What is typed, as values."""
        return read_draft(self.typed)

    def changes(self) -> list[Change]:
        """In what it is not as it was saved."""
        return changes_between(self.saved, self.typed)

    @property
    def is_dirty(self) -> bool:
        """Whether anything is typed that a save would change, or that it cannot save."""
        return bool(self.changes()) or any(self.problems.values())

    def overtaken_changes(self) -> list[Change]:
        """The changes that would replace what somebody else has saved meanwhile."""
        return [change for change in self.changes() if change.name in self.overtaken]

    def accept(self, names: Sequence[str]) -> None:
        """Have the next save replace what somebody else has saved, of these changes."""
        self.accepted = {change.name for change in self.overtaken_changes()} & set(names)

    def edit(self, typed: Draft, *names: str) -> None:
        """Take up what was typed into fields."""
        self.typed = typed
        self.edits += 1
        self.touched |= set(names)
        sections = {SECTION_OF.get(name.partition(".")[0], "") for name in names}
        self.refused = {
            name: words
            for name, words in self.refused.items()
            if SECTION_OF.get(name.partition(".")[0]) not in sections
        }

    def leave(self, name: str) -> None:
        """Note that a field was left as it is: what is missing there is told from now on."""
        self.touched.add(name)

    def begin_credentials(self) -> None:
        """Note that another authentication was chosen: nobody has touched its values yet."""
        self.touched = {name for name in self.touched if not name.startswith(CREDENTIALS)}

    def try_save(self) -> None:
        """Note that a save was tried: each mistake there is now is told."""
        self.tried = True
        self.touched |= self.reading().errors.keys()

    def errors(self, reading: Reading) -> dict[str, str]:
        """The mistakes to tell now, by field."""
        told = self.tried or not self.is_new
        own = {
            name: words
            for name, words in reading.errors.items()
            if name in self.touched or not (name.startswith(CREDENTIALS) or (name in REQUIRED and not told))
        }
        return own | self.refused

    def hindrances(self, reading: Reading) -> dict[str, str]:
        """Everything that hinders a save, by section."""
        found: dict[str, str] = {}
        for name, words in {**reading.errors, **self.refused}.items():
            found.setdefault(SECTION_OF.get(name.partition(".")[0], "basics"), words)
        return found | self.problems

    def problems_by_field(self) -> dict[str, str]:
        """The problems that sections told, for the count of mistakes beside their names."""
        return {_FIELD_OF[section]: words for section, words in self.problems.items() if section in _FIELD_OF}

    def follow(self, summary: WebhookSummary, revisions: Sequence[Revision]) -> None:
        """Take up what is stored now; what somebody else saved meanwhile joins what is typed here.

        What was read before the last save reached the screen is older than what is known, and ignored.
        """
        if self.summary is not None and summary.revision < self.summary.revision:
            return
        before, self.summary, self.revisions = self.summary, summary, revisions
        if before is None or before.revision != summary.revision:
            stored = draft_of(summary.columns())
            overtaken = overtaken_names(self.typed, self.saved, stored)
            self.overtaken, self.accepted = self.overtaken | overtaken, self.accepted - overtaken
            self.typed = rebased(self.typed, self.saved, stored)
            self.saved = stored
            self.edits += 1

    def chosen_types(self, offered: Sequence[OfferedType]) -> list[str]:
        """The event types it gets: those named, and what the patterns find in the catalogue."""
        return expand(self.typed.event_types, offered)


def overtaken_names(typed: Draft, before: Draft, after: Draft) -> set[str]:
    """What was typed and saved by somebody else, but not alike. Secret values are never known to be alike."""
    theirs = {change.name: change.after for change in changes_between(before, after)}
    return {
        change.name
        for change in changes_between(before, typed)
        if change.name in theirs and (change.after != theirs[change.name] or MASK in change.after)
    }


def rebased(typed: Draft, before: Draft, after: Draft) -> Draft:
    """The draft on top of another saved one: what was not touched follows, what was typed stays."""
    texts = {
        name: text if typed.texts.get(name) == before.texts.get(name) else typed.texts[name]
        for name, text in after.texts.items()
    }
    untouched = {
        one.name: getattr(after, one.name)
        for one in fields(Draft)
        if one.name != "texts" and getattr(typed, one.name) == getattr(before, one.name)
    }
    documents = {
        name: _merged(getattr(typed, name), getattr(before, name), getattr(after, name))
        for name in ("filters", "templates")
    }
    return replace(typed, **untouched | documents | {"texts": texts})


def _merged(
    typed: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Documents by event type: of each type what was typed stays, else what is saved follows."""
    mine = {one for one in {*typed, *before} if typed.get(one) != before.get(one)}
    followed = {one: document for one, document in after.items() if one not in mine}
    return followed | {one: document for one, document in typed.items() if one in mine}


def expand(patterns: Sequence[str], offered: Sequence[OfferedType]) -> list[str]:
    """The event types behind names and patterns, in the order given."""
    found: list[str] = []
    for pattern in patterns:
        if pattern.endswith("*"):
            found += [one.key for one in offered if matches_pattern(pattern, one.key)]
        else:
            found.append(pattern)
    return list(dict.fromkeys(found))
