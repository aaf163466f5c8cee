"""What the text of a template is made of: literal text, placeholders, and parts that are repeated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from webhook_dashboard.domain.templates.formatters import Apply

ITEM: Final = "item"
"""What an element of a repeated list is called where the template gives it no other name."""


class Place(Enum):
    """Where a placeholder stands, which decides how its value is written."""

    STRING = auto()  # inside the quotes of a JSON string
    VALUE = auto()  # where JSON has a value
    TEXT = auto()  # in a line of text or of a form


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One formatter as written, `number:2`, and what it does."""

    name: str
    written: str
    apply: Apply


@dataclass(frozen=True, slots=True, eq=False)
class Placeholder:
    """A variable to be filled in, with the position of its brace. `name` is its dotted path."""

    name: str
    segments: tuple[str, ...]
    steps: tuple[Step, ...]
    place: Place
    line: int
    column: int

    @property
    def root(self) -> str:
        """The part before the first dot."""
        return self.segments[0]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a text, or one `key=value` of a form (`key` is None for a text)."""

    key: tuple["Piece", ...] | None
    value: tuple["Piece", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A part that is written once per element of a list.

    `source` is the list's path where the template names it (`{line in order.lines}`); None means that it
    is looked for in the event, first under `key`, the name of the list in the template.
    """

    alias: str
    source: Placeholder | None
    key: str
    body: tuple["Piece", ...]
    tail: str
    line: int
    column: int


Piece = str | Placeholder | Row | Repeat


def placeholders_in(pieces: Iterable[Piece]) -> Iterator[Placeholder]:
    """Yield every placeholder, the sources of repeats included, in the order of the text."""
    for piece in pieces:
        if isinstance(piece, Placeholder):
            yield piece
        elif isinstance(piece, Row):
            yield from placeholders_in((*(piece.key or ()), *piece.value))
        elif isinstance(piece, Repeat):
            if piece.source is not None:
                yield piece.source
            yield from placeholders_in(piece.body)


def uses(pieces: Iterable[Piece], alias: str) -> bool:
    """Return whether a placeholder outside of inner repeats takes its value from `alias`."""
    return any(
        (isinstance(piece, Placeholder) and piece.root == alias)
        or (isinstance(piece, Row) and uses((*(piece.key or ()), *piece.value), alias))
        for piece in pieces
    )


def without_implicit_repeats(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with repeats that nobody asked for by name written once.

    Within a repeated element `{item.…}` is that element, so a list of its own is as the template has it.
    """
    flat: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Repeat) and piece.source is None:
            flat += (*without_implicit_repeats(piece.body), piece.tail)
        else:
            flat.append(piece)
    return tuple(flat)
