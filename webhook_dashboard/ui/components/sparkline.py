"""Small charts as SVG text, drawn on the server: a line for a tile, bars for a table row. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

LINE_WIDTH, LINE_HEIGHT = 56, 20
BAR_WIDTH, BAR_GAP, BAR_HEIGHT = 2, 1, 20


class Outcomes(NamedTuple):
    """What one bucket of time holds; waiting means retrying or held."""

    delivered: int
    failed: int
    waiting: int


def draw_line(values: Sequence[float | None]) -> str:
    """A line from the smallest to the largest value with a dot at its end; a gap where a value is None.

    Empty text when fewer than two values are known.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, spread = min(known), max(known) - min(known)
    step = (LINE_WIDTH - 4) / (len(values) - 1)
    path, pen_down = [], False
    x = y = 0.0
    for index, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        x = 2 + index * step
        y = LINE_HEIGHT - 3 - (value - low) / spread * (LINE_HEIGHT - 6) if spread else LINE_HEIGHT / 2
        path.append(f"{'L' if pen_down else 'M'}{x:.1f} {y:.1f}")
        pen_down = True
    return (
        f'<svg class="spark" viewBox="0 0 {LINE_WIDTH} {LINE_HEIGHT}" aria-hidden="true">'
        f'<path d="{"".join(path)}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2"/></svg>'
    )


def draw_bars(buckets: Sequence[Outcomes]) -> str:
    """One bar of whole pixels for each bucket: delivered below, then failed, then waiting.

    A bucket with any failure shows at least one pixel of it. Empty text when there is nothing to show.
    """
    top = max((sum(bucket) for bucket in buckets), default=0)
    if top == 0:
        return ""
    paths: dict[str, list[str]] = {"delivered": [], "failed": [], "waiting": []}
    for index, bucket in enumerate(buckets):
        x, y = index * (BAR_WIDTH + BAR_GAP), BAR_HEIGHT
        for name, height in _heights(bucket, top).items():
            if height:
                y -= height
                paths[name].append(f"M{x} {y}h{BAR_WIDTH}v{height}h-{BAR_WIDTH}z")
    width = len(buckets) * (BAR_WIDTH + BAR_GAP) - BAR_GAP
    drawn = "".join(f'<path class="{name}" d="{"".join(d)}"/>' for name, d in paths.items() if d)
    return (
        f'<svg class="spark-bars" width="{width}" height="{BAR_HEIGHT}" '
        f'viewBox="0 0 {width} {BAR_HEIGHT}" aria-hidden="true">{drawn}</svg>'
    )


def _heights(bucket: Outcomes, top: int) -> dict[str, int]:
    """Whole pixels for each part; the tallest gives way when rounding up the others leaves no room."""
    heights = {
        name: max(1, round(count / top * BAR_HEIGHT)) if count else 0
        for name, count in bucket._asdict().items()
    }
    tallest = max(heights, key=lambda name: heights[name])
    heights[tallest] -= max(0, sum(heights.values()) - BAR_HEIGHT)
    return heights
