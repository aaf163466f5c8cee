"""The revisions of a webhook: who saved when, and what changed. Pure."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any

from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.ui.formatting import format_moment
from webhook_dashboard.ui.pages.webhook_editor.changes import (
    MAX_NAMED,
    SHORT,
    Change,
    changes_between,
    summary_line,
)
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, draft_of
from webhook_dashboard.ui.pages.webhook_editor.shown import ChangeRow, RevisionRow


def revision_rows(revisions: Sequence[Revision], now: datetime, zone: tzinfo) -> list[RevisionRow]:
    """One row for each save, the newest first."""
    rows: list[RevisionRow] = []
    for number, one in enumerate(revisions):
        older = revisions[number + 1] if number + 1 < len(revisions) else None
        when = format_moment(one.saved_at, now, zone)
        what = _restored(one, revisions[number + 2 :]) or _what(one, older)
        rows.append(RevisionRow(one.revision, f"{who_saved(one)}, {when}", what))
    return rows


def who_saved(revision: Revision) -> str:
    """The person who saved, by name, or what else did."""
    actor = revision.actor
    return actor.partition("@")[0].replace(".", " ").title() if "@" in actor else actor


def restore_rows(saved: Draft, revision: Revision) -> list[ChangeRow]:
    """What would change now if a revision were restored."""
    return change_rows(changes_between(saved, draft_of(revision.snapshot)))


def no_change_words(revision: Revision, older: Revision | None) -> str:
    """What is said of a save that shows no change."""
    if revision.revision == 1:
        return "The webhook was created."
    if older is None:
        return "The save before it is not kept."
    return "Nothing but a secret or credentials changed."


def overtaken_words(changes: Sequence[Change], revisions: Sequence[Revision]) -> str:
    """Who saved meanwhile what these changes would replace."""
    if not changes:
        return ""
    names, who = {change.name for change in changes}, "Somebody"
    for one, older in pairwise(revisions):
        if names & {change.name for change in revision_changes(one, older)}:
            who = who_saved(one)
            break
    first, *others = changes
    if others:
        labels = ", ".join(change.label for change in changes[:MAX_NAMED])
        more = f" and {len(changes) - MAX_NAMED} more" if len(changes) > MAX_NAMED else ""
        return f"{who} changed {labels}{more} meanwhile. Saving replaces that."
    to = f" to {first.before}" if len(first.before) <= SHORT else ""
    return f"{who} changed {first.label}{to} meanwhile. Saving replaces that."


def revision_changes(revision: Revision, older: Revision | None) -> list[Change]:
    """What a save changed; nothing for the first one."""
    if older is None:
        return []
    return changes_between(draft_of(older.snapshot), draft_of(revision.snapshot))


def change_rows(changes: Sequence[Change]) -> list[ChangeRow]:
    """The changes as rows of a review."""
    return [ChangeRow(one.label, one.before, one.after) for one in changes]


def _restored(revision: Revision, earlier: Sequence[Revision]) -> str:
    """Whether a save made the webhook what it was once before, but for its secret."""
    then = _but_the_secret(revision)
    same = next((one.revision for one in earlier if _but_the_secret(one) == then), 0)
    return f"As in revision {same} again" if same else ""


def _but_the_secret(revision: Revision) -> dict[str, Any]:
    return {name: value for name, value in revision.snapshot.items() if name != "secret_hint"}


def _what(revision: Revision, older: Revision | None) -> str:
    if revision.revision == 1:
        return "Created"
    if older is None:
        return "Nothing older is kept"
    return summary_line(revision_changes(revision, older)) or "Secret or credentials"
