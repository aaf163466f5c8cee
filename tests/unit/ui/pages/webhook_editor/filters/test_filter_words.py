"""What the builder says: verdicts on samples, figures of the last events, fields with their last values."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from webhook_dashboard.domain.catalogue.packs import find_built_in
from webhook_dashboard.domain.errors import InvalidInput
from webhook_dashboard.domain.fields import learn_fields
from webhook_dashboard.domain.filters import parse_filter
from webhook_dashboard.services.filters import Backtest, FilterChange, FunnelStep, TriedEvent
from webhook_dashboard.storage.event_samples import EventSample
from webhook_dashboard.ui.pages.webhook_editor.filters import views
from webhook_dashboard.ui.pages.webhook_editor.filters.figures import (
    ALL,
    GONE,
    NEW,
    change_words,
    days,
    figures_of,
    percent,
)
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import TOP, Line, write_lines
from webhook_dashboard.ui.pages.webhook_editor.filters.matching import Trial, summary_of
from webhook_dashboard.ui.pages.webhook_editor.filters.samples import MAX_OWN, Sample, own_sample, samples_of

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
FILTER = parse_filter(
    {
        "order.total": {"$gt": 100},
        "order.source": "Online",
        "order.ship_method": {"$in": ["Standard", "Express"]},
    }
)
ORDER = "order.created"


def catalogue_sample(event_type: str) -> Any:
    found = find_built_in(event_type)
    assert found is not None
    return found[1].sample


def tried(name: str, *, matches: bool = False) -> TriedEvent:
    return TriedEvent(name, name, NOW, matches, "Below minimum: x", "x", None if matches else 84.5)


def backtest(matched: int, total: int, change: FilterChange | None = None) -> Backtest:
    return Backtest(
        event_type=ORDER,
        total=total,
        matched=matched,
        from_at=NOW - timedelta(days=13) if total else None,
        to_at=NOW if total else None,
        funnel=(FunnelStep("order.total is greater than 100", 640), FunnelStep("any of: vip", matched)),
        latest=(tried("SO-1", matches=True),),
        change=change,
        duration_ms=41.2,
    )


@pytest.mark.parametrize("event_type", ["order.created", "order.updated", "order.cancelled"])
def test_every_filter_on_orders_is_tried_on_the_four_orders(event_type: str) -> None:
    samples = samples_of(event_type, catalogue_sample(event_type))
    verdicts = Trial(FILTER, None, event_type).judge_samples(samples)
    assert [(one.title, one.triggers, one.reason.partition(":")[0]) for one in verdicts] == [
        ("$150, Online, Express", True, "All three conditions hold."),
        ("$50, Online, Express", False, "Below minimum"),
        ("$200, Phone, Standard", False, "Wrong source"),
        ("$500, Online, Ground", False, "Wrong ship method"),
    ]
    assert summary_of(verdicts) == "1 of 4 trigger"


def test_other_types_are_tried_on_the_sample_of_the_catalogue() -> None:
    assert [one.title for one in samples_of("product.created", {"id": 1})] == ["Sample of the catalogue"]
    assert samples_of("my.own", None) == []


def test_real_events_say_what_was_found_and_where_the_saved_filter_differs() -> None:
    saved = parse_filter({"order.total": {"$gt": 60}})
    orders = [{"total": 150.0, "source": "Online", "ship_method": "Express"}, {"total": 84.5}]
    events = [EventSample(f"evt_{i}", None, NOW, orjson.dumps(data)) for i, data in enumerate(orders)]
    first, second = Trial(FILTER, saved, ORDER).judge_events(events)
    assert (first.title, first.reason) == ("evt_0", "150.00, Online, Express. All three conditions hold.")
    assert (first.is_changed, second.is_changed) == (False, True)
    assert second.reason == "order.total is 84.5, must be over 100."


def test_an_own_sample_is_a_json_object_with_a_name() -> None:
    assert own_sample(" By  phone ", '{"total": 1}', []) == Sample("By phone", {"total": 1}, 0)
    assert own_sample("", "{}", [Sample("a", {}, 4)]).title == "Own sample 6"
    for wrong, words in (("", "paste"), ("[1]", "expected an object"), ("{", "line 1, column")):
        with pytest.raises(InvalidInput, match=words):
            own_sample("x", wrong, [])
    with pytest.raises(InvalidInput, match="Remove one first"):
        own_sample("x", "{}", [Sample("a", {}, number) for number in range(MAX_OWN)])


def test_a_backtest_is_said_in_a_sentence_a_difference_and_a_funnel() -> None:
    change = FilterChange(400, 7, 95, (tried("SO-2", matches=True),), (tried("SO-3"),))
    shown = figures_of(backtest(312, 1_000, change), had_filter=True, zone=UTC)
    assert shown.title == "312 of the last 1,000 order.created would trigger."
    assert (shown.share, shown.change) == ("31\u202f%", "88 fewer than the saved filter")
    assert shown.second == "Events from 7 to 20 Nov, checked in 41\u202fms."
    assert [(bar.words, bar.count, bar.loss, bar.width) for bar in shown.bars] == [
        ("All order.created", "1,000", "", "100%"),
        ("order.total is greater than 100", "640", "−\u202f360", "64.0%"),
        ("any of: vip", "312", "−\u202f328", "31.2%"),
    ]
    assert [bar.is_last for bar in shown.bars] == [False, False, True]
    assert (shown.saved, shown.saved_at) == ("saved filter: 400", "40.0%")
    assert (shown.gone_count, shown.new_count, shown.total, shown.first) == ("95", "7", "1,000", GONE)
    assert shown.notes == {
        GONE: "The newest 1 of 95 are shown.",
        NEW: "The newest 1 of 7 are shown.",
        ALL: "The newest 1 of 1,000 are shown.",
    }
    assert shown.gone[0].time == "20 Nov 13:32"
    assert (shown.gone[0].value, shown.latest[0].value) == ("84.50", "")


def test_without_events_the_backtest_says_so() -> None:
    shown = figures_of(backtest(0, 0), had_filter=True, zone=UTC)
    assert shown.is_empty
    assert shown.title == "No order.created has been published yet."


def test_a_new_webhook_has_nothing_to_be_compared_with() -> None:
    shown = figures_of(backtest(312, 1_000), had_filter=False, zone=UTC)
    assert (shown.change, shown.saved, shown.saved_at, shown.first) == ("", "", "", ALL)


@pytest.mark.parametrize(
    ("matched", "saved", "newly", "had_filter", "words"),
    [
        (5, 3, 2, True, "2 more than the saved filter"),
        (5, 9, 0, False, "4 fewer than without a filter"),
        (5, 5, 2, True, "as many as with the saved filter, but others"),
        (5, 5, 0, True, "the same as with the saved filter"),
        (5, 5, 0, False, "the same as without a filter"),
    ],
)
def test_the_difference_is_said_in_words(
    matched: int, saved: int, newly: int, had_filter: bool, words: str
) -> None:
    change = FilterChange(saved, newly, newly + saved - matched, (), ())
    assert change_words(matched, change, had_filter=had_filter) == words


def test_a_share_is_never_rounded_to_none_or_all() -> None:
    assert percent(1, 1_000) == "less than 1\u202f%"
    assert percent(999, 1_000) == "more than 99\u202f%"
    assert (percent(0, 9), percent(9, 9)) == ("0\u202f%", "100\u202f%")


def test_days_are_said_as_short_as_they_can_be() -> None:
    assert days(NOW - timedelta(hours=1), NOW, UTC) == "20 Nov, 12:32 to 13:32"
    assert days(NOW - timedelta(days=3), NOW, UTC) == "17 to 20 Nov"
    assert days(NOW - timedelta(days=30), NOW, UTC) == "21 Oct to 20 Nov"


def test_fields_are_offered_with_their_last_value_and_elements_of_lists_by_brackets() -> None:
    data = {"total": 150.0, "count": 3, "items": [{"sku": "A-1"}], "customer": {"name": "B"}}
    fields = learn_fields([data], {"note": "x"}, ORDER)
    shown = {one.path: (one.glyph, one.value, one.is_sample) for one in views.field_views(fields)}
    assert shown == {
        "order.total": ("hash", "150.00", False),
        "order.count": ("hash", "3", False),
        "items": ("list", "1 item", False),
        "items[].sku": ("type", "A-1", False),
        "customer": ("braces", "1 field", False),
        "customer.name": ("type", "B", False),
        "order.note": ("type", "x", True),
    }
    assert views.last_value("order.total", fields) == views.LastValue(
        "Last real value: ", "order.total", "150.00"
    )
    assert views.last_value("order.note", fields).words == "In the sample: "
    assert views.last_value("no.such", fields) == views.LastValue()


def test_rows_are_joined_by_words_and_a_group_has_a_head() -> None:
    lines = (
        Line(1, field="a", text="1"),
        Line(3, group=2, field="b", text="1"),
        Line(4, group=2, field="c"),
        Line(5, TOP),
    )
    shown = views.line_views(lines, write_lines(lines), (), focus=5)
    assert [one.joint for one in shown] == ["Send if", "", "or", "and"]
    assert [(one.heads, one.ends, one.group_joint) for one in shown[1:3]] == [
        (True, False, "and"),
        (False, True, ""),
    ]
    assert (shown[2].hint, shown[2].error) == ("Type a value.", "")
    assert [one.takes_focus for one in shown] == [False, False, False, True]


def test_known_values_are_offered_as_they_have_to_be_typed() -> None:
    data = {"source": "a, b", "paid": True, "total": 5, "tags": ["vip"]}
    fields = learn_fields([data], None, ORDER)

    def offered(name: str) -> list[str]:
        lines = (Line(1, field=name),)
        return views.line_views(lines, write_lines(lines), fields)[0].known

    assert offered("order.source") == ['"a, b"']
    assert offered("order.paid") == ["true", "false"]
    assert offered("order.total") == ["5"]
    assert offered("tags") == ["vip"]
