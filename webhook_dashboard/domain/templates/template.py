"""A parsed template, and what rendering one gives."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from webhook_dashboard.domain.templates.compiling import compile_pieces
from webhook_dashboard.domain.templates.context import TemplateContext
from webhook_dashboard.domain.templates.faults import TemplateFault, TemplateText
from webhook_dashboard.domain.templates.json_text import parse_json_text
from webhook_dashboard.domain.templates.line_text import parse_form, parse_text
from webhook_dashboard.domain.templates.pieces import Piece, Place, Placeholder, Repeat, placeholders_in
from webhook_dashboard.domain.templates.run import Run, what_is_wrong, write_all
from webhook_dashboard.domain.templates.source import (
    CONTENT_TYPES,
    MAX_OUTPUT_BYTES,
    MAX_PLACEHOLDERS,
    MAX_TEMPLATE_BYTES,
    Format,
    TemplateSource,
)
from webhook_dashboard.domain.templates.values import encode

MAX_WARNINGS: Final = 20

_PARSERS: Final[Mapping[Format, Callable[[TemplateText], tuple[Piece, ...]]]] = {
    "json": parse_json_text,
    "form": parse_form,
    "text": parse_text,
}
_JOINERS: Final[Mapping[Format, str]] = {"json": "", "form": "&", "text": "\n"}
_CONSEQUENCES: Final = {Place.STRING: 'sent as ""', Place.VALUE: "sent as null", Place.TEXT: "left empty"}


class Rendered(NamedTuple):
    """A payload. `warnings` are sentences; `missing` are the variables that the event does not have."""

    body: bytes
    content_type: str
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Template:
    """A template that was accepted: a JSON one renders to valid JSON, whatever the event holds."""

    __slots__ = ("_field", "_joiner", "_writes", "source", "variables")

    def __init__(
        self,
        source: TemplateSource,
        pieces: tuple[Piece, ...],
        *,
        field: str,
        marked: Placeholder | None = None,
    ) -> None:
        self.source = source
        self.variables = tuple(dict.fromkeys(piece.name for piece in placeholders_in(pieces)))
        self._field = field
        self._joiner = _JOINERS[source.format]
        self._writes = compile_pieces(pieces, marked=marked)

    def __repr__(self) -> str:
        """Name the format and what is used; the text may be long."""
        return f"Template({self.source.format}, variables={self.variables!r})"

    @property
    def content_type(self) -> str:
        """The media type of its payloads."""
        return CONTENT_TYPES[self.source.format]

    def render(self, context: TemplateContext) -> Rendered:
        """Return the payload for one event: some 50 ms of work at most, whatever template and event are.

        Raises:
            TemplateFault: the payload would be too large or too much work, a value cannot be written, or
                (in strict mode) something is missing or a formatter cannot be applied.
        """
        run = Run(context, field=self._field, strict=self.source.strict)
        write_all(run, self._writes)
        body = encode(self._joiner.join(run.out))
        if len(body) > MAX_OUTPUT_BYTES:
            reason = f"the payload would be larger than {MAX_OUTPUT_BYTES // 1024:,} KiB."
            raise TemplateFault(self._field, reason, 1, 1)
        if not run.problems:
            return Rendered(body, self.content_type)
        return Rendered(body, self.content_type, _warnings(run), _missing(run))


def parse_template(
    source: TemplateSource, *, field: str = "template", marked: tuple[int, int] | None = None
) -> Template:
    """Parse and compile a template.

    `marked` is line and column of the brace of a placeholder: whatever it writes then stands between
    MARK_START and MARK_END. Such a payload is for the eye, it may be no valid JSON.

    Raises:
        TemplateFault: it cannot be used; line, column and a sentence say why.
    """
    text = TemplateText(source.text, field)
    if len(source.text.encode(errors="surrogatepass")) > MAX_TEMPLATE_BYTES:
        raise text.fault(0, f"a template has at most {MAX_TEMPLATE_BYTES // 1024} KiB.")
    half = next((at for at, letter in enumerate(source.text) if "\ud800" <= letter <= "\udfff"), None)
    if half is not None:
        raise text.fault(half, "this is half a character (a lone surrogate); remove it.")
    pieces = _PARSERS[source.format](text)
    found = None
    for count, placeholder in enumerate(placeholders_in(pieces), 1):
        if count > MAX_PLACEHOLDERS:
            reason = f"a template has at most {MAX_PLACEHOLDERS:,} placeholders."
            raise TemplateFault(field, reason, placeholder.line, placeholder.column)
        if (placeholder.line, placeholder.column) == marked:
            found = placeholder
    return Template(source, pieces, field=field, marked=found)


def _warnings(run: Run) -> tuple[str, ...]:
    sentences: list[str] = []
    for (piece, step), count in run.problems.items():
        often = "" if count == 1 else f" ({count:,} times)"
        if isinstance(piece, Repeat):
            consequence = "nothing is repeated"
        else:
            consequence = "it is left as it is" if step is not None else _CONSEQUENCES[piece.place]
        sentences.append(f"Line {piece.line}: {what_is_wrong(piece, step)}{often}, {consequence}.")
    if len(sentences) > MAX_WARNINGS:
        sentences[MAX_WARNINGS:] = [f"{len(sentences) - MAX_WARNINGS:,} more."]
    return tuple(sentences)


def _missing(run: Run) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_name(piece) for (piece, step), _ in run.problems.items() if step is None))


def _name(piece: Placeholder | Repeat) -> str:
    if isinstance(piece, Placeholder):
        return piece.name
    return piece.alias if piece.source is None else piece.source.name
