"""What can be wrong with a wish, as one small tree.

- DomainError
  - InvalidInput        a field holds something unusable; names the field and says what to do
  - NotFound            nothing has this id
  - Conflict            it contradicts what is already stored
    - Outdated          it was meant for what was stored before somebody else's change
  - NotSignedIn         nobody is known to be asking
  - NotAllowed          the one asking may not do this
  - TooManyAttempts     try again after `retry_after_seconds`
  - Unavailable         the database does not answer, or the process is stopping; nothing was stored

The class docstring is the message when none is given. Receivers' failures are not here: they are
data (`outcomes.py`). The API maps the tree to status codes in `api/errors.py`, the dashboard to toasts.
"""


class DomainError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "") -> None:
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        super().__init__(self.message)


class InvalidInput(DomainError):
    """The input is not valid."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotFound(DomainError):
    """There is nothing with this id."""


class Conflict(DomainError):
    """This contradicts what is already stored."""


class Outdated(Conflict):
    """This was changed meanwhile. Nothing was stored; look at it and try again."""


class NotSignedIn(DomainError):
    """Sign in first."""


class NotAllowed(DomainError):
    """Your role does not allow this."""


class TooManyAttempts(DomainError):
    """Too many attempts. Wait before the next one."""

    def __init__(self, message: str = "", *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(DomainError):
    """The database does not answer right now. Nothing was stored; try again."""
