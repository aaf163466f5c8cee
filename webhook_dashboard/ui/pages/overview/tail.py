"""How the Live rail moves: a few new rows at a time, the others where they are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.storage.delivery_log import DeliverySummary
from webhook_dashboard.ui.components.live_rail import TailRow
from webhook_dashboard.ui.row_parts import to_tail_row

NEW_ROWS_PER_UPDATE = 5
FIRST_RUN_BELOW = 10
BEFORE_A_RESULT = (Status.PENDING, Status.SENDING)


@dataclass(frozen=True, slots=True)
class Tail:
    """The rows, newest first, and how many came that were not shown one by one."""

    rows: list[TailRow]
    more: int = 0


def move_tail(shown: Sequence[TailRow], newest: Sequence[DeliverySummary], zone: tzinfo) -> Tail:
    """Put what is new on top of what is shown, at most five rows, and bring the others up to date.

    While more than five come at once the rest is left out, so that the eye can follow, and `more` says how
    many they were. As soon as nothing new comes, the rows are the newest ones without a gap.
    """
    rows = [to_tail_row(delivery, zone) for delivery in newest]
    # Ids have a fixed width and sort by time.
    fresh = [row for row in rows if shown and row.id > shown[0].id]
    if not fresh:
        return Tail(rows)
    present = {row.id: row for row in rows}
    kept = [present.get(row.id, replace(row, fresh=False)) for row in shown]
    taken = [replace(row, fresh=True) for row in fresh[:NEW_ROWS_PER_UPDATE]]
    return Tail([*taken, *kept][: len(newest)], len(fresh) - len(taken))


def rail_head(rate: str, *, missed: int | None, more: int) -> str:
    """What stands beside "Live": the rate, "+ 38 more", or, with `missed` not None, "Paused, 12 new"."""
    if missed is not None:
        return f"Paused, {missed:,} new" if missed else "Paused"
    return f"+ {more:,} more" if more else rate


def is_first_run(newest: Sequence[DeliverySummary]) -> bool:
    """Whether no delivery has come to anything yet; a whole screen of them is not a first run."""
    return len(newest) < FIRST_RUN_BELOW and all(delivery.status in BEFORE_A_RESULT for delivery in newest)


def first_id(newest: Sequence[DeliverySummary]) -> int:
    """The id of the newest delivery, 0 when there is none."""
    return newest[0].id if newest else 0
