"""Everything the Overview shows of a period, made once for all tabs that show the same. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from webhook_dashboard.storage.statistics import Totals
from webhook_dashboard.storage.webhooks import WebhookSummary
from webhook_dashboard.ui.components.stat_tile import Tile
from webhook_dashboard.ui.components.throughput_chart import ChartColumn, ColumnCounts, GridLine, grid_lines
from webhook_dashboard.ui.pages.overview import rows
from webhook_dashboard.ui.pages.overview.figures import Figures, WebhookFigures
from webhook_dashboard.ui.pages.overview.rows import WebhookRow
from webhook_dashboard.ui.pages.overview.sentences import CauseLine, HealthSentence, to_cause, to_sentence
from webhook_dashboard.ui.pages.overview.tiles import to_tiles


@dataclass(frozen=True, slots=True)
class Shown:
    """Texts and drawings. `order` is how the webhooks stand when the page is opened: a tab keeps its own."""

    period: str
    sentence: HealthSentence
    cause: CauseLine
    tiles: list[Tile]
    columns: list[ChartColumn]
    counts: list[ColumnCounts]
    lines: list[GridLine]
    top: int
    chart_words: str
    spark_words: str
    webhook_words: str
    webhook_rows: Mapping[int, WebhookRow]
    order: list[int]
    webhooks: Sequence[WebhookSummary]


def to_shown(figures: Figures, each: WebhookFigures, now: datetime, zone: tzinfo) -> Shown:
    """Put everything into words."""
    period = figures.window.period.key
    top, lines = grid_lines(rows.highest_of(figures.bars))
    return Shown(
        period=period,
        sentence=to_sentence(figures.day, figures.webhooks, figures.retries, now),
        cause=to_cause(figures.webhooks, each.by_webhook),
        tiles=to_tiles(figures.totals, each.before, figures.bars),
        columns=rows.to_columns(figures.window, zone),
        counts=rows.to_counts(figures.bars),
        lines=lines,
        top=top,
        chart_words=rows.BAR_WORDS[period],
        spark_words=rows.SPARK_WORDS[period],
        webhook_words=rows.to_second_line(figures.webhooks),
        webhook_rows={webhook.id: _row(webhook, each, now, zone) for webhook in figures.webhooks},
        order=rows.order_webhooks(figures.webhooks, each.by_webhook),
        webhooks=figures.webhooks,
    )


def _row(webhook: WebhookSummary, each: WebhookFigures, now: datetime, zone: tzinfo) -> WebhookRow:
    totals = each.by_webhook.get(webhook.id, Totals())
    return rows.to_webhook_row(webhook, totals, each.bars_by_webhook.get(webhook.id, ()), now, zone)
