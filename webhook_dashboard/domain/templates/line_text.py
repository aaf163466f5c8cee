r"""Parses a template of lines: a text as it is to be sent, or `key=value` of a form, one to a line.

Lines in a row that use `{item.…}` are repeated together for each element of the event's list; a line that
holds only `{line in order.lines}` names the list and the element for the lines below it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from webhook_dashboard.domain.templates.faults import TemplateFault, TemplateText
from webhook_dashboard.domain.templates.pieces import ITEM, Piece, Place, Repeat, Row, placeholders_in, uses
from webhook_dashboard.domain.templates.placeholders import read_marker, read_placeholder

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BRACE: Final = re.compile(r"(\\*)\{+(?=[^\W\d])")

_Line = Row | Repeat
"""A repeat without a body is the marker of one."""


def parse_text(source: TemplateText) -> tuple[Piece, ...]:
    """Return the lines of a text.

    Raises:
        TemplateFault: a placeholder cannot be used, or there is no text at all.
    """
    if not source.text.strip():
        raise source.fault(0, "the template is empty.")
    return _grouped(
        source,
        [
            _marker(source, begin, end) or Row(None, tuple(_pieces(source, begin, end)))
            for begin, end in _lines(source.text)
        ],
    )


def parse_form(source: TemplateText) -> tuple[Piece, ...]:
    """Return the pairs of a form. Empty lines are passed over, space around key and value is not sent.

    Raises:
        TemplateFault: a line is no pair, a placeholder cannot be used, or there is no pair at all.
    """
    lines: list[_Line] = []
    for begin, end in _lines(source.text):
        if source.text[begin:end].strip():
            lines.append(_marker(source, begin, end) or _pair(source, begin, end))
    if not lines:
        raise source.fault(0, "the template is empty. Write one key=value to a line.")
    return _grouped(source, lines)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _LINE_END.finditer(text):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _marker(source: TemplateText, begin: int, end: int) -> Repeat | None:
    first, last = _trimmed(source.text, begin, end)
    marker = read_marker(source, first)
    if marker is None or marker[2] != last:
        return None
    alias, path, _ = marker
    return Repeat(alias, path, "", (), "", path.line, path.column)


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    line = text[begin:end]
    return begin + len(line) - len(line.lstrip()), begin + len(line.rstrip())


def _pieces(source: TemplateText, begin: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    while (brace := _BRACE.search(source.text, begin, end)) is not None:
        backslashes = len(brace[1])
        # Before a placeholder, and only there, a backslash is written twice.
        pieces.append(source.text[begin : brace.start()] + "\\" * (backslashes // 2))
        at = brace.start() + backslashes
        if backslashes % 2:
            pieces.append("{")
            begin = at + 1
        else:
            placeholder, begin = read_placeholder(source, at, Place.TEXT)
            pieces.append(placeholder)
    pieces.append(source.text[begin:end])
    return pieces


def _pair(source: TemplateText, begin: int, end: int) -> Row:
    pieces = _pieces(source, *_trimmed(source.text, begin, end))
    for position, piece in enumerate(pieces):
        if isinstance(piece, str) and "=" in piece:
            before, _, after = piece.partition("=")
            key, value = (*pieces[:position], before.rstrip()), (after.lstrip(), *pieces[position + 1 :])
            if any(key):
                return Row(key, value)
            break
    raise source.fault(begin, "expected key=value, such as order={order.number}.")


def _grouped(source: TemplateText, lines: list[_Line]) -> tuple[Piece, ...]:
    """Put lines that are repeated together into one piece."""
    grouped: list[Piece] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        begin = position + isinstance(line, Repeat)
        alias = line.alias if isinstance(line, Repeat) else ITEM
        end = begin
        while end < len(lines) and uses(lines[end : end + 1], alias):
            end += 1
        body = tuple(lines[begin:end])
        if isinstance(line, Repeat):
            if not body:
                raise _unused(source, line)
            grouped.append(replace(line, body=body))
        elif body:
            first = next(placeholders_in(body))
            grouped.append(Repeat(ITEM, None, "", body, "", first.line, first.column))
        else:
            grouped.append(line)
            end = position + 1
        position = end
    return tuple(grouped)


def _unused(source: TemplateText, marker: Repeat) -> TemplateFault:
    return TemplateFault(
        source.field, f"no line below uses {{{marker.alias}.…}}.", marker.line, marker.column
    )
