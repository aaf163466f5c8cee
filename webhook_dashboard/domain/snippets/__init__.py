"""Programs that receivers copy to check signatures, written from the scheme their webhook uses.

One language is one record of pieces (`writing.Language`); the tests run the programs.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.signing import SignatureScheme
from webhook_dashboard.domain.snippets.csharp import CSHARP
from webhook_dashboard.domain.snippets.go import GO
from webhook_dashboard.domain.snippets.java import JAVA
from webhook_dashboard.domain.snippets.node import NODE
from webhook_dashboard.domain.snippets.php import PHP
from webhook_dashboard.domain.snippets.python import PYTHON
from webhook_dashboard.domain.snippets.ruby import RUBY
from webhook_dashboard.domain.snippets.writing import Language, SnippetPlan, write_program

__all__ = ["LANGUAGES", "Language", "choose_scheme", "languages_for", "write_snippet"]

LANGUAGES: Final[Mapping[str, Language]] = {
    "python": PYTHON,
    "node": NODE,
    "php": PHP,
    "go": GO,
    "ruby": RUBY,
    "java": JAVA,
    "csharp": CSHARP,
}


def write_snippet(language: str, scheme: SignatureScheme, *, public_key: bool = False) -> str:
    """Return a program with a function `signature_is_valid(headers, body, secret)`.

    It reads the raw body (for a GET: the query string), compares in constant time, and refuses a signed
    time more than 300 seconds off. With `public_key` the secret it takes is the `whpk_` key.

    Raises:
        InvalidInput: an unknown language, or a public key where language or scheme knows none.
    """
    if language not in LANGUAGES:
        raise InvalidInput("language", f"language: choose one of {', '.join(LANGUAGES)}.")
    if public_key and scheme.scheme != "standard-webhooks":
        raise InvalidInput("public_key", "public_key: only standard-webhooks signs with a private key.")
    return write_program(LANGUAGES[language], SnippetPlan(scheme, public_key))


def languages_for(*, public_key: bool = False) -> tuple[tuple[str, str], ...]:
    """Return key and label of the languages that can check such a signature."""
    return tuple((key, each.label) for key, each in LANGUAGES.items() if each.public_key or not public_key)


def choose_scheme(schemes: Sequence[SignatureScheme]) -> SignatureScheme:
    """Return the scheme a receiver does best to check when several are sent: one that signs most."""
    return max(schemes, key=lambda each: len(each.sign_content))
