"""What is said about one delivery: the sentence, what happens next, facts, and what may be done. Pure."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from webhook_dashboard.domain.advice import advise_on_speed
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, encode_id
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.domain.retry import RetryPolicy
from webhook_dashboard.domain.webhooks import host_of
from webhook_dashboard.storage.delivery_details import AttemptDetail
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.formatting import (
    format_absolute,
    format_clock_minute,
    format_countdown,
    format_day,
    format_ms,
)
from webhook_dashboard.ui.pages.deliveries.reading import DeliveryPage
from webhook_dashboard.ui.row_parts import delivery_href, record_of, webhook_href

NUMBER_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class DetailView:
    """One delivery in words. The line below the sentence is `next_lead`, a countdown, `next_tail`.

    `retry_refusal` and `resend_refusal` say why a button cannot be pressed; empty when it can.
    """

    id: str = ""
    kind: str = ""
    sentence: str = ""
    advice: str = ""
    next_lead: str = ""
    next_tail: str = ""
    until_ms: int = 0
    until: str = ""
    retry_refusal: str = ""
    resend_refusal: str = ""
    webhook: str = ""
    webhook_href: str = ""
    webhook_note: str = ""
    event_type: str = ""
    record: str = ""
    event_id: str = ""
    method_and_url: str = ""
    created: str = ""
    relation: str = ""
    relation_id: str = ""
    relation_href: str = ""
    page_href: str = ""
    test: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """The line below the sentence, around a countdown that is there when `until_ms` is not 0."""

    lead: str = ""
    tail: str = ""
    until_ms: int = 0
    until: str = ""


def to_detail(page: DeliveryPage, profile: DeliveryProfile, now: datetime, zone: tzinfo) -> DetailView:
    """Everything about a delivery but its attempts; `profile` is that of its webhook today."""
    policy = profile.retry_policy
    summary, event = page.detail.summary, page.detail.event
    coming = say_next(page, policy, now, zone)
    relation, related = _relation(page)
    return DetailView(
        id=encode_id(DELIVERY, summary.id),
        kind=summary.status.key,
        sentence=say_sentence(page, policy),
        advice=say_advice(page, profile.response_timeout),
        next_lead=coming.lead,
        next_tail=coming.tail,
        until_ms=coming.until_ms,
        until=coming.until,
        retry_refusal=_retry_refusal(summary, page.webhook),
        resend_refusal=_resend_refusal(summary, page.webhook),
        webhook=summary.webhook_name,
        webhook_href="" if summary.webhook_deleted else webhook_href(summary.webhook_id),
        webhook_note=_webhook_note(page),
        event_type=summary.event_type,
        record=record_of(summary),
        event_id=event.public_id,
        method_and_url=_sent_to(page),
        created=format_absolute(summary.created_at, zone),
        relation=relation,
        relation_id=encode_id(DELIVERY, related) if related else "",
        relation_href=delivery_href(related) if related else "",
        page_href=f"/deliveries/{encode_id(DELIVERY, summary.id)}",
        test=summary.test,
    )


def say_sentence(page: DeliveryPage, policy: RetryPolicy) -> str:
    """What is the case, in one sentence."""
    summary = page.detail.summary
    last = page.detail.attempts[-1] if page.detail.attempts else None
    number = summary.attempt_count
    if summary.test and last is not None:
        return _say_test(summary, last)
    if summary.status is Status.SENDING:
        return f"Attempt {_of(number + 1, policy)} is on its way to {host_of(summary.webhook_url)}."
    if summary.status is Status.CANCELLED:
        return (
            "Cancelled before it was sent."
            if last is None
            else f"Cancelled after attempt {_of(number, policy)}."
        )
    if last is None:
        return "Held, not sent yet." if summary.status is Status.HELD else "Not sent yet."
    if summary.status is Status.SUCCEEDED:
        tried = "at the first attempt" if number == 1 else f"at attempt {_of(number, policy)}"
        return f"Delivered {tried}: {_in_the_middle(last.sentence)[:-1]} in {format_ms(last.duration_ms)}."
    return f"Attempt {_of(number, policy)} failed: {_in_the_middle(last.sentence)}"


def say_advice(page: DeliveryPage, response_timeout_seconds: float) -> str:
    """What to try after the last attempt failed or was slow (C38); nothing while another is under way."""
    attempts = page.detail.attempts
    if not attempts or page.detail.summary.status is Status.SENDING:
        return ""
    last = attempts[-1]
    return last.advice or advise_on_speed(last.duration_ms / 1_000, response_timeout_seconds).sentence


def say_next(page: DeliveryPage, policy: RetryPolicy, now: datetime, zone: tzinfo) -> Next:
    """What happens next, or why nothing does."""
    summary, webhook = page.detail.summary, page.webhook
    if summary.test:
        return Next("Sent once, and counted in no statistics.")
    if summary.status is Status.SUCCEEDED:
        return Next()
    if webhook is None:
        return Next("The webhook was deleted, so nothing more is sent.")
    if summary.status is Status.HELD:
        return Next(summary.held_because)
    waits = summary.status in (Status.PENDING, Status.RETRYING)
    if waits and not webhook.active:
        return Next(f"{webhook.name} is switched off. The next try is made once it is on again.")
    if summary.status is Status.RETRYING and summary.next_at is not None:
        return _next_try(summary, policy, now, zone)
    if waits:
        return _first_try(summary, now, zone)
    if summary.status is Status.SENDING:
        return Next(summary.held_because or "The answer appears here.")
    if summary.status is Status.CANCELLED:
        return Next("Nothing more is sent. Retry now makes one more attempt.")
    return Next(_why_given_up(page, policy))


def say_when(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment to come, for a sentence: "at 14:57", "tomorrow at 04:57", "on 24 Nov at 04:57"."""
    clock = format_clock_minute(moment, zone)
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0:
        return f"at {clock}"
    return f"tomorrow at {clock}" if days == 1 else f"on {format_day(moment, zone)} at {clock}"


