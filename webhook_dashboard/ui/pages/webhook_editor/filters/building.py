"""The filters under construction, one for each event type: rows and JSON as two views of one thing. Pure.

Plain classes, since Reflex wraps what dataclasses hold whenever a state gives it out.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.fields import FieldInfo
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import (
    TOP,
    Line,
    Lines,
    Written,
    read_lines,
    with_new_group,
    with_new_line,
    write_lines,
)
from webhook_dashboard.ui.pages.webhook_editor.filters.samples import Sample

ROWS: Final = "rows"
JSON: Final = "json"
MAX_JSON: Final = 200_000
TOO_COMPLEX: Final = "This filter is too complex for rows, so it stays in JSON."
_BLANK: Final[Lines] = (Line(1),)
_NOTHING: Final = Written({}, {}, frozenset())


class Versions:
    """Numbers, each given once. Python 3.14 neither copies nor pickles itertools.count, as states are."""

    def __init__(self) -> None:
        self._last = 0

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        self._last += 1
        return self._last


class TypeFilter:
    """The filter of one event type as it is typed.

    `document` is what it says so far: rows that are not complete are left out, and JSON that cannot be
    read leaves it as it was. `version` is another number of `versions` whenever the fields are filled anew
    by the program.
    """

    def __init__(self, versions: Iterator[int]) -> None:
        self.fields: Sequence[FieldInfo] = ()
        self.sample: Any = None
        self.own: list[Sample] = []
        self.mode = ROWS
        self.lines: Lines = _BLANK
        self.written = _NOTHING
        self.document: Mapping[str, Any] = {}
        self.json_text = ""
        self.json_error = ""
        self.is_too_complex = False
        self.focus = 0
        self.version = next(versions)
        self._versions = versions
        self._is_read = False

    def learn(self, fields: Sequence[FieldInfo], sample: Any) -> None:
        """Take up what is known of the event type."""
        self.fields, self.sample = fields, sample

    def show(self, document: Mapping[str, Any] | None) -> None:
        """Show a filter; what is being typed stays when it says just this."""
        wanted = document or {}
        if self._is_read and wanted == self.document:
            return
        self._is_read = True
        self.document, self.focus, self.json_error = wanted, 0, ""
        self._write_json()
        if not self._read_rows():
            self.mode = JSON

    def change(self, lines: Lines, focus: int = 0) -> None:
        """Take up rows; the one numbered `focus` takes the focus when it appears."""
        self.lines, self.focus = lines or _BLANK, focus
        self.written = write_lines(self.lines)
        self.document = self.written.document

    def add_line(self, group: int) -> None:
        """Add a blank row: last of all, or last of its group."""
        lines = with_new_line(self.lines, group)
        known = {line.id for line in self.lines}
        self.change(lines, next(line.id for line in lines if line.id not in known))

    def add_group(self) -> None:
        """Add a group with a blank row, in place of a blank row that stands last."""
        last = self.lines[-1]
        kept = self.lines[:-1] if last.is_blank and last.group == TOP else self.lines
        lines = with_new_group(kept)
        self.change(lines, lines[-1].id)

    def remove(self, line_id: int) -> None:
        """Take a row away; a group goes with its last one."""
        self.change(tuple(line for line in self.lines if line.id != line_id))

    def type_json(self, text: str) -> None:
        """Take up what is typed as JSON."""
        self.json_text = text
        try:
            self.document = _read_json(text)
        except InvalidInput as error:
            self.json_error = error.message
            return
        self.json_error = ""
        self._read_rows()

    def choose(self, mode: str) -> None:
        """Turn to the other view; JSON that is wrong or too complex for rows stays where it is."""
        if mode == JSON and self.mode == ROWS:
            self._write_json()
            self.mode = JSON
        elif mode == ROWS and self.mode == JSON and not self.json_error and not self.is_too_complex:
            self.mode, self.focus = ROWS, 0

    @property
    def problem(self) -> str:
        """Why it cannot be saved as it is; empty when it can."""
        if self.mode == JSON:
            return self.json_error
        for place, line in enumerate(self.lines, start=1):
            if line.id in self.written.problems:
                sentence = self.written.problems[line.id]
                return f"row {place}: {sentence}" if len(self.lines) > 1 else sentence
        return ""

    @property
    def why_no_rows(self) -> str:
        """Why it cannot be turned to rows; empty when it can."""
        if self.json_error:
            return "Mend the JSON first."
        return TOO_COMPLEX if self.is_too_complex else ""

    def _write_json(self) -> None:
        self.json_text, self.json_error = lay_out(self.document), ""
        self.version = next(self._versions)

    def _read_rows(self) -> bool:
        if self.document == self.written.document and self.lines != _BLANK:
            self.is_too_complex = False
            return True
        try:
            lines = read_lines(self.document, self.fields)
        except InvalidInput as error:
            # Stored by a version that read more than this one.
            lines, self.json_error = None, error.message
        self.is_too_complex = lines is None
        if lines is not None:
            # What is stored stays as it is written, until a row is changed.
            self.lines, self.version = lines or _BLANK, next(self._versions)
            self.written = Written(self.document, {}, frozenset())
        return lines is not None


class Desk:
    """The filters of one webhook."""

    def __init__(self) -> None:
        self.filters: dict[str, TypeFilter] = {}
        self._versions = Versions()
        self._webhook_id = ""
        self._restarts = -1

    def turn_to(self, webhook_id: str, restarts: int) -> None:
        """Take up another webhook, or the same one begun anew: what could not be saved is forgotten."""
        if webhook_id != self._webhook_id:
            self.filters = {}
        elif restarts != self._restarts:
            self.filters = {key: one for key, one in self.filters.items() if not one.problem}
        self._webhook_id, self._restarts = webhook_id, restarts

    def take(self, event_type: str) -> TypeFilter:
        """Return the filter of an event type."""
        if event_type not in self.filters:
            self.filters[event_type] = TypeFilter(self._versions)
        return self.filters[event_type]

    def problem(self, event_types: Sequence[str]) -> str:
        """Return why the filters of these types cannot be saved; empty when they can."""
        for event_type in event_types:
            known = self.filters.get(event_type)
            if known is not None and known.problem:
                return f"Filter of {event_type}, {known.problem[:1].lower()}{known.problem[1:]}"
        return ""


def lay_out(document: Mapping[str, Any]) -> str:
    """Return a filter as text for the eye."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _read_json(text: str) -> Mapping[str, Any]:
    """Return the canonical JSON of a filter; the sentence of what is wrong names the place."""
    if len(text) > MAX_JSON:
        raise InvalidInput("filter", f"Use at most {MAX_JSON:,} characters.")
    if not text.strip():
        return {}
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        reason = error.msg.partition(": line ")[0]
        raise InvalidInput("filter", f"Line {error.lineno}, column {error.colno}: {reason}.") from error
    try:
        return parse_filter(document).document
    except InvalidInput as error:
        place = error.field.removeprefix("filter").lstrip(".")
        sentence = error.message.removeprefix(f"{error.field}: ")
        if place:
            raise InvalidInput("filter", f"At {place}: {sentence}") from error
        raise InvalidInput("filter", sentence[:1].upper() + sentence[1:]) from error
