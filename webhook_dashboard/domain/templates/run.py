"""One rendering under way, and its bounds.

They hold by construction: what is filled in, what is written and what passes a formatter is counted, and a
rendering that exceeds a bound ends with a fault.
"""

from collections.abc import Callable, Iterable
from typing import Any

from webhook_dashboard.domain.paths import entity_of
from webhook_dashboard.domain.templates.context import TemplateContext
from webhook_dashboard.domain.templates.faults import TemplateFault
from webhook_dashboard.domain.templates.pieces import Placeholder, Repeat, Step
from webhook_dashboard.domain.templates.source import MAX_OUTPUT_BYTES, MAX_STEPS, MAX_WORK


class Run:
    """One rendering under way: what it reads, what it has written, and how much of its bounds is used."""

    __slots__ = (
        "context", "data", "elements", "entity", "field", "out", "positions", "problems", "size", "steps",
        "strict", "work",
    )  # fmt: skip

    def __init__(self, context: TemplateContext, *, field: str, strict: bool) -> None:
        self.context = context
        self.data: Any = context.data
        self.entity = entity_of(context.event_type)
        self.field = field
        self.strict = strict
        self.out: list[str] = []
        self.elements: dict[str, Any] = {}
        self.positions: dict[str, int] = {}
        self.problems: dict[tuple[Placeholder | Repeat, Step | None], int] = {}
        self.size = 0
        self.steps = 0
        self.work = 0

    def fault(self, piece: Placeholder | Repeat, reason: str) -> TemplateFault:
        """Return a fault at a piece."""
        return TemplateFault(self.field, reason, piece.line, piece.column)

    def note(self, piece: Placeholder | Repeat, step: Step | None = None) -> None:
        """Count what is missing, or a formatter that cannot be applied; in strict mode it is the end."""
        if self.strict:
            raise self.fault(piece, f"{what_is_wrong(piece, step)}.")
        problem = (piece, step)
        self.problems[problem] = self.problems.get(problem, 0) + 1

    def spend(self, characters: int, piece: Placeholder | Repeat) -> None:
        """Count characters that are worked on."""
        self.work += characters
        if self.work > MAX_WORK:
            raise self.fault(piece, "this is more work than one payload may be; send less of the event.")

    def check_size(self, piece: Placeholder | Repeat) -> None:
        """End the rendering when too much is written."""
        if self.size > MAX_OUTPUT_BYTES:
            raise self.fault(piece, f"the payload would be larger than {MAX_OUTPUT_BYTES // 1024:,} KiB.")

    def take_steps(self, count: int, piece: Placeholder | Repeat) -> None:
        """Count placeholders that are about to be filled."""
        self.steps += count
        if self.steps > MAX_STEPS:
            raise self.fault(piece, f"this list is too long: over {MAX_STEPS:,} values are to be filled in.")


Write = str | Callable[[Run], None]
"""Literal text, or a function that writes the rest."""


def write_all(run: Run, writes: Iterable[Write]) -> None:
    """Write pieces that were compiled, one after the other."""
    out = run.out
    for write in writes:
        if isinstance(write, str):
            run.size += len(write)
            out.append(write)
        else:
            write(run)


def what_is_wrong(piece: Placeholder | Repeat, step: Step | None) -> str:
    """Return the beginning of a sentence about what a rendering noted."""
    if isinstance(piece, Repeat):
        if piece.source is not None:
            return f"{piece.source.name} is no list in this event"
        return f"this event has no list for {{{piece.alias}.…}}"
    if step is not None:
        return f"{step.written} cannot be applied to {piece.name}"
    return f"{piece.name} is missing in this event"
