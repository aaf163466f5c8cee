"""The five figures of the Overview, each beside what it was in the period before. Pure."""

from collections.abc import Sequence

from webhook_dashboard.storage.statistics import Bar, Totals
from webhook_dashboard.ui.components.sparkline import draw_line
from webhook_dashboard.ui.components.stat_tile import Tile
from webhook_dashboard.ui.formatting import (
    MISSING,
    THIN_SPACE,
    format_count,
    format_ms,
    format_percent,
    percent_of,
)
from webhook_dashboard.ui.row_parts import log_href

NOTHING_BEFORE = "nothing before"


def to_tiles(now_totals: Totals, before: Totals, bars: Sequence[Bar]) -> list[Tile]:
    """The five figures of a period, each beside what it was in the period before."""
    finished, finished_before = (now_totals.succeeded + now_totals.failed), (before.succeeded + before.failed)
    return [
        Tile(
            "Deliveries",
            format_count(now_totals.total),
            "",
            _change_of_share(now_totals.total, before.total),
            draw_line([bar.totals.total for bar in bars]),
            log_href(),
        ),
        Tile(
            "Delivered",
            format_count(now_totals.succeeded),
            format_percent(now_totals.succeeded, finished),
            _change_of_points(
                percent_of(now_totals.succeeded, finished), percent_of(before.succeeded, finished_before)
            ),
            draw_line(
                [percent_of(bar.totals.succeeded, bar.totals.succeeded + bar.totals.failed) for bar in bars]
            ),
            log_href(status="succeeded"),
        ),
        Tile(
            "Failed",
            format_count(now_totals.failed),
            format_percent(now_totals.failed, finished),
            _change_of_count(now_totals.failed, before.failed) if before.total else NOTHING_BEFORE,
            draw_line([bar.totals.failed for bar in bars]),
            log_href(status="failed"),
            worse=before.total > 0 and now_totals.failed > before.failed,
            of_failures=True,
        ),
        _latency_tile(
            "Average", now_totals.average_ms, before.average_ms, [bar.totals.average_ms for bar in bars]
        ),
        _latency_tile("p95", now_totals.p95_ms, before.p95_ms, [bar.totals.p95_ms for bar in bars]),
    ]


def _latency_tile(
    label: str, value: float | None, before: float | None, series: Sequence[float | None]
) -> Tile:
    if value is None:
        change = ""
    elif before is None:
        change = NOTHING_BEFORE
    else:
        difference = round(value) - round(before)
        change = _arrow(difference, format_ms(abs(difference)), format_count(round(before)))
    return Tile(label, format_ms(value), "", change, draw_line(series), log_href(status="succeeded"))


def _change_of_share(value: int, before: int) -> str:
    if before == 0:
        return NOTHING_BEFORE
    percent = 100 * (value - before) / before
    text = f"{abs(percent):.1f}" if abs(percent) < 100 else f"{abs(percent):,.0f}"
    return _arrow(value - before, f"{text}{THIN_SPACE}%", format_count(before))


def _change_of_points(value: float | None, before: float | None) -> str:
    if value is None:
        return ""
    if before is None:
        return NOTHING_BEFORE
    difference = round(round(value, 1) - round(before, 1), 1)
    old = f"{before:.0f}" if before in (0.0, 100.0) else f"{before:.1f}"
    return _arrow(difference, f"{abs(difference):.1f} points", f"{old}{THIN_SPACE}%")


def _change_of_count(value: int, before: int) -> str:
    return _arrow(value - before, format_count(abs(value - before)), format_count(before))


def _arrow(difference: float, size: str, before: str) -> str:
    if difference == 0:
        return f"the same, {before}" if before != MISSING else ""
    return f"{'↑' if difference > 0 else '↓'} {size} from {before}"
