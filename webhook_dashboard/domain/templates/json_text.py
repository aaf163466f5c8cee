"""Parses a JSON template: whatever is accepted here renders to JSON, whatever the values are.

A placeholder stands inside a string, where an escaped fragment is inserted, or as a whole value, where a
JSON literal is. It never touches another token, so nothing it becomes can change what is around it.
"""

import re
from collections.abc import Callable
from typing import Final

from webhook_dashboard.domain.templates.faults import TemplateFault, TemplateText
from webhook_dashboard.domain.templates.pieces import (
    ITEM,
    Piece,
    Place,
    Repeat,
    uses,
    without_implicit_repeats,
)
from webhook_dashboard.domain.templates.placeholders import BEGINNING, read_marker, read_placeholder
from webhook_dashboard.domain.templates.source import MAX_DEPTH

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_SCALAR: Final = re.compile(
    r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])"
)
_WORD: Final = re.compile(r"[^\s,:\[\]{}\"]{1,20}")
_PLAIN: Final = re.compile(r'[^"\\{\x00-\x1f]+')
_ESCAPE: Final = re.compile(
    r'\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}'
    r"|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)


def parse_json_text(source: TemplateText) -> tuple[Piece, ...]:
    """Return the pieces of a JSON template.

    Raises:
        TemplateFault: it would not render to JSON; the sentence says what is missing where.
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: TemplateText) -> None:
        self._source = source
        self._text = source.text
        self._offset = 0
        self._mark = 0  # where the literal text that was not put into pieces yet begins
        self._pieces: list[Piece] = []
        self._depth = 0

    def parse(self) -> tuple[Piece, ...]:
        self._skip_space()
        self._mark = self._offset
        if self._offset == len(self._text):
            raise self._fault("the template is empty.")
        self._value("")
        self._flush(self._offset)
        self._skip_space()
        if self._offset < len(self._text):
            raise self._fault(f"the JSON ends before {self._next()}; remove what follows.")
        return tuple(self._pieces)

    def _value(self, key: str) -> None:
        letter = self._peek()
        if letter == '"':
            self._string()
        elif letter == "[":
            self._nested(self._list, key)
        elif letter == "{" and BEGINNING.match(self._text, self._offset) is None:
            self._nested(self._object, key)
        elif letter == "{":
            self._placeholder(Place.VALUE)
        elif (scalar := _SCALAR.match(self._text, self._offset)) is not None:
            self._offset = scalar.end()
        else:
            raise self._fault(self._no_value())

    def _nested(self, parse: Callable[[str], None], key: str) -> None:
        if self._depth == MAX_DEPTH:
            raise self._fault(f"this is nested deeper than {MAX_DEPTH} levels.")
        self._depth += 1
        parse(key)
        self._depth -= 1

    def _object(self, _key: str) -> None:
        begin = self._offset
        self._offset += 1
        self._skip_space()
        closed = self._take("}")
        while not closed:
            first = self._offset
            if self._peek() != '"':
                raise self._fault(f"expected the name of a field in double quotes, not {self._next()}.")
            self._string()
            name = self._text[first : self._offset]
            self._skip_space()
            if not self._take(":"):
                raise self._fault(f"a colon is missing between {name} and {self._next()}.")
            self._skip_space()
            self._value(name[1:-1])
            closed = self._ends("}", begin)

    def _list(self, key: str) -> None:
        begin = self._offset
        self._offset += 1
        self._flush(self._offset)
        outer, self._pieces = self._pieces, []
        self._skip_space()
        marker = read_marker(self._source, self._offset)
        if marker is not None:
            self._offset = self._mark = marker[2]
            self._skip_space()
        count, end = 0, self._mark
        closed = self._take("]")
        while not closed:
            self._value("")
            count, end = count + 1, self._offset
            closed = self._ends("]", begin)
        if marker is not None and count == 0:
            raise self._source.fault(begin, f"there is nothing to repeat for each {marker[0]}.")
        self._flush(end)
        body, self._pieces = tuple(self._pieces), outer
        if marker is None and not (count == 1 and uses(body, ITEM)):
            outer += body
            return
        alias, source = (ITEM, None) if marker is None else marker[:2]
        body = without_implicit_repeats(body) if alias == ITEM else body
        self._mark = self._offset - 1
        line, column = self._source.position(begin)
        outer.append(Repeat(alias, source, key, body, self._text[end : self._mark], line, column))

    def _ends(self, closer: str, begin: int) -> bool:
        """Go past a comma or the closing bracket; return whether it was the bracket."""
        self._skip_space()
        if self._take(closer):
            return True
        if self._peek() == "":
            line = self._source.position(begin)[0]
            raise self._fault(f"{closer} is missing for the {self._text[begin]} of line {line}.")
        if not self._take(","):
            raise self._fault(f"a comma is missing before {self._next()}.")
        comma = self._offset - 1
        self._skip_space()
        if self._peek() == closer:
            raise self._source.fault(comma, f"the comma before {closer} is one too many.")
        return False

    def _string(self) -> None:
        begin = self._offset
        self._offset += 1
        while not self._take('"'):
            letter = self._peek()
            if (plain := _PLAIN.match(self._text, self._offset)) is not None:
                self._offset = plain.end()
            elif letter == "\\":
                self._escape()
            elif letter == "{":
                self._brace()
            elif letter in ("", "\n", "\r"):
                raise self._source.fault(begin, 'this text is not closed: a " is missing in the same line.')
            else:
                raise self._fault(f"this character is written \\u{ord(letter):04x} inside text.")

    def _escape(self) -> None:
        if self._text.startswith("\\{", self._offset):
            self._flush(self._offset)  # the backslash is dropped, the brace stays
            self._mark += 1
            self._offset += 2
        elif (escape := _ESCAPE.match(self._text, self._offset)) is not None:
            self._offset = escape.end()
        else:
            raise self._fault("a backslash inside text is written \\\\.")

    def _brace(self) -> None:
        if BEGINNING.match(self._text, self._offset) is None:
            self._offset += 1
        else:
            self._placeholder(Place.STRING)

    def _placeholder(self, place: Place) -> None:
        self._flush(self._offset)
        placeholder, self._offset = read_placeholder(self._source, self._offset, place)
        self._pieces.append(placeholder)
        self._mark = self._offset

    def _flush(self, end: int) -> None:
        if self._mark < end:
            self._pieces.append(self._text[self._mark : end])
        self._mark = end

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._offset)
        assert space is not None, "it matches nothing, too"
        self._offset = space.end()

    def _peek(self) -> str:
        return self._text[self._offset : self._offset + 1]

    def _take(self, letter: str) -> bool:
        taken = self._peek() == letter
        self._offset += taken
        return taken

    def _next(self) -> str:
        return self._source.extract(self._offset) or "the end"

    def _no_value(self) -> str:
        word = _WORD.match(self._text, self._offset)
        if word is None:
            return f"a value is missing before {self._next()}."
        return f"{word[0]} is not a JSON value; text needs double quotes around it."

    def _fault(self, reason: str) -> TemplateFault:
        return self._source.fault(self._offset, reason)
