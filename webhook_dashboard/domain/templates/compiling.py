"""Turns the pieces of a template into functions that write them: once, for all renderings."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Final, cast
from urllib.parse import quote_plus

from webhook_dashboard.domain.paths import MISSING
from webhook_dashboard.domain.templates.pieces import Piece, Place, Placeholder, Repeat, Row, placeholders_in
from webhook_dashboard.domain.templates.reading import list_reader, value_reader
from webhook_dashboard.domain.templates.run import Run, Write, write_all
from webhook_dashboard.domain.templates.source import MAX_OUTPUT_BYTES
from webhook_dashboard.domain.templates.values import (
    Unwritable,
    to_fragment,
    to_literal,
    to_text,
    whole_characters,
)

_FORM_WORK: Final = 8
"""What a character of a form counts for: percent-encoding is slow."""
_WRITERS: Final[dict[Place, Callable[[object], str]]] = {
    Place.STRING: to_fragment,
    Place.VALUE: to_literal,
    Place.TEXT: to_text,
}


MARK_START: Final = "\ue000"
MARK_END: Final = "\ue001"
"""What a marked placeholder writes stands between these; Unicode leaves them to private use."""


def compile_pieces(
    pieces: Iterable[Piece], bound: frozenset[str] = frozenset(), marked: Placeholder | None = None
) -> tuple[Write, ...]:
    """Return the functions that write the pieces; `bound` are the names that stand for elements here."""
    writes: list[Write] = []
    for is_text, some in groupby(pieces, lambda piece: isinstance(piece, str)):
        if is_text:
            text = "".join(cast("Iterable[str]", some))
            writes += [text] if text else []
        else:
            writes += [_compile(piece, bound, marked) for piece in some]
    return tuple(writes)


def _compile(piece: Piece, bound: frozenset[str], marked: Placeholder | None) -> Write:
    if isinstance(piece, Placeholder):
        as_text = _WRITERS[piece.place]
        return _insert(piece, bound, as_text if piece is not marked else _between_marks(as_text))
    if isinstance(piece, Repeat):
        return _repeat(piece, bound, marked)
    assert isinstance(piece, Row), "text is joined before"
    return _row(piece, bound, marked)


def _between_marks(as_text: Callable[[object], str]) -> Callable[[object], str]:
    return lambda value: f"{MARK_START}{as_text(value)}{MARK_END}"


def _insert(piece: Placeholder, bound: frozenset[str], as_text: Callable[[object], str]) -> Write:
    read = value_reader(piece, bound)

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


def _repeat(piece: Repeat, bound: frozenset[str], marked: Placeholder | None) -> Write:
    alias, tail = piece.alias, piece.tail
    find = list_reader(piece, bound)
    body = compile_pieces(piece.body, bound | {alias}, marked)
    cost = 1 + sum(map(_cost, piece.body))
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


def _cost(piece: Piece) -> int:
    """Return how many steps writing a piece counts for; what is repeated in it counts for itself."""
    if isinstance(piece, Placeholder):
        return 1 + len(piece.segments) // 4 + 2 * len(piece.steps)
    if isinstance(piece, Row):
        return 2 + sum(map(_cost, (*(piece.key or ()), *piece.value)))
    return isinstance(piece, Repeat)


def _row(row: Row, bound: frozenset[str], marked: Placeholder | None) -> Write:
    """Return what writes one line; those of a form are percent-encoded."""
    value = compile_pieces(row.value, bound, marked)
    if row.key is None:
        return lambda run: run.out.append(_apart(run, value))

    key = compile_pieces(row.key, bound, marked)
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