def _first_try(summary: DeliverySummary, now: datetime, zone: tzinfo) -> Next:
    if summary.next_at is None or summary.next_at <= now:
        return Next(summary.held_because or "It is sent as soon as its turn comes.")
    left = format_countdown((summary.next_at - now).total_seconds())
    tail = f", {say_when(summary.next_at, now, zone)}."
    return Next("It is sent in ", tail, int(summary.next_at.timestamp() * 1000), left)


def _next_try(summary: DeliverySummary, policy: RetryPolicy, now: datetime, zone: tzinfo) -> Next:
    assert summary.next_at is not None
    ends = policy.gives_up_at(summary.attempt_count, summary.next_at)
    left = policy.max_attempts - summary.attempt_count
    tail = f", {say_when(summary.next_at, now, zone)}."
    if ends is not None and left == 1:
        tail += " It is the last one."
    elif ends is not None:
        tail += f" If all {_spell(policy.max_attempts)} fail, it gives up {say_when(ends, now, zone)}."
    seconds = (summary.next_at - now).total_seconds()
    if seconds <= 0:
        return Next("The next try is due now.")
    return Next("Next try in ", tail, int(summary.next_at.timestamp() * 1000), format_countdown(seconds))


def _why_given_up(page: DeliveryPage, policy: RetryPolicy) -> str:
    summary = page.detail.summary
    if summary.attempt_count >= policy.max_attempts:
        return "It has given up. Retry now makes one more attempt."
    return "Trying again would give the same answer, so it has given up. Retry now makes one more attempt."


def _of(number: int, policy: RetryPolicy) -> str:
    return f"{number} of {policy.max_attempts}" if number <= policy.max_attempts else str(number)


def _spell(number: int) -> str:
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def _in_the_middle(sentence: str) -> str:
    """A sentence after a colon: "The TLS certificate …" becomes "the TLS certificate …"."""
    return sentence[:1].lower() + sentence[1:] if sentence.startswith("The ") else sentence


def _say_test(summary: DeliverySummary, made: AttemptDetail) -> str:
    words = _in_the_middle(made.sentence)
    if summary.status is Status.SUCCEEDED:
        return f"Test delivered: {words[:-1]} in {format_ms(made.duration_ms)}."
    return f"Test failed: {words}"


def _retry_refusal(summary: DeliverySummary, webhook: WebhookSummary | None) -> str:
    if summary.status is Status.SENDING:
        return "It is on its way already."
    if summary.status is Status.SUCCEEDED and not summary.test:
        return "It was delivered. Resend makes a new delivery."
    return _resend_refusal(summary, webhook)


def _resend_refusal(summary: DeliverySummary, webhook: WebhookSummary | None) -> str:
    if summary.test:
        return "This was a test. Test the webhook again instead."
    if webhook is None:
        return "The webhook was deleted, so there is nowhere to send it."
    if not webhook.active:
        return f"{summary.webhook_name} is switched off. Switch it on first."
    return ""


def _webhook_note(page: DeliveryPage) -> str:
    if page.webhook is None:
        return "deleted"
    then, today = page.detail.webhook_revision, page.webhook.revision
    return f"rev {then}, unchanged since" if then == today else f"rev {then}, now rev {today}"


def _sent_to(page: DeliveryPage) -> str:
    if page.detail.attempts:
        last = page.detail.attempts[-1]
        return f"{last.method} {last.url}"
    method = f"{page.webhook.method} " if page.webhook else ""
    return f"{method}{page.detail.summary.webhook_url}"


def _relation(page: DeliveryPage) -> tuple[str, int]:
    """How this delivery stands to another one of the same event to the same webhook, and that one's id."""
    newer = [other for other in page.detail.others if other > page.detail.summary.id]
    older = [other for other in page.detail.others if other < page.detail.summary.id]
    if newer:
        return "Sent again as", newer[-1]
    return ("Resend of", older[0]) if older else ("", 0)
