"""The states of a delivery."""

from webhook_dashboard.domain.deliveries import FINAL_STATUSES, OPEN_STATUSES, STATUS_BY_KEY, Status


def test_every_status_is_either_open_or_final() -> None:
    assert set(OPEN_STATUSES) | set(FINAL_STATUSES) == set(Status)
    assert not set(OPEN_STATUSES) & set(FINAL_STATUSES)


def test_stored_numbers_never_change() -> None:
    """They are in databases and in the conditions of partial indexes."""
    assert {status.key: int(status) for status in Status} == {
        "pending": 0,
        "sending": 1,
        "retrying": 2,
        "succeeded": 3,
        "failed": 4,
        "cancelled": 5,
        "held": 6,
    }


def test_a_status_is_found_by_its_word() -> None:
    assert all(STATUS_BY_KEY[status.key] is status for status in Status)
