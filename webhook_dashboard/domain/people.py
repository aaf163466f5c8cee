"""Who may do what: roles of people, scopes of API keys, and the rules for e-mail and password."""

from enum import IntEnum, StrEnum
from typing import Final

from webhook_dashboard.domain.errors import InvalidInput

MIN_PASSWORD_LENGTH: Final = 10
MAX_PASSWORD_LENGTH: Final = 256


class Role(IntEnum):
    """What a person may do; each role may do all that the ones before it may."""

    VIEWER = 1
    """Read."""
    OPERATOR = 2
    """Retry and test."""
    ADMIN = 3
    """Configure webhooks."""
    OWNER = 4
    """Manage people and API keys."""

    @property
    def key(self) -> str:
        """The word used in the API, on the command line and on screen."""
        return self.name.lower()


class Scope(StrEnum):
    """What an API key may do."""

    PUBLISH = "publish"
    READ = "read"
    ADMIN = "admin"

    def allows(self, wanted: "Scope") -> bool:
        """Return whether a key of this scope may do what `wanted` names; admin may do everything."""
        return self is Scope.ADMIN or self is wanted


def parse_role(text: str) -> Role:
    """Return the role with this word.

    Raises:
        InvalidInput: there is no such role.
    """
    for role in Role:
        if role.key == text:
            return role
    raise InvalidInput("role", f"role: expected viewer, operator, admin or owner, got {text[:40]!r}.")


def parse_scope(text: str) -> Scope:
    """Return the scope with this word.

    Raises:
        InvalidInput: there is no such scope.
    """
    if text in set(Scope):
        return Scope(text)
    raise InvalidInput("scope", f"scope: expected publish, read or admin, got {text[:40]!r}.")


def normalise_email(text: str) -> str:
    """Return the address in lower case.

    Raises:
        InvalidInput: it is not of the form name@host.
    """
    email = text.strip().lower()
    name, at, host = email.rpartition("@")
    if (
        not at
        or not name
        or not host.strip(".")
        or len(email) > 254
        or any(c.isspace() or not c.isprintable() for c in email)
    ):
        raise InvalidInput("email", "email: enter an address such as ada@company.com.")
    return email


def check_password(password: str) -> None:
    """Accept 10 to 256 characters that are not all the same (NIST SP 800-63B: length is what counts).

    Raises:
        InvalidInput: it is too short, too long or a single repeated character.
    """
    if len(password) < MIN_PASSWORD_LENGTH:
        raise InvalidInput(
            "password",
            f"password: use at least {MIN_PASSWORD_LENGTH} characters; this one has {len(password)}.",
        )
    if len(password) > MAX_PASSWORD_LENGTH:
        raise InvalidInput("password", f"password: use at most {MAX_PASSWORD_LENGTH} characters.")
    if len(set(password)) == 1:
        raise InvalidInput("password", "password: use more than one character.")
