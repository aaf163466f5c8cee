"""Reads one placeholder, `{customer.name|upper|default:nobody}`, or a marker, `{line in order.lines}`."""

import re
from typing import Final

import orjson

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.paths import check_path
from webhook_dashboard.domain.templates.context import SYSTEM_VARIABLES
from webhook_dashboard.domain.templates.faults import TemplateText
from webhook_dashboard.domain.templates.formatters import FORMATTERS, Quoted
from webhook_dashboard.domain.templates.pieces import Place, Placeholder, Step
from webhook_dashboard.domain.templates.source import MAX_FORMATTERS

RESERVED: Final = ("webhook", "event", "data")
BEGINNING: Final = re.compile(r"\{+(?=[^\W\d])")
"""Where a placeholder may begin: braces directly before a letter. Any other brace is an ordinary one."""

_PATH: Final = re.compile(r"[^\W\d][\w$@-]*(?:\.[\w$@-]+)*")
_END: Final = re.compile(r"[ \t]*\}")
_BAR: Final = re.compile(r"[ \t]*\|[ \t]*([A-Za-z_]*)[ \t]*")
_ARGUMENT: Final = re.compile(r':(?:[ \t]*("(?:[^"\\\n]|\\.)*")(?=[ \t]*[|}])|([^|}\n]*))')
_MARKER: Final = re.compile(rf"\{{({_PATH.pattern})[ \t]+in[ \t]+({_PATH.pattern})[ \t]*\}}")


def path_can_be_written(path: str) -> bool:
    """Return whether a placeholder can name this path; keys with spaces, for one, it cannot."""
    return _PATH.fullmatch(path) is not None


def read_placeholder(source: TemplateText, offset: int, place: Place) -> tuple[Placeholder, int]:
    """Return the placeholder whose brace is at `offset`, and where the text goes on.

    Raises:
        TemplateFault: it is not closed, names what does not exist, or a formatter cannot be used so.
    """
    text = source.text
    if text.startswith("{{", offset):
        raise source.fault(offset, r"a variable has one brace, such as {order.id}; a brace as text is \{.")
    path = _PATH.match(text, offset + 1)
    assert path is not None, "a letter follows the brace"
    if (marker := read_marker(source, offset)) is not None:
        raise source.fault(
            offset,
            f"{{{marker[0]} in {marker[1].name}}} belongs at the beginning of the list, or of the lines, "
            "that it repeats.",
        )
    name, position = path[0], path.end()
    _check_name(source, offset, name)
    steps: list[Step] = []
    while (bar := _BAR.match(text, position)) is not None:
        step, position = _read_step(source, bar)
        steps.append(step)
    end = _END.match(text, position)
    if end is None:
        raise source.fault(offset, _not_closed(source, name, position, place))
    if len(steps) > MAX_FORMATTERS:
        raise source.fault(offset, f"{name} has more than {MAX_FORMATTERS} formatters.")
    line, column = source.position(offset)
    return Placeholder(name, tuple(name.split(".")), tuple(steps), place, line, column), end.end()


def read_marker(source: TemplateText, offset: int) -> tuple[str, Placeholder, int] | None:
    """Return name, list and end of the marker `{name in list}` at `offset`, or None where there is none.

    Raises:
        TemplateFault: the name is taken, or not one word.
    """
    match = _MARKER.match(source.text, offset)
    if match is None:
        return None
    alias, path = match[1], match[2]
    if alias in RESERVED or "." in alias:
        raise source.fault(offset, f"{alias} cannot name an element; use one word such as line.")
    _check_name(source, match.start(2), path)
    line, column = source.position(offset)
    return alias, Placeholder(path, tuple(path.split(".")), (), Place.VALUE, line, column), match.end()


def _check_name(source: TemplateText, offset: int, name: str) -> None:
    try:
        segments = check_path(name, field="")
    except InvalidInput as error:
        raise source.fault(offset, error.message.removeprefix(": ")) from error
    if segments[0] in ("webhook", "event") and name not in SYSTEM_VARIABLES:
        known = [other for other in SYSTEM_VARIABLES if other.startswith(f"{segments[0]}.")]
        raise source.fault(
            offset,
            f"there is no {name}. There are {', '.join(known)}; a field of the event's own is "
            f"data.{name[:60]}.",
        )


def _read_step(source: TemplateText, bar: re.Match[str]) -> tuple[Step, int]:
    name, begin = bar[1], bar.start(1)
    formatter = FORMATTERS.get(name)
    if formatter is None:
        given = f"{name} is not a formatter" if name else "a formatter is missing after |"
        raise source.fault(begin, f"{given}. There are {', '.join(FORMATTERS)}.")
    argument = _ARGUMENT.match(source.text, bar.end())
    end = bar.end() if argument is None else argument.end()
    value = None if argument is None else _decode(source, argument)
    try:
        apply = formatter.prepare(value)
    except ValueError as error:
        raise source.fault(begin, f"{name}: {error}.") from error
    return Step(name, source.text[begin:end].strip(), apply), end


def _decode(source: TemplateText, match: re.Match[str]) -> str:
    r"""Return an argument; in quotes, and behind a backslash, it is written as in a JSON string: \n, \"."""
    quoted, plain = match[1], match[2]
    if quoted is None and "\\" not in plain:
        return plain
    literal = quoted or '"' + plain.replace('\\"', '"').replace('"', '\\"') + '"'
    try:
        value: str = orjson.loads(literal)
    except orjson.JSONDecodeError as error:
        raise source.fault(match.start(), r"a backslash here is written \\, a line break \n.") from error
    return value if quoted is None else Quoted(value)


def _not_closed(source: TemplateText, name: str, position: int, place: Place) -> str:
    rest = source.extract(position)
    if place is Place.VALUE and rest == ":":
        return f'the name of a field needs double quotes: "{name}".'
    if rest in ("", ",") or rest.startswith('"'):
        return f"the placeholder {{{name} is not closed: }} is missing."
    return f"expected }} or | after {name}, not {rest}. A brace as text has a backslash before it: \\{{."
