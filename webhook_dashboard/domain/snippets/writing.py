"""How a snippet is put together: what a scheme asks of its receiver, and the pieces of one language."""

from collections.abc import Callable
from dataclasses import dataclass

from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.signing import SignatureScheme, previous_header


@dataclass(frozen=True, slots=True)
class SnippetPlan:
    """What the receiver of a scheme has to do; `public_key` when it checks with a `whpk_` key."""

    scheme: SignatureScheme
    public_key: bool = False

    @property
    def uses_time(self) -> bool:
        """Whether the signature is bound to a time, which is then checked."""
        return self.scheme.sign_content != "body"

    @property
    def uses_id(self) -> bool:
        """Whether the message id is signed."""
        return self.scheme.sign_content == "id.ts.body"

    @property
    def decodes_key(self) -> bool:
        """Whether the key is hidden in the base64 after the prefix."""
        return self.public_key or self.scheme.key_encoding == "base64-after-prefix"

    @property
    def is_standard(self) -> bool:
        """Whether signatures are base64, listed in webhook-signature."""
        return self.scheme.scheme == "standard-webhooks"

    @property
    def is_timed(self) -> bool:
        """Whether the time travels inside the signature header."""
        return self.scheme.scheme == "t,v1"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its name for people and the pieces a program consists of, in the order of the fields.

    In the pieces `@header@`, `@previous@` and `@prefix@` stand for those of the scheme. Of the pieces with
    a common first word one is taken. `public_key` ends a program that checks with a `whpk_` key; it is
    empty where the language has no Ed25519 of its own.
    """

    label: str
    file_name: str
    imports: Callable[[SnippetPlan], str]
    opening: str
    given_standard: str
    given_hex: str
    given_timed: str
    time_header: str
    time_check: str
    message_id: str
    key_text: str
    key_base64: str
    signed_body: str
    signed_time: str
    signed_id: str
    expected_base64: str
    expected_hex: str
    compare: str
    public_key: str = ""


def write_program(language: Language, plan: SnippetPlan) -> str:
    """Return the program in a language that checks what the plan says.

    Raises:
        InvalidInput: the language cannot check with a public key.
    """
    if plan.public_key and not language.public_key:
        raise InvalidInput("language", f"language: {language.label} has no Ed25519 of its own.")
    pieces = [language.opening, _given(language, plan)]
    if plan.uses_time:
        pieces += ["" if plan.is_timed else language.time_header, language.time_check]
    pieces += [language.message_id if plan.uses_id else "", *_check(language, plan)]
    function = "\n".join(piece.strip("\n") for piece in pieces if piece)
    scheme = plan.scheme
    prefix = "v1," if plan.is_standard else scheme.prefix
    if not prefix:
        function = function.replace('"@prefix@" + ', "").replace("'@prefix@' . ", "")
    function = (
        function.replace("@header@", scheme.header.lower())
        .replace("@previous@", previous_header(scheme).lower())
        .replace("@prefix@", prefix)
    )
    return f"{language.imports(plan)}\n\n{function}\n"


def _given(language: Language, plan: SnippetPlan) -> str:
    if plan.is_standard:
        return language.given_standard
    return language.given_timed if plan.is_timed else language.given_hex


def _check(language: Language, plan: SnippetPlan) -> list[str]:
    signed = language.signed_body
    if plan.uses_time:
        signed = language.signed_id if plan.uses_id else language.signed_time
    if plan.public_key:
        return [signed, language.public_key]
    return [
        language.key_base64 if plan.decodes_key else language.key_text,
        signed,
        language.expected_base64 if plan.is_standard else language.expected_hex,
        language.compare,
    ]
