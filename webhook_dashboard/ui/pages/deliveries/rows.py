"""What the list of deliveries shows, made from a page of the log. Pure: moment and zone are arguments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, encode_id
from webhook_dashboard.domain.outcomes import ErrorKind
from webhook_dashboard.storage.delivery_log import COUNT_LIMIT, DeliverySummary
from webhook_dashboard.ui.components.status import STATUSES
from webhook_dashboard.ui.formatting import (
    MISSING,
    format_absolute,
    format_clock_minute,
    format_count,
    format_moment,
    format_ms,
    format_noun,
)
from webhook_dashboard.ui.pages.deliveries.address import LogAddress
from webhook_dashboard.ui.pages.deliveries.reading import LogPage
from webhook_dashboard.ui.row_parts import record_of

SHORT_KINDS = {
    ErrorKind.DNS_ERROR: "DNS",
    ErrorKind.CONNECTION_REFUSED: "refused",
    ErrorKind.CONNECTION_RESET: "reset",
    ErrorKind.NETWORK_UNREACHABLE: "network",
    ErrorKind.CONNECT_TIMEOUT: "timeout",
    ErrorKind.READ_TIMEOUT: "timeout",
    ErrorKind.TOTAL_TIMEOUT: "timeout",
    ErrorKind.TLS_ERROR: "TLS",
    ErrorKind.INVALID_URL: "URL",
    ErrorKind.BLOCKED_ADDRESS: "blocked",
    ErrorKind.PAYLOAD_TOO_LARGE: "too large",
    ErrorKind.TEMPLATE_ERROR: "template",
    ErrorKind.PROTOCOL_ERROR: "not HTTP",
    ErrorKind.CANCELLED: "stopped",
}
"""Why no code came, in the width of a code."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One delivery as text. `code_class` colours the code; from `second` on it is the row of a phone."""

    id: str
    kind: str
    time: str
    time_tip: str
    event: str
    record: str
    webhook: str
    code: str
    code_class: str
    tries: str
    tries_class: str
    duration: str
    second: str
    end: str
    end_class: str
    end_second: str
    fresh: bool = False
    test: bool = False


def to_row(delivery: DeliverySummary, now: datetime, zone: tzinfo, *, fresh: bool = False) -> LogRow:
    """One delivery as a row; `fresh` tints it once."""
    kind = delivery.status.key
    code = code_of(delivery.response_code, delivery.error_kind)
    record = record_of(delivery)
    loud = delivery.status in (Status.RETRYING, Status.FAILED) and code != MISSING
    tone = f"is-{STATUSES[kind].tone}"
    done = delivery.status is Status.SUCCEEDED
    tries = f"try {delivery.attempt_count}" if delivery.attempt_count > 1 or loud else ""
    tried = (code, tries) if code != MISSING else ()
    return LogRow(
        id=encode_id(DELIVERY, delivery.id),
        kind=kind,
        time=format_moment(delivery.created_at, now, zone),
        time_tip=format_absolute(delivery.created_at, zone),
        event=delivery.event_type,
        record=record or MISSING,
        webhook=delivery.webhook_name,
        code=code,
        code_class=f"strong {tone}" if loud else "quiet",
        tries=format_count(delivery.attempt_count) if delivery.attempt_count else MISSING,
        tries_class="heading" if delivery.attempt_count > 1 else "quiet",
        duration=format_ms(delivery.duration_ms),
        second=f"{delivery.webhook_name} · {record}" if record else delivery.webhook_name,
        end=format_ms(delivery.duration_ms) if done else STATUSES[kind].word,
        end_class="end quiet" if done else f"end strong {tone}",
        end_second=" · ".join(part for part in (*tried, _short_time(delivery.created_at, now, zone)) if part),
        fresh=fresh,
        test=delivery.test,
    )


def code_of(response_code: int | None, error_kind: str | None) -> str:
    """The code of an answer, or in its place why none came; an en dash before the first attempt."""
    if response_code is not None:
        return str(response_code)
    if not error_kind:
        return MISSING
    return SHORT_KINDS.get(ErrorKind(error_kind), "error") if error_kind in set(ErrorKind) else "error"


def to_rows(page: LogPage, shown_first: int | None, now: datetime, zone: tzinfo) -> list[LogRow]:
    """The rows of a page; those newer than the one that stood first, if any did, are tinted."""
    return [
        to_row(delivery, now, zone, fresh=shown_first is not None and delivery.id > shown_first)
        for delivery in page.rows
    ]


def count_words(total: int, zone_name: str) -> str:
    """How many match, for the end of the filter bar: "1,421 deliveries · Europe/Berlin"."""
    return f"{capped_noun(total)} · {zone_name}"


def capped_noun(total: int) -> str:
    """ "1 delivery", "1,421 deliveries", "10,000+ deliveries"."""
    if total > COUNT_LIMIT:
        return f"{format_count(COUNT_LIMIT)}+ deliveries"
    return format_noun(total, "delivery", "deliveries")


def page_words(page: LogPage) -> str:
    """Which rows these are: "1–50 of 1,421"; beyond what is counted "Over 10,000 are newer"."""
    if not page.rows:
        return ""
    if page.newer > COUNT_LIMIT:
        return f"Over {format_count(COUNT_LIMIT)} are newer"
    first, last = page.newer + 1, page.newer + len(page.rows)
    of = f"{format_count(COUNT_LIMIT)}+" if page.total > COUNT_LIMIT else format_count(max(page.total, last))
    return f"{format_count(first)}–{format_count(last)} of {of}"


def nothing_words(page: LogPage, filter_count: int) -> str:
    """The sentence where filters hide everything; it says how many there are without them."""
    these = "this filter" if filter_count == 1 else f"these {filter_count} filters"
    exist = capped_noun(page.exist).rpartition(" ")[0]
    verb = "exists" if page.exist == 1 else "exist"
    return f"No delivery matches {these}. {exist} {verb} without {'it' if filter_count == 1 else 'them'}."


def neighbours(rows: Sequence[LogRow], shown: str) -> tuple[str, str]:
    """The ids of the rows above and below the one in the panel; empty at the ends of the page."""
    ids = [row.id for row in rows]
    if shown not in ids:
        return "", ids[0] if ids else ""
    at = ids.index(shown)
    return ids[at - 1] if at else "", ids[at + 1] if at + 1 < len(ids) else ""


def newer_href(page: LogPage, address: LogAddress) -> str:
    """Where the page of newer rows is; empty on the first."""
    if address.is_first_page or not page.rows:
        return "" if address.is_first_page else address.first_page().href()
    if page.newer <= len(page.rows):
        return address.first_page().href()
    return _with_cursor(address, after_id=page.rows[0].id)


def older_href(page: LogPage, address: LogAddress) -> str:
    """Where the page of older rows is; empty when there are none."""
    return _with_cursor(address, before_id=page.rows[-1].id) if page.has_older and page.rows else ""


def _with_cursor(address: LogAddress, *, before_id: int | None = None, after_id: int | None = None) -> str:
    return replace(address.first_page(), before_id=before_id, after_id=after_id).href()


def _short_time(moment: datetime, now: datetime, zone: tzinfo) -> str:
    if moment.astimezone(zone).date() == now.astimezone(zone).date():
        return format_clock_minute(moment, zone)
    return format_moment(moment, now, zone)
