"""The tree of what can be wrong with a wish."""

import pytest

from webhook_dashboard.domain.errors import (
    Conflict,
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooManyAttempts,
    Unavailable,
)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (DomainError, "Something went wrong."),
        (NotFound, "There is nothing with this id."),
        (Conflict, "This contradicts what is already stored."),
        (NotSignedIn, "Sign in first."),
        (NotAllowed, "Your role does not allow this."),
        (Unavailable, "The database does not answer right now. Nothing was stored; try again."),
    ],
)
def test_an_error_has_a_sentence_of_its_own(kind: type[DomainError], sentence: str) -> None:
    assert (kind().message, str(kind())) == (sentence, sentence)


def test_a_given_sentence_wins() -> None:
    assert str(Conflict("It is taken.")) == "It is taken."


def test_invalid_input_names_its_field() -> None:
    error = InvalidInput("url", "url: too long.")
    assert (error.field, error.message) == ("url", "url: too long.")
    assert InvalidInput("url", "").message == "The input is not valid."


def test_too_many_attempts_say_how_long_to_wait() -> None:
    error = TooManyAttempts(retry_after_seconds=120)
    assert (error.retry_after_seconds, error.message) == (
        120,
        "Too many attempts. Wait before the next one.",
    )
