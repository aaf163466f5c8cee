"""Regular expressions by RE2: linear in the length of the text, whatever the expression."""

from collections.abc import Callable
from typing import Any, Final

import re2  # pyright: ignore[reportMissingTypeStubs]

from webhook_dashboard.domain.errors import InvalidInput

_re2: Final[Any] = re2
MAX_PATTERN: Final = 500
_MAX_MEMORY_BYTES: Final = 1 << 20

Search = Callable[[bytes], object]
"""Returns something when the expression is found in UTF-8 text, else None."""


def compile_pattern(pattern: str, at: str) -> Search:
    """Return the search for a regular expression.

    Raises:
        InvalidInput: it is too long or too large, or not one that RE2 knows.
    """
    if len(pattern) > MAX_PATTERN:
        raise InvalidInput(at, f"{at}: use at most {MAX_PATTERN} characters in a regular expression.")
    options: Any = _re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY_BYTES
    options.never_capture = True
    try:
        compiled: Any = _re2.compile(pattern, options)
    except _re2.error as error:
        reason = error.args[0].decode(errors="replace")
        raise InvalidInput(at, f"{at}: not a regular expression of RE2's kind: {reason[:100]}.") from error
    return compiled.search
