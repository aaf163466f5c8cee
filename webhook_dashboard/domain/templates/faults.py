"""What is wrong with a template, and where: line and column of its text, both from 1."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput

_PART: Final = re.compile(r'[ \t]*("[^"\n]{0,30}"?|\{[\w.]{1,30}\}|[^\s",:\[\]{}]{1,20}|\S)')


class TemplateFault(InvalidInput):
    """The template cannot be used, or cannot be rendered with this data.

    `reason` is the bare sentence, `sentence` has line and column in front, `message` the field too.
    """

    def __init__(self, field: str, reason: str, line: int, column: int) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        self.sentence = f"Line {line}, column {column}: {reason}"
        super().__init__(field, f"{field}: line {line}, column {column}: {reason}")

    def __reduce__(self) -> tuple[object, ...]:
        """Let it be copied and pickled: the arguments are not those that Exception keeps."""
        return type(self), (self.field, self.reason, self.line, self.column)


class TemplateText:
    """The text of a template, which knows its lines. `field` is what faults name."""

    def __init__(self, text: str, field: str) -> None:
        self.text = text
        self.field = field

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(offset + 1 for offset, letter in enumerate(self.text) if letter == "\n")]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def fault(self, offset: int, reason: str) -> TemplateFault:
        """Return a fault at an offset."""
        return TemplateFault(self.field, reason, *self.position(offset))

    def extract(self, offset: int) -> str:
        """Return how the text goes on at an offset, for a sentence: a word or so; "" at the end of a line."""
        part = _PART.match(self.text, offset)
        return "" if part is None else part[1]
