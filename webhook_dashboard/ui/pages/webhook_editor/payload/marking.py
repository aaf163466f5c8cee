"""Where the result of one placeholder stands in what would be sent. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote_plus

from webhook_dashboard.domain.templates import MARK_END, MARK_START

Range = tuple[int, int]

_TOKEN: Final = re.compile(
    rf'"(?:[^"\\]|\\.)*"|[{{}}\[\],:{MARK_START}{MARK_END}]|[^\s{{}}\[\],:"{MARK_START}{MARK_END}]+'
)
_MARKS: Final = re.compile(
    "|".join(form(mark) for mark in (MARK_START, MARK_END) for form in (str, quote_plus))
)
_STARTS: Final = (MARK_START, quote_plus(MARK_START))


def marked_in_json(marked: str, shown: str) -> list[Range]:
    """Return where the values stand in JSON, laid out or not; `marked` is the same with marks in it.

    A value is marked whole, also where the placeholder is a part of a string.
    """
    values, count = _marked_values(marked)
    places = [match.span() for match in _TOKEN.finditer(shown)]
    if len(places) != count:
        return []
    return [(places[first][0], places[last][1]) for first, last in values]


def marked_in_text(marked: str, shown: str) -> list[Range]:
    """Return where the results stand in lines or form fields; these may stand below each other."""
    ranges: list[Range] = []
    at = before = start = 0
    for match in _MARKS.finditer(marked):
        at += match.start() - before
        before = match.end()
        if match[0] in _STARTS:
            start = at
        else:
            ranges.append((start, at))
    return ranges if len(_MARKS.sub("", marked)) == len(shown) else []


def by_line(lines: Sequence[str], ranges: Sequence[Range]) -> Mapping[int, list[Range]]:
    """Return the ranges of a text by the number of the line, each from the start of its line."""
    found: dict[int, list[Range]] = {}
    begin = 0
    for number, line in enumerate(lines):
        end = begin + len(line)
        within = [(max(one, begin) - begin, min(other, end) - begin) for one, other in ranges]
        if kept := [(one, other) for one, other in within if one < other]:
            found[number] = kept
        begin = end + 1
    return found


def with_marks(text: str, ranges: Sequence[Range], to_html: Callable[[str], str]) -> str:
    """Return a text as HTML, with its ranges marked."""
    return "".join(_pieces(text, ranges, to_html))


def _pieces(text: str, ranges: Sequence[Range], to_html: Callable[[str], str]) -> Iterator[str]:
    end = 0
    for start, stop in ranges:
        yield to_html(text[end:start])
        yield f"<mark>{to_html(text[start:stop])}</mark>"
        end = stop
    yield to_html(text[end:])


def _marked_values(marked: str) -> tuple[list[Range], int]:
    """Return the marked values, each by its first and last token, and how many tokens there are."""
    values: list[Range] = []
    count = first = 0
    for match in _TOKEN.finditer(marked):
        token = match[0]
        if token == MARK_START:
            first = count
        elif token == MARK_END:
            values.append((first, count - 1))
        else:
            if MARK_START in token:
                values.append((count, count))
            count += 1
    return values, count
