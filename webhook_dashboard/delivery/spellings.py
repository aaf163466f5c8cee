"""How a receiver may write a text that it was sent into its answer: as it is, in JSON, a query or HTML."""

import json
import re
from html import escape
from itertools import product
from string import punctuation
from typing import Final
from urllib.parse import quote, quote_plus

_MARKS_IN_JSON: Final = ("", "<>&", "<>&='", "+<>&'\"", "+<>&'\"`", f" {punctuation}")
"""What writers of JSON write as code points: none, Go, Gson, .NET, and those that do so with all marks."""

_UNQUOTED: Final = ("", "/", "!*'()")
_DOUBLE_IN_HTML: Final = ('"', "&quot;", "&#34;", "&#034;")
_SINGLE_IN_HTML: Final = ("'", "&#x27;", "&#39;", "&#039;", "&apos;")


def spellings_of(text: str) -> frozenset[str]:
    """Return a text as it is and as the usual writers of JSON, of queries and of HTML write it."""
    as_read = text.encode().decode("latin-1")  # UTF-8 in a header: those are read as Latin-1
    return frozenset({text, as_read, *_in_json(text), *_in_a_query(text), *_in_html(text)})


def _in_json(text: str) -> set[str]:
    """Also of an answer that is written as JSON and holds other JSON as a text."""
    once = _written_in_json(text)
    return once.union(*(_written_in_json(one) for one in once))


def _written_in_json(text: str) -> set[str]:
    signs = set(text)
    beyond_ascii = {sign for sign in signs if not sign.isascii()}
    marks = {frozenset(signs.intersection(one)) for one in _MARKS_IN_JSON}
    written: set[str] = set()
    for as_points, is_upper in product({*marks, *(one | beyond_ascii for one in marks)}, (True, False)):
        table = {
            ord(sign): _code_points(sign, is_upper=is_upper)
            if sign in as_points
            else json.dumps(sign, ensure_ascii=False)[1:-1]
            for sign in signs
        }
        one = text.translate(table)
        written |= {one, one.replace("/", "\\/")}  # as PHP does
    return written


def _code_points(character: str, *, is_upper: bool) -> str:
    units = character.encode("utf-16-be").hex(" ", -2).split()
    return "".join(f"\\u{unit.upper() if is_upper else unit}" for unit in units)


def _in_a_query(text: str) -> set[str]:
    quoted = {write(text, safe=safe) for write in (quote, quote_plus) for safe in _UNQUOTED}
    return quoted | {re.sub("%..", lambda found: found[0].lower(), one) for one in quoted}


def _in_html(text: str) -> set[str]:
    bare = escape(text, quote=False)
    return {
        bare.replace('"', double).replace("'", single)
        for double, single in product(_DOUBLE_IN_HTML, _SINGLE_IN_HTML)
    }
