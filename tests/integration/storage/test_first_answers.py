"""The answers that repeated publishes get again, when several processes are asked at once."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.integration.storage.rows import NOW
from webhook_dashboard.storage.database import Database
from webhook_dashboard.storage.events import (
    FirstAnswer,
    delete_expired_answers,
    find_first_answers,
    insert_first_answers,
)

DAY = timedelta(hours=24)
FIRST = FirstAnswer(b"print", b"[]")


def keep(database: Database, *keys: str, now: object = NOW, answer: FirstAnswer = FIRST) -> None:
    answers = dict.fromkeys(keys, answer)
    database.writing(lambda c: insert_first_answers(c, answers, now=NOW, expires_at=NOW + DAY)).result()


def test_an_answer_is_known_for_a_day(database: Database) -> None:
    keep(database, "k")
    for after, known in ((timedelta(0), True), (DAY - timedelta(microseconds=1), True), (DAY, False)):
        with database.reading() as connection:
            assert ("k" in find_first_answers(connection, ["k", "other"], NOW + after)) is known


def test_an_expired_answer_is_replaced(database: Database) -> None:
    keep(database, "k")
    newer = FirstAnswer(b"other", b"[1]")
    later = NOW + DAY
    database.writing(
        lambda c: insert_first_answers(c, {"k": newer}, now=later, expires_at=later + DAY)
    ).result()
    with database.reading() as connection:
        assert find_first_answers(connection, ["k"], later) == {"k": newer}


def test_the_second_process_with_a_key_cannot_push_the_first_aside(database: Database) -> None:
    """It looked before the first had committed. Its item is then written alone, and finds the answer."""
    keep(database, "k")
    with pytest.raises(IntegrityError):
        keep(database, "k", answer=FirstAnswer(b"other", b"[]"))
    with database.reading() as connection:
        assert find_first_answers(connection, ["k"], NOW) == {"k": FIRST}


def test_more_keys_than_a_statement_may_have_parameters(database: Database) -> None:
    keys = [f"id:{number}" for number in range(70_000)]
    keep(database, *keys[:100])
    with database.reading() as connection:
        assert len(find_first_answers(connection, keys, NOW)) == 100


def test_tidying_forgets_what_has_expired(database: Database) -> None:
    keep(database, "a", "b")
    assert database.writing(lambda c: delete_expired_answers(c, NOW)).result() == 0
    assert database.writing(lambda c: delete_expired_answers(c, NOW + DAY)).result() == 2
