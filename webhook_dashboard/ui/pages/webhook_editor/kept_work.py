"""Unsaved work as a document that outlives the process, and back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, draft_of
from webhook_dashboard.ui.pages.webhook_editor.work import Work, rebased


def document_of(work: Work) -> dict[str, Any]:
    """Return `{typed, revision}`: the draft, and the revision that it changes (0: the webhook is new)."""
    revision = 0 if work.summary is None else work.summary.revision
    return {"typed": asdict(work.typed), "revision": revision, "own_secret": work.wants_own_secret}


def taken_up(work: Work, document: Mapping[str, Any]) -> Work:
    """Return the work with what was typed before.

    What was typed since stays, and what somebody else has saved meanwhile joins it, as in `Work.follow`.
    """
    base = _base_of(work, document["revision"])
    typed = _draft_from(document["typed"], base)
    found = Work(rebased(work.typed, work.saved, typed), base, work.summary)
    found.revisions, found.problems, found.header_text = work.revisions, work.problems, work.header_text
    found.wants_own_secret = work.wants_own_secret or document["own_secret"]
    if work.summary is not None:
        found.summary = replace(work.summary, revision=document["revision"])
        found.follow(work.summary, work.revisions)
    found.touched = work.touched | {change.name for change in found.changes()}
    found.edits = work.edits + 1
    return found


def _base_of(work: Work, number: int) -> Draft:
    revisions: Sequence[Revision] = work.revisions
    snapshots = (one.snapshot for one in revisions if one.revision == number)
    return next((draft_of(snapshot) for snapshot in snapshots), work.saved)


def _draft_from(document: Mapping[str, Any], base: Draft) -> Draft:
    """The draft of a document, which another version of the program may have made."""
    parts = {one.name: document[one.name] for one in fields(Draft) if one.name in document}
    texts = {name: parts["texts"].get(name, text) for name, text in base.texts.items()}
    tuples = {name: tuple(parts[name]) for name in ("event_types", "signatures", "waits") if name in parts}
    pairs = {
        name: tuple((first, second) for first, second in parts[name])
        for name in ("headers", "identity_headers")
        if name in parts
    }
    return replace(base, **parts | tuples | pairs | {"texts": texts})
