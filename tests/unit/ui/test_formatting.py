"""Numbers, times and sizes as text."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from webhook_dashboard.ui import formatting

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
NARROW = formatting.THIN_SPACE


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (32_456, 32_725, "99.2 %"),
        (99_999, 100_000, "99.9 %"),  # never 100 while one failed
        (1, 100_000, "0.1 %"),  # never 0 while one got through
        (0, 10, "0 %"),
        (10, 10, "100 %"),
        (0, 0, "–"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(part: int, whole: int, text: str) -> None:
    assert formatting.format_percent(part, whole).replace(NARROW, " ") == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(None, "–"), (0.4, "<1 ms"), (0, "0 ms"), (234.4, "234 ms"), (1640, "1,640 ms"), (12_340, "12.3 s")],
)
def test_durations_carry_their_unit(milliseconds: float | None, text: str) -> None:
    assert formatting.format_ms(milliseconds).replace(NARROW, " ") == text


@pytest.mark.parametrize(("milliseconds", "text"), [(234, "0.2 s"), (40, "40 ms"), (1640, "1.6 s")])
def test_a_sentence_tells_durations_in_seconds(milliseconds: float, text: str) -> None:
    assert formatting.format_seconds(milliseconds).replace(NARROW, " ") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0:00"), (37, "0:37"), (1533, "25:33"), (6720, "1 h 52 min"), (187_200, "2 d 4 h")],
)
def test_a_countdown_grows_its_units(seconds: float, text: str) -> None:
    assert formatting.format_countdown(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1 byte"), (248, "248 bytes"), (1229, "1.2 KB"), (3_565_158, "3.4 MB")]
)
def test_sizes_grow_their_units(size: int, text: str) -> None:
    assert formatting.format_bytes(size).replace(NARROW, " ") == text


@pytest.mark.parametrize(
    ("per_minute", "text"), [(0, "idle"), (1.4, "1.4 / min"), (12.6, "13 / min"), (7200, "120 / s")]
)
def test_a_rate_is_told_in_the_unit_that_reads_best(per_minute: float, text: str) -> None:
    assert formatting.format_rate(per_minute) == text


def test_times_are_those_of_the_reader() -> None:
    assert formatting.format_clock(NOW, BERLIN) == "14:32:07"
    assert formatting.format_clock_minute(NOW, BERLIN) == "14:32"
    assert formatting.format_day(NOW, BERLIN, weekday=True) == "Fri 20 Nov"
    assert formatting.format_absolute(NOW, BERLIN) == "20 Nov 2026, 14:32:07 CET"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOW - timedelta(hours=1), "13:32:07"),
        (NOW - timedelta(days=1), "19 Nov 14:32"),
        (NOW - timedelta(days=400), "16 Oct 2025"),
    ],
)
def test_a_cell_shows_no_more_of_a_moment_than_is_needed(moment: datetime, text: str) -> None:
    assert formatting.format_moment(moment, NOW, BERLIN) == text


def test_a_state_began_at_a_time_today_or_on_a_day() -> None:
    assert formatting.format_since(datetime(2026, 11, 20, 7, 12, tzinfo=UTC), NOW, BERLIN) == "since 08:12"
    assert formatting.format_since(datetime(2026, 11, 3, 7, 12, tzinfo=UTC), NOW, BERLIN) == "since 3 Nov"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2, "now"), (40, "40 s ago"), (150, "2 min ago"), (7300, "2 h ago"), (200_000, "2 d ago")],
)
def test_the_past_is_told_in_the_largest_unit(seconds: int, text: str) -> None:
    assert formatting.format_ago(NOW - timedelta(seconds=seconds), NOW) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=4), "4 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_a_span_has_one_unit(span: timedelta, text: str) -> None:
    assert formatting.format_span(span) == text


@pytest.mark.parametrize(
    ("person", "letters"), [("Ada Lind", "AL"), ("ada.lind@company.com", "AL"), ("ops@x.com", "O"), ("", "?")]
)
def test_a_person_has_initials(person: str, letters: str) -> None:
    assert formatting.initials_of(person) == letters


def test_a_code_without_a_standard_phrase_stands_alone() -> None:
    assert formatting.format_code(200) == "200 OK"
    assert formatting.format_code(599) == "599"


def test_nouns_agree_with_their_number() -> None:
    assert formatting.format_noun(1, "webhook") == "1 webhook"
    assert formatting.format_noun(2_000, "retry", "retries") == "2,000 retries"
