"""The revisions of a webhook: who saved when, and what changed. Pure."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.ui.formatting import format_moment
from webhook_dashboard.ui.pages.webhook_editor.changes import Change, changes_between, summary_line
from webhook_dashboard.ui.pages.webhook_editor.draft import draft_of
from webhook_dashboard.ui.pages.webhook_editor.shown import ChangeRow, RevisionRow


def revision_rows(revisions: Sequence[Revision], now: datetime, zone: tzinfo) -> list[RevisionRow]:
    """One row for each save, the newest first."""
    rows: list[RevisionRow] = []
    for number, one in enumerate(revisions):
        older = revisions[number + 1] if number + 1 < len(revisions) else None
        who = one.actor.partition("@")[0].replace(".", " ").title() if "@" in one.actor else one.actor
        when = format_moment(one.saved_at, now, zone)
        rows.append(RevisionRow(one.revision, f"{who}, {when}", _what(one, older)))
    return rows


def revision_changes(revision: Revision, older: Revision | None) -> list[Change]:
    """What a save changed; nothing for the first one."""
    if older is None:
        return []
    return changes_between(draft_of(older.snapshot), draft_of(revision.snapshot))


def change_rows(changes: Sequence[Change]) -> list[ChangeRow]:
    """The changes as rows of a review."""
    return [ChangeRow(one.label, one.before, one.after) for one in changes]


def _what(revision: Revision, older: Revision | None) -> str:
    if revision.revision == 1:
        return "Created"
    return summary_line(revision_changes(revision, older)) or "Secret or credentials"
