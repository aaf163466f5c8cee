"""When a webhook counts as failing."""

from datetime import UTC, datetime, timedelta

from webhook_dashboard.domain.health import Health

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def after(*outcomes: bool) -> Health:
    health = Health()
    for number, succeeded in enumerate(outcomes):
        at = NOW + timedelta(minutes=number)
        health = health.after(succeeded=succeeded, at=at, sentence=f"Attempt {number}.")
    return health


def test_a_webhook_fails_from_the_third_failure_in_a_row() -> None:
    assert not after(False, False).is_failing
    assert after(False, False, False).is_failing


def test_one_success_ends_it() -> None:
    assert after(False, False, False, False, True) == Health()


def test_failures_with_a_success_between_do_not_add_up() -> None:
    assert not after(False, False, True, False, False).is_failing


def test_it_is_failing_since_the_first_failure_and_says_the_last_sentence() -> None:
    health = after(True, False, False, False)
    assert (health.failure_streak, health.failing_since) == (3, NOW + timedelta(minutes=1))
    assert health.last_sentence == "Attempt 3."
