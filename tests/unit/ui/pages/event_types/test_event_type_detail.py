"""One event type in words."""

import re
from html import unescape

import pytest

from tests.unit.ui.pages.event_types.catalogue_samples import (
    BERLIN,
    NOW,
    ORDER_CREATED,
    ORDER_UPDATED,
    SHIPMENT,
    at,
    webhook,
)
from webhook_dashboard.domain.fields import FieldInfo, learn_fields
from webhook_dashboard.services.catalogue import CatalogueEntry
from webhook_dashboard.ui.pages.event_types.address import TypesAddress
from webhook_dashboard.ui.pages.event_types.detail_rows import (
    DELETE,
    RESET,
    DetailView,
    delete_words,
    to_detail,
    to_field_rows,
)
from webhook_dashboard.ui.pages.event_types.reading import TypeReading

HOOKS = [webhook(1, "Order Sync", "*"), webhook(2, "Audit", "*")]


def detail(
    entry: CatalogueEntry | None = None, newest: int | None = None, data: bytes | None = None, hooks: int = 0
) -> DetailView:
    key = "nobody.knows" if entry is None else entry.event_type.key
    reading = TypeReading(key, entry, HOOKS[:hooks], newest, data)
    return to_detail(reading, TypesAddress(search="x", shown=key), NOW, BERLIN)


def test_a_type_says_what_it_means_who_gets_it_and_when_it_came() -> None:
    shown = detail(ORDER_CREATED, at(minutes=2), hooks=2)
    assert shown.sentence == "New order placed."
    assert shown.second == "2 webhooks get it. It was published 2 min ago."
    assert (shown.category, shown.origin, shown.version) == ("Sales", "Angage ERP", "1.0")
    assert shown.log_href == "/deliveries?type=order.created"
    assert [receiver.name for receiver in shown.receivers] == ["Order Sync", "Audit"]
    assert (shown.is_listed, shown.is_changed, shown.removal, shown.add_href) == (True, False, "", "")


def test_few_words_stay_grammatical() -> None:
    assert detail(SHIPMENT).sentence == "Nobody has described it yet."
    assert detail(SHIPMENT, hooks=1).second == "1 webhook gets it. It was never published."
    assert detail(SHIPMENT, at(seconds=1)).second == "No webhook gets it. It was published just now."
    assert detail(SHIPMENT).log_href == ""


def test_the_sample_is_laid_out_and_coloured() -> None:
    shown = detail(SHIPMENT)
    assert shown.sample == '{\n  "id": 7\n}'
    assert unescape(re.sub(r"<[^>]*>", "", shown.sample_html)) == shown.sample
    assert "c-key" in shown.sample_html


def test_what_can_be_taken_away_depends_on_where_it_comes_from() -> None:
    assert detail(SHIPMENT).removal == DELETE
    assert (detail(ORDER_UPDATED).removal, detail(ORDER_UPDATED).is_changed) == (RESET, True)


def test_a_type_that_is_not_in_the_catalogue_shows_its_newest_event() -> None:
    shown = detail(None, at(hours=1), b'{"id":8}')
    assert (shown.sentence, shown.is_listed) == ("Nobody has described it yet.", False)
    assert (shown.sample, shown.sample_note) == ('{\n  "id": 8\n}', "The data of the newest event.")
    assert shown.add_href.startswith("/event-types?q=x&create=1&event=evt_")
    large = detail(None, at(hours=1), b'"' + b"x" * 70_000 + b'"')
    assert (large.sample, large.sample_note[:25]) == ("", "The newest event has 68.4")


def test_a_type_that_never_was_is_not_there() -> None:
    shown = detail(None)
    assert (shown.sentence, shown.sample, shown.sample_note) == ("There is no such event type.", "", "")


def test_many_receivers_are_counted() -> None:
    hooks = [webhook(number, f"W{number}", "*") for number in range(25)]
    shown = to_detail(TypeReading("a.b", SHIPMENT, hooks, None, None), TypesAddress(), NOW, BERLIN)
    assert (len(shown.receivers), shown.receivers_more) == (20, "and 5 more")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Online", "Online"),
        ("a\n b", "a b"),
        ("x" * 100, "x" * 79 + "…"),
        (150.5, "150.5"),
        (True, "true"),
        (None, "null"),
        ([1, 2], "2 items"),
        ({"a": 1}, "1 field"),
    ],
)
def test_a_field_shows_its_last_value_on_one_line(value: object, words: str) -> None:
    fields = learn_fields([{"x": value}], None, "order.created")
    assert to_field_rows(fields)[0].value == words


def test_a_field_says_its_kinds_and_whether_it_is_of_the_sample_only() -> None:
    fields: tuple[FieldInfo, ...] = learn_fields([{"x": None}, {"x": 1}], {"y": 1}, "order.created")
    rows = to_field_rows(fields)
    assert [(row.path, row.kind, row.kinds, row.is_sample) for row in rows] == [
        ("order.x", "number", "null, number", False),
        ("order.y", "number", "number", True),
    ]


def test_deleting_says_what_it_costs_and_what_stays() -> None:
    stays = "Events of type a.b go on being taken and delivered; their log stays."
    assert delete_words("a.b", []) == f"Its description and sample are lost. {stays}"
    assert "X subscribes to it by name and keeps doing so." in delete_words("a.b", ["X"])
    assert "X and 2 other webhooks subscribe to it by name and keep doing so." in delete_words(
        "a.b", ["X", "Y", "Z"]
    )
