"""JSON and text turned into safe HTML spans for a code block. Pure."""

import json
import re
from html import escape

_TOKEN = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<str>"(?:[^"\\]|\\.)*")"""
    r"""|(?P<num>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b(?:true|false|null)\b)"""
)
COLOUR_LIMIT_CHARACTERS = 100_000
"""Longer texts are shown without colours: a browser would choke on the spans."""


def colour_json(text: str) -> str:
    """The text as HTML with keys, strings and other values marked; anything that is not JSON stays plain."""
    if len(text) > COLOUR_LIMIT_CHARACTERS:
        return escape(text)
    parts, end = [], 0
    for match in _TOKEN.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(f'<span class="c-{match.lastgroup}">{escape(match.group())}</span>')
        end = match.end()
    parts.append(escape(text[end:]))
    return "".join(parts)


def pretty_json(text: str) -> str:
    """The same JSON with two spaces of indent, numbers as they were written; other text unchanged."""
    try:
        value = json.loads(text, parse_float=_Literal, parse_int=_Literal)
    except (ValueError, RecursionError):
        return text
    return _dump(value, "")


def show_body(text: str, content_type: str = "application/json") -> str:
    """A body as HTML for a code block: JSON laid out and coloured, anything else escaped as it is."""
    if "json" in content_type or text.lstrip()[:1] in ("{", "["):
        return colour_json(pretty_json(text))
    return escape(text)


def mark_text(text: str, marked: str) -> str:
    """The text as HTML with each occurrence of the marked part highlighted."""
    if not marked:
        return escape(text)
    mark = f'<span class="c-mark">{escape(marked)}</span>'
    return mark.join(escape(part) for part in text.split(marked))


class _Literal(str):
    """A number kept exactly as written: 150.00 stays 150.00."""

    __slots__ = ()


def _dump(value: object, indent: str) -> str:
    if isinstance(value, _Literal):
        return str(value)
    inner = indent + "  "
    if isinstance(value, dict) and value:
        rows = [
            f"{inner}{json.dumps(key, ensure_ascii=False)}: {_dump(item, inner)}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        rows = [f"{inner}{_dump(item, inner)}" for item in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
