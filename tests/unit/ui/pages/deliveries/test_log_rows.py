"""What the rows of the log say."""

from datetime import UTC, timedelta

import pytest

from tests.unit.ui.pages.deliveries.log_samples import DELIVERY_ID, NOW, make_log, make_summary
from webhook_dashboard.domain.deliveries import Status
from webhook_dashboard.domain.ids import DELIVERY, encode_id
from webhook_dashboard.ui.pages.deliveries import rows
from webhook_dashboard.ui.pages.deliveries.address import LogAddress


def test_a_delivered_one_is_quiet() -> None:
    row = rows.to_row(make_summary(), NOW, UTC)
    assert (row.kind, row.time, row.event, row.record) == (
        "succeeded",
        "13:21:39",
        "customer.updated",
        "CUS-10482",
    )
    assert (row.code, row.code_class, row.tries, row.duration) == ("200", "quiet", "1", "187\u202fms")
    assert (row.second, row.end, row.end_second) == ("Customer CRM · CUS-10482", "187\u202fms", "200 · 13:21")
    assert not row.fresh


def test_one_that_is_retried_colours_why() -> None:
    summary = make_summary(
        status=Status.RETRYING, response_code=None, error_kind="tls_error", attempt_count=3
    )
    row = rows.to_row(summary, NOW, UTC)
    assert (row.code, row.code_class, row.tries, row.tries_class) == ("TLS", "strong is-warn", "3", "heading")
    assert (row.end, row.end_class, row.end_second) == (
        "Retrying",
        "end strong is-warn",
        "TLS · try 3 · 13:21",
    )


def test_one_that_was_not_tried_has_dashes() -> None:
    summary = make_summary(
        status=Status.PENDING, response_code=None, attempt_count=0, duration_ms=None, entity_id=None
    )
    row = rows.to_row(summary, NOW, UTC)
    assert (row.code, row.tries, row.duration, row.record) == ("–", "–", "–", "–")
    assert (row.second, row.end, row.end_second) == ("Customer CRM", "Pending", "13:21")


def test_yesterday_has_its_day() -> None:
    row = rows.to_row(make_summary(created_at=NOW - timedelta(days=1)), NOW, UTC)
    assert (row.time, row.end_second) == ("19 Nov 13:32", "200 · 19 Nov 13:32")


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (503, "http_error", "503"),
        (None, "connection_refused", "refused"),
        (None, "from the future", "error"),
        (None, None, "–"),
    ],
)
def test_in_place_of_a_code_stands_why_none_came(code: int | None, kind: str | None, words: str) -> None:
    assert rows.code_of(code, kind) == words


def test_only_what_is_newer_than_the_first_row_is_tinted() -> None:
    page = make_log(make_summary(id=DELIVERY_ID + 1), make_summary())
    assert [row.fresh for row in rows.to_rows(page, DELIVERY_ID, NOW, UTC)] == [True, False]
    assert [row.fresh for row in rows.to_rows(page, None, NOW, UTC)] == [False, False]


def test_counts_end_at_ten_thousand() -> None:
    assert rows.count_words(1_421, "Europe/Berlin") == "1,421 deliveries · Europe/Berlin"
    assert rows.count_words(1, "UTC") == "1 delivery · UTC"
    assert rows.count_words(10_001, "UTC") == "10,000+ deliveries · UTC"


def test_the_foot_says_which_rows_these_are() -> None:
    two = (make_summary(id=2), make_summary(id=1))
    assert rows.page_words(make_log()) == ""
    assert rows.page_words(make_log(*two, total=1_421)) == "1–2 of 1,421"
    assert rows.page_words(make_log(*two, total=10_001, newer=50)) == "51–52 of 10,000+"
    assert rows.page_words(make_log(*two, total=10_001, newer=10_001)) == "Over 10,000 are newer"


def test_where_filters_hide_everything_the_sentence_says_what_there_is() -> None:
    assert (
        rows.nothing_words(make_log(exist=1_421), 3)
        == "No delivery matches these 3 filters. 1,421 exist without them."
    )
    assert rows.nothing_words(make_log(exist=1), 1) == "No delivery matches this filter. 1 exists without it."


def test_the_panel_moves_to_the_rows_above_and_below() -> None:
    listed = rows.to_rows(make_log(*(make_summary(id=number) for number in (3, 2, 1))), None, NOW, UTC)
    three, two, one = (row.id for row in listed)
    assert rows.neighbours(listed, two) == (three, one)
    assert rows.neighbours(listed, three) == ("", two)
    assert rows.neighbours(listed, one) == (two, "")
    assert rows.neighbours(listed, encode_id(DELIVERY, 99)) == ("", three)
    assert rows.neighbours([], one) == ("", "")


def test_pages_are_reached_by_the_ids_at_their_edges() -> None:
    two = (make_summary(id=20), make_summary(id=10))
    first = LogAddress(event_type="a", shown_id=5)
    later = LogAddress(event_type="a", before_id=30)
    assert rows.newer_href(make_log(*two), first) == ""
    assert rows.older_href(make_log(*two), first) == ""
    assert (
        rows.older_href(make_log(*two, has_older=True), first)
        == LogAddress(event_type="a", before_id=10).href()
    )
    assert rows.newer_href(make_log(*two, newer=3), later) == LogAddress(event_type="a", after_id=20).href()
    assert rows.newer_href(make_log(*two, newer=2), later) == LogAddress(event_type="a").href()
    assert rows.newer_href(make_log(), later) == LogAddress(event_type="a").href()


def test_a_row_says_that_it_is_of_a_test() -> None:
    assert rows.to_row(make_summary(test=True), NOW, UTC).test
    assert not rows.to_row(make_summary(), NOW, UTC).test
