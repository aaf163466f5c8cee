"""The tree of variables: real values, what is missing, lists."""

from datetime import UTC, datetime

from webhook_dashboard.domain.fields import learn_fields
from webhook_dashboard.services.templates import sample_context
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import TreeGroup, TreeRow
from webhook_dashboard.ui.pages.webhook_editor.payload.tree import to_suggestions, to_tree, variables_in

NOW = datetime(2026, 11, 20, 13, 32, 7, tzinfo=UTC)
TYPE = "order.created"


def tree_of(data: object, *earlier: object, event_type: str = TYPE, query: str = "") -> list[TreeGroup]:
    context = sample_context(event_type, data, NOW)
    variables = variables_in(context, learn_fields(earlier, None, event_type))
    return to_tree(variables, data, event_type, query)


def row_of(groups: list[TreeGroup], path: str) -> TreeRow:
    (row,) = [row for group in groups for row in group.rows if row.path == path]
    return row


def test_a_variable_shows_its_value_in_the_event_and_what_goes_into_the_template():
    row = row_of(tree_of({"total": 150.5}), "order.total")
    assert (row.label, row.value, row.insert, row.is_missing) == ("total", "150.5", "{order.total}", False)


def test_what_only_other_events_have_is_missing():
    row = row_of(tree_of({"total": 1}, {"coupon": "SPRING"}), "order.coupon")
    assert (row.value, row.is_missing) == ("missing", True)


def test_what_the_known_events_never_had_is_offered_all_the_same():
    assert row_of(tree_of({"brand_new": True}), "order.brand_new").value == "true"


def test_what_every_delivery_has_shows_what_it_would_be_now():
    groups = tree_of({})
    assert row_of(groups, "webhook.timestamp").value == "2026-11-20T13:32:07.000Z"
    assert row_of(groups, "webhook.event").value == TYPE
    assert row_of(groups, "data").value == "all of it"


def test_empty_text_and_null_are_told_apart():
    groups = tree_of({"notes": "", "coupon": None})
    assert (row_of(groups, "order.notes").value, row_of(groups, "order.coupon").value) == ("empty", "null")


def test_the_rows_of_a_list_are_counted_and_its_fields_offered_once():
    groups = tree_of({"items": [{"sku": "A"}, {"sku": "B"}]})
    (items,) = [group for group in groups if group.title == "item"]
    assert items.note == "2 rows"
    assert row_of(groups, "item.sku").value == "A"
    assert row_of(groups, "items").value == "2 rows"


def test_several_lists_are_named():
    groups = tree_of({"a": [{"x": 1}], "b": [{"y": 2}, {"y": 3}]}, event_type="stock.counted")
    assert [group.note for group in groups if group.title == "item"] == ["a, 1 row", "b, 2 rows"]


def test_the_search_looks_at_names_and_values():
    data = {"number": "SO-1", "customer": {"name": "Bergman"}}
    assert [row.path for group in tree_of(data, query="bergM") for row in group.rows] == ["customer.name"]
    assert [row.path for group in tree_of(data, query="order.numb") for row in group.rows] == ["order.number"]


def test_completion_offers_each_name_once():
    data = {"a": [{"x": 1}], "b": [{"x": 2}]}
    variables = variables_in(sample_context("stock.counted", data, NOW), ())
    names = [one.path for one in to_suggestions(variables, data, "stock.counted")]
    assert names.count("item.x") == 1
