"""Who gets what: deliveries of 30 days by event type and webhook, as text. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from webhook_dashboard.domain.webhooks import matches_pattern
from webhook_dashboard.storage.delivery_counts import PairCounts
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.formatting import format_count, format_noun
from webhook_dashboard.ui.pages.webhooks.reading import KnownType, category_of
from webhook_dashboard.ui.pages.webhooks.rows import Subscription
from webhook_dashboard.ui.row_parts import event_type_href, log_href, webhook_href

One = TypeVar("One")

MAX_COLUMNS, MOST_COLUMNS = 8, 40
MAX_ROWS, MOST_ROWS = 20, 100
"""How many are shown at first, and how many unfolded."""
PALEST, DEEPEST = 4.0, 18.0
"""Percent of the accent in a cell, for next to nothing and for the most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the matrix is shown: deliveries `since` then, and whether columns and rows are unfolded."""

    since: datetime
    all_columns: bool = False
    all_rows: bool = False


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A webhook above its column, and the sum below it."""

    name: str
    href: str
    total: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What a webhook got of an event type. `text` is empty where it is not subscribed and got nothing.

    `heat` is the share of the accent, "15.9%"; `tip` says it in words.
    """

    key: str
    text: str = ""
    href: str = ""
    tip: str = ""
    heat: str = "0%"
    is_filtered: bool = False


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An event type. `rest` is what the webhooks got that are not shown."""

    key: str
    href: str
    category: str
    cells: list[MatrixCell]
    rest: str
    total: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """All of it. `fold_columns` and `fold_rows` are the words that fold and unfold; empty without need.

    `folded` is the row of sums that stands for the rows that are folded away.
    """

    columns: list[MatrixColumn] = field(default_factory=list[MatrixColumn])
    rows: list[MatrixRow] = field(default_factory=list[MatrixRow])
    folded: list[str] = field(default_factory=list[str])
    folded_rest: str = ""
    folded_total: str = ""
    rest_total: str = ""
    total: str = "0"
    fold_columns: str = ""
    fold_rows: str = ""
    has_filters: bool = False


def to_matrix(
    webhooks: Sequence[WebhookSummary], types: Sequence[KnownType], counts: PairCounts, wanted: Wanted
) -> Matrix:
    """Put it into words: webhooks that are on or got something, and event types that they get.

    Where there are too many, those with the most deliveries are shown. Webhooks stand in the order in which
    they were made, event types in that of the catalogue.
    """
    existing = {webhook.id for webhook in webhooks}
    pairs = {pair: amount for pair, amount in counts.items() if pair[0] in existing}
    by_webhook, by_type = _by_webhook(pairs), _by_type(pairs)
    taking = [one for one in webhooks if one.active or by_webhook[one.id]]
    taking.sort(key=lambda one: one.id)
    listed = _listed(taking, types, by_type)
    width, height = _limits(wanted)
    columns = _most(taking, lambda one: by_webhook[one.id], width)
    shown = _most(listed, lambda one: by_type[one.key], height)
    ids, keys = {one.id for one in columns}, {one.key for one in shown}
    hidden = {pair: amount for pair, amount in pairs.items() if pair[0] not in ids}
    folded = {pair: amount for pair, amount in pairs.items() if pair[1] not in keys}
    hidden_by_type, folded_by_webhook = _by_type(hidden), _by_webhook(folded)
    draw = _Drawing(columns, pairs, wanted.since)
    rows = [
        MatrixRow(
            one.key,
            event_type_href(one.key),
            one.category,
            draw.cells(one.key),
            _quiet(hidden_by_type[one.key]),
            format_count(by_type[one.key]),
        )
        for one in shown
    ]
    return Matrix(
        columns=[
            MatrixColumn(one.name, webhook_href(one.id), format_count(by_webhook[one.id])) for one in columns
        ],
        rows=rows,
        folded=[_quiet(folded_by_webhook[one.id]) for one in columns],
        folded_rest=_quiet(sum(amount for pair, amount in folded.items() if pair[0] not in ids)),
        folded_total=_quiet(sum(folded.values())),
        rest_total=_quiet(sum(hidden.values())),
        total=format_count(sum(pairs.values())),
        fold_columns=_fold(len(taking), len(columns), MAX_COLUMNS, "webhook"),
        fold_rows=_fold(len(listed), len(shown), MAX_ROWS, "event type"),
        has_filters=any(cell.is_filtered for row in rows for cell in row.cells),
    )


