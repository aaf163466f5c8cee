"""What a webhook does, in sentences: the summary beside the editor. Pure."""

from collections.abc import Sequence

from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.webhooks import INBOX_PATH, host_of
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft
from webhook_dashboard.ui.pages.webhook_editor.fields import span_words
from webhook_dashboard.ui.pages.webhook_editor.shown import Sentence, Span

STRONG, NEW = "strong", "new"
NO_URL, NO_EVENT = "give it a URL", "choose its events"
MAX_NAMED = 6


def tell(draft: Draft, saved: Draft, profile: DeliveryProfile | None) -> list[Sentence]:
    """The sentences; what was changed is marked. What cannot be read yet is left out."""
    sentences = [_sending(draft, saved), _choosing(draft)]
    if profile is not None:
        sentences += [_trying(draft, profile), _pausing(profile)]
    if draft.is_new and not draft.is_on("active"):
        sentences.append([Span("Begins once you "), Span("activate it", STRONG), Span(".")])
    return [Sentence(spans) for spans in sentences if spans]


def _sending(draft: Draft, saved: Draft) -> list[Span]:
    url = draft.texts["url"].strip()
    missing = [words for words, is_there in ((NO_URL, url), (NO_EVENT, draft.event_types)) if not is_there]
    if missing:
        return [Span(f"Sends nothing yet: {' and '.join(missing)}.")]
    signed = "signed " if draft.signatures and draft.secret != "" else ""
    host = "a test inbox" if url.startswith(INBOX_PATH) else host_of(url) or "…"
    spans = [
        Span(f"Sends a {signed}"),
        _marked(draft, saved, "method", draft.texts["method"]),
        Span(" to "),
        _marked(draft, saved, "url", host),
        Span(" for "),
    ]
    return [*spans, *_events(draft.event_types, saved.event_types), Span(".")]


def _events(patterns: Sequence[str], saved: Sequence[str]) -> list[Span]:
    if "*" in patterns:
        return [Span("every event", STRONG)]
    spans: list[Span] = []
    named = patterns[:MAX_NAMED]
    for number, pattern in enumerate(named):
        if number:
            is_last = number == len(named) - 1 and len(patterns) == len(named)
            spans.append(Span(" and " if is_last else ", "))
        spans.append(Span(pattern, STRONG if pattern in saved else NEW))
    if len(patterns) > len(named):
        spans.append(Span(f" and {len(patterns) - len(named)} more"))
    return spans


def _choosing(draft: Draft) -> list[Span]:
    filters = [key for key, one in draft.filters.items() if one]
    if not filters:
        return []
    named = ", ".join(filters[:3]) + (f" and {len(filters) - 3} more" if len(filters) > 3 else "")
    return [Span("A filter decides which "), Span(named, STRONG), Span(" are sent.")]


def _trying(draft: Draft, profile: DeliveryProfile) -> list[Span]:
    waits = profile.retry_waits if profile.retries_enabled else ()
    if waits:
        spans = [Span("Tries "), Span(f"{len(waits) + 1} times in {span_words(sum(waits))}", STRONG)]
    else:
        spans = [Span("Tries "), Span("once", STRONG)]
    if profile.on_exhausted != "notify":
        return [*spans, Span(", then marks the delivery failed.")]
    whom = draft.texts["notify_email"].strip() or "the default address"
    return [*spans, Span(f", then e-mails {whom}.")]


def _pausing(profile: DeliveryProfile) -> list[Span]:
    if profile.pause_after is None:
        return []
    verb = {"notify": "Tells you", "pause": "Pauses", "disable": "Is switched off"}[profile.pause_action]
    unit = "deliveries given up" if profile.count_unit == "delivery" else "failed attempts"
    return [Span(f"{verb} after "), Span(f"{profile.pause_after} {unit}", STRONG), Span(" in a row.")]


def _marked(draft: Draft, saved: Draft, name: str, text: str) -> Span:
    return Span(text, STRONG if draft.texts[name] == saved.texts[name] else NEW)
