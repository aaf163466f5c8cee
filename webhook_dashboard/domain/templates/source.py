"""What a template is before it is parsed, and the bounds within which any template stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast, get_args

from webhook_dashboard.domain.errors import InvalidInput

Format = Literal["json", "form", "text"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
CONTENT_TYPES: Final[Mapping[Format, str]] = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "text": "text/plain; charset=utf-8",
}

MAX_TEMPLATE_BYTES: Final = 65_536
MAX_OUTPUT_BYTES: Final = 1_048_576
MAX_PLACEHOLDERS: Final = 1_000
MAX_FORMATTERS: Final = 5
MAX_DEPTH: Final = 64
"""How deep objects and lists of a JSON template may be nested."""
MAX_STEPS: Final = 40_000
"""How many values one rendering fills in within lists; formatters, lines and deep paths count for more."""
MAX_WORK: Final = 4 * MAX_OUTPUT_BYTES
"""How many characters pass through formatters in one rendering; what takes longer counts for more."""

_FIELDS: Final = frozenset({"format", "text", "strict"})


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A template as typed. `strict`: a missing value fails the delivery instead of being left empty."""

    format: Format
    text: str
    strict: bool = False

    def document(self) -> dict[str, Any]:
        """Return it as stored and shown by the API."""
        return {"format": self.format, "text": self.text, "strict": self.strict}


def read_source(document: object, *, field: str = "template") -> TemplateSource:
    """Return the source that a JSON object describes; the template itself is not parsed yet.

    Raises:
        InvalidInput: a field is missing, unknown or of the wrong kind.
    """
    if not isinstance(document, dict):
        raise InvalidInput(field, f'{field}: expected an object such as {{"format": "json", "text": "…"}}.')
    given = cast("dict[str, Any]", document)
    unknown = given.keys() - _FIELDS
    if unknown:
        name = f"{field}.{min(unknown)[:60]}"
        raise InvalidInput(name, f"{name}: there is no such field. A template has format, text and strict.")
    if given.get("format", "json") not in FORMATS:
        raise InvalidInput(f"{field}.format", f"{field}.format: expected {', '.join(FORMATS)}.")
    if not isinstance(given.get("text"), str):
        raise InvalidInput(f"{field}.text", f"{field}.text: required, the text of the template.")
    if not isinstance(given.get("strict", False), bool):
        raise InvalidInput(f"{field}.strict", f"{field}.strict: expected true or false.")
    return TemplateSource(given.get("format", "json"), given["text"], given.get("strict", False))
