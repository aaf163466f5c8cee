"""Renders templates: the pieces are compiled to functions once, each rendering runs them in turn.

Bounds hold by construction: every placeholder filled, every character written and every character that
passes a formatter is counted, and a rendering that exceeds a bound ends with a fault.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, Final, cast
from urllib.parse import quote_plus

from webhook_dashboard.domain.paths import MISSING, entity_of, resolve_segments, step
from webhook_dashboard.domain.templates.context import SYSTEM_VARIABLES, TemplateContext
from webhook_dashboard.domain.templates.faults import TemplateFault
from webhook_dashboard.domain.templates.formatters import Unsuitable
from webhook_dashboard.domain.templates.lists import find_list
from webhook_dashboard.domain.templates.pieces import (
    Piece,
    Place,
    Placeholder,
    Repeat,
    Row,
    Step,
    placeholders_in,
)
from webhook_dashboard.domain.templates.source import MAX_OUTPUT_BYTES, MAX_STEPS, MAX_WORK
from webhook_dashboard.domain.templates.values import (
    Unwritable,
    to_fragment,
    to_literal,
    to_text,
    whole_characters,
)

_SEARCH_STEPS: Final = 200
"""What looking for a list counts for."""
_FORM_WORK: Final = 8
"""What a character of a form counts for: percent-encoding is slow."""
_LIST_WORK: Final = 32
"""What an element of a list that is passed to a formatter counts for."""
_TAKE_NULL: Final = ("default", "json")


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
Read = Callable[[Run], Any]


def what_is_wrong(piece: Placeholder | Repeat, step: Step | None) -> str:
    """Return the beginning of a sentence about what a rendering noted."""
    if isinstance(piece, Repeat):
        if piece.source is not None:
            return f"{piece.source.name} is no list in this event"
        return f"this event has no list for {{{piece.alias}.…}}"
    if step is not None:
        return f"{step.written} cannot be applied to {piece.name}"
    return f"{piece.name} is missing in this event"


def compile_pieces(pieces: Iterable[Piece], bound: frozenset[str] = frozenset()) -> tuple[Write, ...]:
    """Return the functions that write the pieces; `bound` are the names that stand for elements here."""
    writes: list[Write] = []
    for is_text, some in groupby(pieces, lambda piece: isinstance(piece, str)):
        if is_text:
            text = "".join(cast("Iterable[str]", some))
            writes += [text] if text else []
        else:
            writes += [_compile(piece, bound) for piece in some]
    return tuple(writes)


def _compile(piece: Piece, bound: frozenset[str]) -> Write:
    if isinstance(piece, Placeholder):
        return _insert(piece, bound)
    if isinstance(piece, Repeat):
        return _repeat(piece, bound)
    assert isinstance(piece, Row), "text is joined before"
    return _row(piece, bound)


def write_all(run: Run, writes: Iterable[Write]) -> None:
    """Write pieces that were compiled, one after the other."""
    out = run.out
    for write in writes:
        if isinstance(write, str):
            run.size += len(write)
            out.append(write)
        else:
            write(run)


def _insert(piece: Placeholder, bound: frozenset[str]) -> Write:
    read = _read(piece, bound)
    if piece.steps:
        read = _formatted(piece, read)
    as_text = _WRITERS[piece.place]

    def write(run: Run) -> None:
        try:
            value = read(run)
            if value is MISSING:
                run.note(piece)
                value = None
            text = as_text(value)
        except Unwritable as error:
            reason = f"{piece.name} cannot be written: it is nested too deep, or has too long a number."
            raise run.fault(piece, reason) from error
        run.size += len(text)
        if run.size > MAX_OUTPUT_BYTES:
            run.check_size(piece)
        run.out.append(text)

    return write


_WRITERS: Final[dict[Place, Callable[[object], str]]] = {
    Place.STRING: to_fragment,
    Place.VALUE: to_literal,
    Place.TEXT: to_text,
}


def _formatted(piece: Placeholder, read: Read) -> Read:
    def formatted(run: Run) -> object:
        value: object = read(run)
        for formatting in piece.steps:
            if value is MISSING and formatting.name != "default":
                continue
            if value is None and formatting.name not in _TAKE_NULL:
                continue
            run.spend(_weight(value), piece)
            try:
                value = formatting.apply(value)
            except Unsuitable:
                run.note(piece, formatting)
        return value

    return formatted


def _weight(value: object) -> int:
    """Return what passing a value to a formatter counts for."""
    if isinstance(value, str):
        return len(value)
    return _LIST_WORK * len(cast("list[Any]", value)) if isinstance(value, list) else 1


def _read(piece: Placeholder, bound: frozenset[str]) -> Read:
    """Return what finds the value of a placeholder."""
    segments, root, rest = piece.segments, piece.root, piece.segments[1:]
    if piece.name in SYSTEM_VARIABLES:
        read = SYSTEM_VARIABLES[piece.name].read
        return lambda run: read(run.context)
    if root in bound:
        return _read_element(root, rest)
    if root != "data":
        return _read_field(*segments) if len(segments) == 2 else _read_deep(segments)
    if rest:
        return lambda run: resolve_segments(run.data, rest, "")
    return lambda run: run.data


def _read_field(holder: str, name: str) -> Read:
    """Return what finds `order.total`: the same as `resolve_segments` does, for most of all paths, faster."""
    both = (holder, name)

    def read(run: Run) -> object:
        data = run.data
        try:
            return data.get(holder, data if holder == run.entity else MISSING).get(name, MISSING)
        except AttributeError:  # only objects of JSON have `get`
            return resolve_segments(data, both, run.entity)

    return read


def _read_deep(segments: tuple[str, ...]) -> Read:
    return lambda run: resolve_segments(run.data, segments, run.entity)


def _read_element(alias: str, rest: tuple[str, ...]) -> Read:
    if not rest:
        return lambda run: run.elements[alias]
    if rest == ("index",):

        def read_index(run: Run) -> object:
            own = step(run.elements[alias], "index")
            return run.positions[alias] if own is MISSING else own

        return read_index
    if len(rest) != 1:
        return lambda run: resolve_segments(run.elements[alias], rest, "")
    name = rest[0]

    def read(run: Run) -> object:
        try:
            return run.elements[alias].get(name, MISSING)
        except AttributeError:
            return step(run.elements[alias], name)

    return read


def _repeat(piece: Repeat, bound: frozenset[str]) -> Write:
    alias, tail = piece.alias, piece.tail
    find = _find(piece, bound)
    body = compile_pieces(piece.body, bound | {alias})
    cost = 1 + sum(1 for _ in placeholders_in(piece.body))
    joiner = "" if isinstance(piece.body[0], Row) else ","

    def write(run: Run) -> None:
        found = find(run)
        if not found:
            return
        elements, positions = run.elements, run.positions
        if alias in bound:  # the outer element of the same name is wanted again afterwards
            run.elements, run.positions = elements.copy(), positions.copy()
        for position, element in enumerate(found):
            run.take_steps(cost, piece)
            run.elements[alias], run.positions[alias] = element, position
            if position and joiner:
                run.out.append(joiner)
            write_all(run, body)
            run.check_size(piece)
        if tail:
            run.out.append(tail)
        run.elements, run.positions = elements, positions

    return write


def _find(piece: Repeat, bound: frozenset[str]) -> Callable[[Run], list[Any] | None]:
    """Return what finds the list of a repeat, and notes where there is none."""
    key, source = piece.key, piece.source
    if source is None:
        of_objects = any(
            len(used.segments) > 1 for used in placeholders_in(piece.body) if used.root == piece.alias
        )

        def search(run: Run) -> list[Any] | None:
            run.take_steps(_SEARCH_STEPS, piece)
            found = find_list(run.data, run.entity, key, of_objects=of_objects)
            if found is None:
                run.note(piece)
            return found

        return search
    read = _read(source, bound)

    def look(run: Run) -> list[Any] | None:
        value = read(run)
        if isinstance(value, list):
            return cast("list[Any]", value)
        if value is not None:
            run.note(piece)
        return None

    return look


def _row(row: Row, bound: frozenset[str]) -> Write:
    """Return what writes one line; those of a form are percent-encoded."""
    value = compile_pieces(row.value, bound)
    if row.key is None:
        return lambda run: run.out.append(_apart(run, value))

    key = compile_pieces(row.key, bound)
    first = next(placeholders_in((row,)), None)

    def write(run: Run) -> None:
        texts = _apart(run, key), _apart(run, value)
        if first is not None:
            run.spend(_FORM_WORK * sum(map(len, texts)), first)
        run.out.append("=".join(quote_plus(whole_characters(text)) for text in texts))

    return write


def _apart(run: Run, writes: Iterable[Write]) -> str:
    """Return what functions write, which is not put with the rest."""
    rest, run.out = run.out, []
    write_all(run, writes)
    text, run.out = "".join(run.out), rest
    return text
