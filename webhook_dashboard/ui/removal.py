"""What deleting a webhook costs, read and said, for every screen that asks before it does so."""

from dataclasses import dataclass

from webhook_dashboard.domain.deliveries import OPEN_STATUSES
from webhook_dashboard.storage.database import Connection
from webhook_dashboard.storage.delivery_log import COUNT_LIMIT, LogFilter, count_deliveries
from webhook_dashboard.ui.formatting import format_count, format_noun


@dataclass(frozen=True, slots=True)
class Cost:
    """What deleting a webhook touches, each counted up to COUNT_LIMIT + 1."""

    log_rows: int
    waiting: int


def read_cost(connection: Connection, webhook_id: int) -> Cost:
    """Count what a deletion would touch."""
    return Cost(
        log_rows=count_deliveries(connection, LogFilter(webhook_id)),
        waiting=count_deliveries(connection, LogFilter(webhook_id, tuple(OPEN_STATUSES))),
    )


def cost_words(name: str, cost: Cost, *, several: bool = False) -> str:
    """What a deletion costs and what stays, with numbers; `several`: the name stands for more than one."""
    whose, has = ("Their", "They have") if several else ("Its", "It has")
    stays = "stays" if cost.log_rows == 1 else "stay"
    rows = (
        f"{whose} {capped(cost.log_rows, 'log row')} {stays}, marked deleted."
        if cost.log_rows
        else f"{has} no log rows."
    )
    verb = "is" if cost.waiting == 1 else "are"
    waiting = (
        f"{capped(cost.waiting, 'waiting delivery', 'waiting deliveries')} {verb} cancelled."
        if cost.waiting
        else "No delivery is waiting."
    )
    return f"Deletes {name}. {rows} {waiting}"


def capped(count: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun: "1 log row", "5,678 log rows", "10,000+ log rows"."""
    if count > COUNT_LIMIT:
        return f"{format_count(COUNT_LIMIT)}+ {plural or singular + 's'}"
    return format_noun(count, singular, plural)