class _Drawing:
    """Makes the cells, on one scale."""

    def __init__(
        self, columns: Sequence[WebhookSummary], pairs: Mapping[tuple[int, str], int], since: datetime
    ) -> None:
        self._columns, self._pairs, self._since = columns, pairs, since
        self._taken = {one.id: Subscription(one.event_types) for one in columns}
        highest = sorted(pairs.values(), reverse=True)[:2]
        # The second highest is the measure: one that towers over all others would make the rest look alike.
        self._full = highest[-1] if highest else 1

    def cells(self, event_type: str) -> list[MatrixCell]:
        """The cells of a row."""
        return [self._cell(webhook, event_type) for webhook in self._columns]

    def _cell(self, webhook: WebhookSummary, event_type: str) -> MatrixCell:
        amount = self._pairs.get((webhook.id, event_type), 0)
        subscribed = self._taken[webhook.id].takes(event_type)
        key = f"{webhook.id} {event_type}"
        if not amount and not subscribed:
            return MatrixCell(key)
        filtered = subscribed and any(matches_pattern(pattern, event_type) for pattern in webhook.filters)
        share = min(amount / self._full, 1.0)
        return MatrixCell(
            key,
            format_count(amount),
            log_href(webhook_id=webhook.id, event_type=event_type, since=self._since),
            _tip(webhook.name, event_type, amount, subscribed=subscribed, filtered=filtered),
            f"{PALEST + (DEEPEST - PALEST) * share:.1f}%" if amount else "0%",
            filtered,
        )


def _tip(name: str, event_type: str, amount: int, *, subscribed: bool, filtered: bool) -> str:
    words = f"{event_type} to {name}: {format_noun(amount, 'delivery', 'deliveries')} in 30 days."
    if not subscribed:
        return f"{words} It is not subscribed any more."
    return f"{words} A filter decides which events are sent." if filtered else words


def _listed(
    taking: Sequence[WebhookSummary], types: Sequence[KnownType], by_type: Counter[str]
) -> list[KnownType]:
    """The event types that somebody gets, known ones first; a pattern stands for those that are known."""
    known = {one.key for one in types}
    named = {key for one in taking if one.active for key in one.event_types if not key.endswith("*")}
    further = [KnownType(key, category_of(key)) for key in sorted((named | set(by_type)) - known)]
    wanted = Subscription(pattern for one in taking if one.active for pattern in one.event_types)
    return [one for one in [*types, *further] if by_type[one.key] or wanted.takes(one.key)]


def _limits(wanted: Wanted) -> tuple[int, int]:
    """How many columns and rows are shown."""
    return (
        MOST_COLUMNS if wanted.all_columns else MAX_COLUMNS,
        MOST_ROWS if wanted.all_rows else MAX_ROWS,
    )


def _most(listed: Sequence[One], value: Callable[[One], int], limit: int) -> list[One]:
    """Those with the highest values, in the order of the list."""
    ranked = sorted(range(len(listed)), key=lambda place: -value(listed[place]))
    return [listed[place] for place in sorted(ranked[:limit])]


def _by_webhook(pairs: PairCounts) -> Counter[int]:
    sums: Counter[int] = Counter()
    for (webhook_id, _), amount in pairs.items():
        sums[webhook_id] += amount
    return sums


def _by_type(pairs: PairCounts) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (_, event_type), amount in pairs.items():
        sums[event_type] += amount
    return sums


def _quiet(amount: int) -> str:
    return format_count(amount) if amount else ""


def _fold(total: int, shown: int, usual: int, noun: str) -> str:
    """The words that fold or unfold: "12 more event types", "Show fewer", "Show fewer, 160 not shown"."""
    if total <= usual:
        return ""
    if shown <= usual:
        return format_noun(total - shown, f"more {noun}")
    return f"Show fewer, {format_count(total - shown)} not shown" if shown < total else "Show fewer"
