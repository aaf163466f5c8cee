"""What follows from the work, as text: the sections, the save bar, the banner, the rows. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

import orjson

from webhook_dashboard.domain.authentication import AUTHENTICATION_KINDS
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.domain.masking import MASK
from webhook_dashboard.domain.signing import describe_scheme, parse_scheme
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.formatting import format_ago, format_moment, format_noun
from webhook_dashboard.ui.pages.webhook_editor.changes import Change, summary_line
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft
from webhook_dashboard.ui.pages.webhook_editor.fields import SECTION_OF, SECTIONS
from webhook_dashboard.ui.pages.webhook_editor.past import overtaken_words
from webhook_dashboard.ui.pages.webhook_editor.shown import (
    AuthRow,
    Banner,
    HeaderRow,
    IdentityRow,
    NavItem,
    SaveBar,
    SignatureRow,
    TypeRow,
)
from webhook_dashboard.ui.pages.webhook_editor.work import Work


def nav_items(
    draft: Draft, chosen: Sequence[str], changes: Sequence[Change], errors: Mapping[str, str]
) -> list[NavItem]:
    """The list of sections, with a value, a dot for a change and a number for mistakes."""
    values = section_values(draft, chosen)
    changed = {change.section for change in changes}
    return [
        NavItem(key, title, values[key], key in changed, _count_errors(key, errors))
        for key, title in SECTIONS.items()
    ]


def section_values(draft: Draft, chosen: Sequence[str]) -> dict[str, str]:
    """What stands beside the name of each section."""
    texts, total = draft.texts, len(chosen)
    filters = sum(1 for one in draft.filters.values() if one)
    retries = len(draft.waits) if draft.is_on("retries_enabled") else 0
    return {
        "basics": texts["name"],
        "endpoint": texts["method"],
        "authentication": AUTHENTICATION_KINDS[draft.authentication["type"]].label.partition(" ")[0],
        "headers": str(len([name for name, _ in draft.headers if name]) or "None"),
        "events": "All" if "*" in draft.event_types else str(len(draft.event_types) or "None"),
        "filters": f"{filters} of {total}" if filters else "None",
        "payload": "Template" if draft.templates else "Default",
        "delivery": "1 try" if not retries else f"{retries + 1} tries",
        "failures": f"At {texts['pause_after']}" if texts["pause_after"] else "Goes on",
        "security": "Signed"
        if draft.signatures and draft.secret != "" and _has_secret(draft)
        else "Unsigned",
    }


def save_bar(
    work: Work, changes: Sequence[Change], hindrances: Mapping[str, str], now: datetime, zone: tzinfo
) -> SaveBar:
    """What the foot says, and whether it lets one save."""
    told = {section: words for section, words in hindrances.items() if words}
    first = next((key for key in SECTIONS if key in told), "")
    summary = work.summary
    button = "Create webhook" if summary is None else f"Save as revision {summary.revision + 1}"
    if not work.is_dirty:
        when = "" if summary is None else format_moment(summary.updated_at, now, zone)
        begun = "Created" if work.saved.texts["name"] else "Nothing typed yet"
        title = begun if summary is None else f"Saved as revision {summary.revision}"
        return SaveBar(False, False, title, when, button, "Nothing has changed.")
    if told and (not work.is_new or work.tried):
        title = "1 section needs attention" if len(told) == 1 else f"{len(told)} sections need attention"
        return SaveBar(
            True, work.is_new, title, f"{SECTIONS[first]}: {told[first]}", button, told[first], first
        )
    title = "Not created yet" if summary is None else format_noun(len(changes), "unsaved change")
    what = summary_line(changes) if summary is not None else "Kept here until you create it."
    warning = overtaken_words(work.overtaken_changes(), work.revisions)
    return SaveBar(True, True, title, what, button, "", "", warning)


def banner_of(work: Work, now: datetime, waiting: int) -> Banner:
    """What hinders the webhook from sending."""
    summary = work.summary
    if summary is None:
        return Banner()
    held = (
        f" {format_noun(waiting, 'delivery', 'deliveries')} {'waits' if waiting == 1 else 'wait'}."
        if waiting
        else ""
    )
    if summary.paused_at is not None:
        reason = f": {summary.pause_reason}" if summary.pause_reason else "."
        return Banner("idle", f"Paused {format_ago(summary.paused_at, now)}{reason}{held}", "resume")
    if not summary.active:
        if summary.revision == 1:
            return Banner("info", "Saved, not sending yet.", "activate")
        reason = f" {summary.pause_reason}" if summary.pause_reason else ""
        return Banner("idle", f"Off: it gets no events.{reason}", "activate")
    if summary.breaker_opened_at is not None:
        until = 0 if summary.probe_at is None else int(summary.probe_at.timestamp() * 1000)
        said = summary.health.last_sentence
        text = f"Held since {format_ago(summary.breaker_opened_at, now)}: {said}{held}"
        return Banner("warn", text, "resume", until)
    return Banner()


def auth_rows(draft: Draft, errors: Mapping[str, str]) -> list[AuthRow]:
    """The fields of the kind that is chosen; a secret value is never among them."""
    kind = AUTHENTICATION_KINDS[draft.authentication["type"]]
    rows: list[AuthRow] = []
    for one in kind.fields:
        value = draft.authentication.get(one.name, "")
        shown = (MASK if value else "") if one.secret else value
        error = errors.get(f"authentication.{one.name}", "")
        rows.append(AuthRow(one.name, one.label, one.placeholder, shown, one.secret, error))
    return rows


def header_rows(draft: Draft) -> list[HeaderRow]:
    """The headers as rows."""
    return [HeaderRow(name, value, value == MASK) for name, value in draft.headers]


def header_json(draft: Draft) -> str:
    """The headers as the JSON object that people may type instead."""
    pairs = {name: value for name, value in draft.headers if name}
    return orjson.dumps(pairs, option=orjson.OPT_INDENT_2).decode() if pairs else "{}"


def identity_rows(draft: Draft) -> list[IdentityRow]:
    """The headers that say what is sent."""
    return [IdentityRow(name, source) for name, source in draft.identity_headers]


def headers_words(draft: Draft) -> str:
    """How many headers there are: "2 of your own, 1 about the event."."""
    own = sum(1 for name, _ in draft.headers if name.strip())
    told = sum(1 for name, _ in draft.identity_headers if name.strip())
    return f"{own or 'None'} of your own, {told or 'none'} about the event."


def signature_rows(draft: Draft, errors: Mapping[str, str]) -> list[SignatureRow]:
    """The signatures as rows, each with a sentence."""
    rows: list[SignatureRow] = []
    for number, one in enumerate(draft.signatures):
        try:
            says = describe_scheme(parse_scheme(dict(one)))
        except InvalidInput:
            says = ""
        standard = one["scheme"] == "standard-webhooks"
        rows.append(
            SignatureRow(
                number=number,
                scheme=one["scheme"],
                header=one["header"],
                prefix=one["prefix"],
                sign_content=one["sign_content"],
                key_encoding=one["key_encoding"],
                is_standard=standard,
                says=says,
                error=errors.get(f"signatures.{number}", ""),
            )
        )
    return rows


def filter_lines(draft: Draft, saved: Draft, chosen: Sequence[str]) -> list[TypeRow]:
    """The filter of each event type in a line."""
    return [
        TypeRow(
            key,
            _filter_words(draft.filters[key]) if draft.filters.get(key) else "No filter",
            bool(draft.filters.get(key)),
            draft.filters.get(key) != saved.filters.get(key),
        )
        for key in _types(draft.filters, chosen)
    ]


def template_lines(draft: Draft, saved: Draft, chosen: Sequence[str]) -> list[TypeRow]:
    """The template of each event type in a line."""
    lines: list[TypeRow] = []
    for key in _types(draft.templates, chosen):
        source = draft.templates.get(key)
        words = f"Template, {source['format']}" if source else "Default of the preset"
        lines.append(TypeRow(key, words, bool(source), source != saved.templates.get(key)))
    return lines


def secret_words(summary: WebhookSummary | None, draft: Draft) -> str:
    """What stands for the secret: a mask, or what will become of it."""
    if summary is not None:
        return summary.secret_hint or "None: requests are not signed"
    return "Made when you create the webhook" if draft.secret is None else ""


def _types(documents: Mapping[str, object], chosen: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*(key for key, one in documents.items() if one), *chosen]))[:50]


def _filter_words(document: object) -> str:
    try:
        return " and ".join(parse_filter(document).parts)
    except InvalidInput as error:
        return error.message


def _has_secret(draft: Draft) -> bool:
    return bool(draft.secret_hint) or draft.secret is None or bool(draft.secret)


def _count_errors(section: str, errors: Mapping[str, str]) -> str:
    count = sum(
        1 for name, words in errors.items() if words and SECTION_OF.get(name.partition(".")[0]) == section
    )
    return str(count) if count else ""
