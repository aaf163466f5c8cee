"""Unsaved work as a document that outlives the process, and back. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from webhook_dashboard.ui.pages.webhook_editor.draft import Draft
from webhook_dashboard.ui.pages.webhook_editor.work import Work, rebased


def document_of(work: Work) -> dict[str, Any]:
    """Return `{typed, saved, revision, own_secret}`: the draft, and what it changes (0: nothing yet)."""
    return {
        "typed": asdict(work.typed),
        "saved": asdict(work.saved),
        "revision": 0 if work.summary is None else work.summary.revision,
        "own_secret": work.wants_own_secret,
    }


def taken_up(work: Work, document: Mapping[str, Any]) -> Work:
    """Return the work with what was typed before.

    What was typed since stays, and what somebody else has saved meanwhile joins it, as in `Work.follow`.
    """
    base = _draft_from(document["saved"], work.saved)
    typed = _draft_from(document["typed"], base)
    found = Work(rebased(work.typed, work.saved, typed), base, work.summary)
    found.revisions, found.problems, found.header_text = work.revisions, work.problems, work.header_text
    found.wants_own_secret = work.wants_own_secret or document["own_secret"]
    if work.summary is not None and work.summary.revision != document["revision"]:
        found.summary = replace(work.summary, revision=0)  # older than any
        found.follow(work.summary, work.revisions)
    found.touched = work.touched | {change.name for change in found.changes()}
    found.edits, found.kept_as = work.edits + 1, work.kept_as
    return found


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
