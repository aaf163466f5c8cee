"""The address of the log: the filters, the page and the delivery it names, and how it is written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Final, Self
from urllib.parse import urlencode

from webhook_dashboard.domain.deliveries import STATUS_BY_KEY, Status
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.ids import DELIVERY, WEBHOOK, encode_id, parse_id
from webhook_dashboard.domain.periods import PERIODS, Period, window_at
from webhook_dashboard.domain.webhooks import check_event_type
from webhook_dashboard.storage.delivery_log import LogFilter

ROUTE: Final = "/deliveries"
_PERIODS: Final = {period.key: period for period in PERIODS}


@dataclass(frozen=True, slots=True)
class LogAddress:
    """What the address names; what it says wrongly is left out, for an address may come from anyone.

    `before_id` and `after_id` are the cursors of a page, `shown_id` is the delivery in the panel.
    """

    webhook_id: int | None = None
    statuses: tuple[Status, ...] = ()
    event_type: str | None = None
    period: Period | None = None
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None
    after_id: int | None = None
    shown_id: int | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether anything restricts the log."""
        return self.filter_count > 0

    @property
    def filter_count(self) -> int:
        """How many filters are set; a time range is one."""
        has_time = bool(self.period or self.since or self.until)
        return sum((self.webhook_id is not None, bool(self.statuses), self.event_type is not None, has_time))

    @property
    def is_first_page(self) -> bool:
        """Whether the page is the newest one, which follows what comes."""
        return self.before_id is None and self.after_id is None

    def log_filter(self, now: datetime, zone: tzinfo) -> LogFilter:
        """What of the log is wanted; a period ends now and begins where the Overview says it does."""
        since, until = self.since, self.until
        if self.period is not None:
            since, until = window_at(self.period, now, zone).start, None
        return LogFilter(self.webhook_id, self.statuses, self.event_type, since, until)

    def first_page(self) -> Self:
        """The same filters from the newest delivery on, nothing in the panel."""
        return replace(self, before_id=None, after_id=None, shown_id=None)

    def closed(self) -> Self:
        """The same page without a delivery in the panel."""
        return replace(self, shown_id=None)

    def href(self) -> str:
        """The address as text."""
        query = urlencode({name: value for name, value in self._pairs() if value}, safe=":,")
        return f"{ROUTE}?{query}" if query else ROUTE

    def href_before_id(self) -> str:
        """The address up to the id of a delivery: add one to open its panel."""
        closed = self.closed().href()
        return f"{closed}&id=" if "?" in closed else f"{closed}?id="

    def _pairs(self) -> list[tuple[str, str]]:
        return [
            ("webhook", encode_id(WEBHOOK, self.webhook_id) if self.webhook_id is not None else ""),
            ("status", ",".join(status.key for status in self.statuses)),
            ("type", self.event_type or ""),
            ("period", self.period.key if self.period else ""),
            ("since", _write_moment(self.since)),
            ("until", _write_moment(self.until)),
            ("before", encode_id(DELIVERY, self.before_id) if self.before_id is not None else ""),
            ("after", encode_id(DELIVERY, self.after_id) if self.after_id is not None else ""),
            ("id", encode_id(DELIVERY, self.shown_id) if self.shown_id is not None else ""),
        ]


def parse_address(query: Mapping[str, str]) -> LogAddress:
    """Read the query of an address."""
    period = _PERIODS.get(query.get("period", ""))
    since, until = _read_moment(query.get("since", "")), _read_moment(query.get("until", ""))
    keys = query.get("status", "").split(",")
    before_id = _read_id(DELIVERY, query.get("before", ""))
    return LogAddress(
        webhook_id=_read_id(WEBHOOK, query.get("webhook", "")),
        statuses=tuple(status for key, status in STATUS_BY_KEY.items() if key in keys),
        event_type=_read_type(query.get("type", "")),
        period=period,
        since=None if period else since,
        until=None if period else until,
        before_id=before_id,
        after_id=_read_id(DELIVERY, query.get("after", "")) if before_id is None else None,
        shown_id=_read_id(DELIVERY, query.get("id", "")),
    )


def _read_id(kind: str, text: str) -> int | None:
    try:
        return parse_id(kind, text) if text else None
    except InvalidInput:
        return None


def _read_type(text: str) -> str | None:
    try:
        return check_event_type(text) if text else None
    except InvalidInput:
        return None


def _read_moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Far outside there are no deliveries, and at the ends of the calendar no arithmetic.
    if not 2000 <= moment.year <= 2200:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _write_moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    exact = moment.second or moment.microsecond
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z" if exact else f"{moment:%Y-%m-%dT%H:%M}Z"
