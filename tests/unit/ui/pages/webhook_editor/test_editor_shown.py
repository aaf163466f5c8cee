"""What stands around the fields: sections, bar, banner, summary, plan and events."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.ui.pages.webhook_editor.editor_samples import BERLIN, NOW, OFFERED, ORDER_SYNC, saved, work
from webhook_dashboard.domain.profiles import DeliveryProfile
from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.ui.pages.webhook_editor import past, showing
from webhook_dashboard.ui.pages.webhook_editor.draft import Draft, new_draft
from webhook_dashboard.ui.pages.webhook_editor.events_shown import EventsView, event_groups, events_sentence
from webhook_dashboard.ui.pages.webhook_editor.plan import is_wait, plan_choices, plan_of
from webhook_dashboard.ui.pages.webhook_editor.prose import tell
from webhook_dashboard.ui.pages.webhook_editor.shown import SaveBar
from webhook_dashboard.ui.pages.webhook_editor.work import Work


def bar_of(one: Work) -> SaveBar:
    """The bar for some work."""
    return showing.save_bar(one, one.changes(), one.hindrances(one.reading()), NOW, BERLIN)


def test_the_bar_counts_changes_and_names_mistakes() -> None:
    one = work()
    assert bar_of(one).title == "Saved as revision 9"
    assert not bar_of(one).may_save
    one.edit(one.typed.with_text("response_timeout", "20 s"), "response_timeout")
    shown = bar_of(one)
    assert (shown.title, shown.button, shown.may_save) == ("1 unsaved change", "Save as revision 10", True)
    one.edit(one.typed.with_text("name", ""), "name")
    shown = bar_of(one)
    assert (shown.title, shown.goes_to, shown.may_save) == ("1 section needs attention", "basics", False)
    one.edit(one.typed.with_text("name", "x"), "name")
    one.problems = {"filters": "Condition 2 has no value."}
    assert bar_of(one).what == "Filters: Condition 2 has no value."


def test_a_new_webhook_tells_mistakes_once_it_was_tried() -> None:
    one = Work(new_draft().with_text("description", "x"), new_draft())
    assert one.errors(one.reading()) == {}
    assert bar_of(one).may_save
    assert bar_of(one).goes_to == ""
    one.try_save()
    assert set(one.errors(one.reading())) == {"name", "url", "event_types"}
    assert bar_of(one).title == "3 sections need attention"


def test_what_is_missing_in_an_authentication_that_was_just_chosen_is_told_once_it_was_left_or_tried() -> (
    None
):
    one = work()
    bearer = replace(one.typed, authentication={"type": "bearer", "token": ""})
    one.edit(bearer, "authentication")
    assert one.errors(one.reading()) == {}
    assert bar_of(one).goes_to == "authentication"
    assert not bar_of(one).may_save
    one.leave("authentication.token")
    assert set(one.errors(one.reading())) == {"authentication.token"}
    one.begin_credentials()
    assert one.errors(one.reading()) == {}
    one.try_save()
    assert set(one.errors(one.reading())) == {"authentication.token"}
    one.begin_credentials()
    one.edit(replace(bearer, authentication={"type": "bearer", "token": "two words"}), "authentication.token")
    assert set(one.errors(one.reading())) == {"authentication.token"}


def test_what_somebody_else_saves_joins_what_is_typed() -> None:
    one = work()
    one.follow(replace(ORDER_SYNC, revision=10, name="Renamed"), ())
    assert one.typed.texts["name"] == "Renamed"
    one.edit(one.typed.with_text("description", "Mine"), "description")
    one.follow(replace(ORDER_SYNC, revision=11, name="Again", event_types=("invoice.sent",)), ())
    assert (one.typed.texts["name"], one.typed.event_types) == ("Again", ("invoice.sent",))
    assert [change.name for change in one.changes()] == ["description"]


@pytest.mark.parametrize("name", ["filters", "templates"])
def test_what_somebody_else_saves_for_one_event_type_joins_what_is_typed_for_another(name: str) -> None:
    a1, a2, a3, b, c, d = (
        {"total": {"$gt": number}}
        if name == "filters"
        else {"format": "text", "text": f"{number}", "strict": False}
        for number in range(6)
    )
    one = work(**{name: {"order.created": a1, "order.updated": b, "order.cancelled": c}})
    one.edit(
        replace(one.typed, **{name: {"order.created": a2, "order.cancelled": c}}), f"{name}.order.created"
    )
    theirs = {"order.created": a3, "order.updated": b, "invoice.sent": d}
    one.follow(replace(ORDER_SYNC, revision=10, **{name: theirs}), ())
    assert getattr(one.typed, name) == {"order.created": a2, "invoice.sent": d}
    assert [change.name for change in one.overtaken_changes()] == [f"{name}.order.created"]
    assert getattr(one.saved, name) == theirs


def test_what_somebody_else_saved_another_way_is_told_before_it_is_replaced() -> None:
    one = work()
    one.edit(one.typed.with_text("name", "Mine").with_text("description", "Same"), "name")
    theirs = replace(ORDER_SYNC, revision=10, name="Theirs", description="Same", method="PUT")
    revisions = (
        Revision(10, NOW, "grace.hopper@company.com", theirs.columns()),
        Revision(9, NOW, "ada@company.com", ORDER_SYNC.columns()),
    )
    one.follow(theirs, revisions)
    assert [change.name for change in one.overtaken_changes()] == ["name"]
    assert bar_of(one).warning == "Grace Hopper changed Name to Theirs meanwhile. Saving replaces that."
    one.accept(())
    assert one.accepted == set()
    one.accept([change.name for change in one.overtaken_changes()])
    assert one.accepted == {"name"}
    one.follow(replace(theirs, revision=11, name="Theirs again"), ())
    assert one.accepted == set()
    assert bar_of(one).warning == "Somebody changed Name to Theirs again meanwhile. Saving replaces that."
    one.edit(one.typed.with_text("name", "Theirs again"), "name")
    assert bar_of(one).warning == ""


def test_what_was_read_before_the_last_save_does_not_bring_the_old_texts_back() -> None:
    one = work()
    saved = replace(ORDER_SYNC, revision=ORDER_SYNC.revision + 1, url="https://new.example.com/hooks")
    one.follow(saved, ())
    one.follow(ORDER_SYNC, ())
    assert one.summary == saved
    assert one.typed.texts["url"] == one.saved.texts["url"] == "https://new.example.com/hooks"
    assert not one.is_dirty


def test_secrets_that_two_people_typed_are_never_taken_for_alike() -> None:
    one = work()
    mine = {**one.typed.authentication, "password": "typed here"}
    one.edit(replace(one.typed, authentication=mine), "authentication")
    one.follow(replace(ORDER_SYNC, revision=10, authentication={"type": "basic", "username": "hooks2"}), ())
    assert [change.name for change in one.overtaken_changes()] == ["authentication"]


def test_a_section_that_cannot_be_saved_is_unsaved_work_though_nothing_else_changed() -> None:
    one = work()
    one.problems = {"filters": "Condition 2 has no value."}
    shown = bar_of(one)
    assert (shown.is_dirty, shown.may_save, shown.title) == (True, False, "1 section needs attention")


def test_a_webhook_that_was_just_made_is_not_said_to_be_blank() -> None:
    made = new_draft().with_text("name", "Shop")
    assert bar_of(Work(made, made)).title == "Created"
    assert bar_of(Work(new_draft(), new_draft())).title == "Nothing typed yet"


def test_restoring_says_what_it_would_change_now_and_the_first_revision_that_it_made_the_webhook() -> None:
    first = Revision(1, NOW, "ada@company.com", ORDER_SYNC.columns())
    now = saved().with_text("name", "Renamed").with_text("description", "Later")
    rows = [(row.label, row.before, row.after) for row in past.restore_rows(now, first)]
    assert rows == [("Name", "Renamed", "Order Sync"), ("Description", "Later", "empty")]
    assert past.no_change_words(first, None) == "The webhook was created."
    second = replace(first, revision=2)
    assert past.no_change_words(second, first) == "Nothing but a secret or credentials changed."
    assert past.no_change_words(second, None) == "The save before it is not kept."


def test_the_banner_says_why_nothing_is_sent() -> None:
    ago = NOW - timedelta(minutes=12)
    paused = work(paused_at=ago, pause_reason="10 deliveries in a row were given up.")
    assert showing.banner_of(paused, NOW, 2).text == (
        "Paused 12 min ago: 10 deliveries in a row were given up. 2 deliveries wait."
    )
    assert showing.banner_of(work(), NOW, 0).text == ""
    assert showing.banner_of(work(active=False, revision=1), NOW, 0).text == "Saved, not sending yet."
    assert showing.banner_of(work(active=False), NOW, 0).action == "activate"
    held = showing.banner_of(work(breaker_opened_at=ago, probe_at=NOW), NOW, 1)
    assert (held.action, held.until) == ("resume", int(NOW.timestamp() * 1000))


def test_sections_carry_a_value_a_dot_and_a_count() -> None:
    one = work()
    one.edit(one.typed.with_text("connect_timeout", "x"), "connect_timeout")
    items = showing.nav_items(one.typed, ["order.created"], one.changes(), one.errors(one.reading()))
    values = {item.key: item.value for item in items}
    assert (values["authentication"], values["headers"], values["filters"]) == ("Basic", "2", "1 of 1")
    assert (values["delivery"], values["failures"], values["security"]) == ("6 tries", "At 10", "Signed")
    assert [item.key for item in items if item.is_changed and item.errors == "1"] == ["delivery"]


def test_the_summary_is_prose_with_the_draft_marked() -> None:
    draft = replace(saved(), event_types=("order.created", "order.cancelled"))
    said = ["".join(span.text for span in one.spans) for one in tell(draft, saved(), DeliveryProfile())]
    assert said == [
        "Sends a signed POST to api.partner.com for order.created and order.cancelled.",
        "A filter decides which order.created are sent.",
        "Tries 6 times in 14 h 36 min, then marks the delivery failed.",
        "Pauses after 10 deliveries given up in a row.",
    ]
    new = [span.text for one in tell(draft, saved(), None) for span in one.spans if span.kind == "new"]
    assert new == ["order.cancelled"]


def test_the_summary_of_a_webhook_that_cannot_send_yet_says_what_it_lacks() -> None:
    def first(draft: Draft) -> str:
        return "".join(span.text for span in tell(draft, draft, None)[0].spans)

    assert first(new_draft()) == "Sends nothing yet: give it a URL and choose its events."
    assert first(replace(saved(), event_types=())) == "Sends nothing yet: choose its events."
    inbox = replace(saved().with_text("url", "/inbox/abc"), event_types=("*",))
    assert first(inbox) == "Sends a signed POST to a test inbox for every event."
    asleep = tell(new_draft("nautical"), new_draft("nautical"), None)
    assert "".join(span.text for span in asleep[-1].spans) == "Begins once you activate it."


def test_the_plan_is_a_sentence_and_a_drawing_in_order() -> None:
    draft = saved()
    plan = plan_of(draft, NOW, BERLIN)
    assert plan.title == "Six attempts in 14 h 36 min, then it gives up."
    assert plan.second.startswith("A delivery that fails now would be tried until tomorrow, 05:08.")
    places = [point.at for point in plan.points]
    assert places == sorted(places)
    assert (places[0], plan.points[1].wait, len(places)) == (0.0, "+ 1 min", 6)
    assert all(0 < tick.at <= 1 for tick in plan.ticks)
    off = draft.with_text("retries_enabled", "")
    assert plan_of(off, NOW, BERLIN).title == "One attempt, then it gives up."
    unreadable = replace(draft, waits=("1 min", "x"))
    assert plan_of(unreadable, NOW, BERLIN).title == "The waits cannot be read."
    assert plan_of(unreadable, NOW, BERLIN).points == []
    assert plan_choices(unreadable)[0].waits == "cannot be read"
    assert [is_wait(wait) for wait in unreadable.waits] == [True, False]
    assert [one.name for one in plan_choices(draft)][:2] == ["This plan", "NAPT"]


def test_events_stand_by_category_with_their_weight() -> None:
    one = work()
    rates = {"order.created": 70.7, "customer.created": 0.3}
    view = EventsView()
    sales, customer = event_groups(one, OFFERED, rates, view)
    assert (sales.count, sales.mark, sales.is_open) == ("2 of 3", "some", True)
    assert (customer.mark, customer.is_open, customer.options) == ("none", False, [])
    assert (sales.options[0].key, sales.options[0].rate) == ("order.created", "71 / day")
    assert events_sentence(one, OFFERED, rates) == (
        "2 of 4 chosen. About 71 events a day would be sent, before filters."
    )
    view.search = "customer"
    assert [group.category for group in event_groups(one, OFFERED, rates, view)] == ["Customer"]


def test_a_pattern_covers_types_and_can_be_added_by_typing_it() -> None:
    one = work()
    view = EventsView()
    view.search = "shipment.*"
    assert view.addable(one, OFFERED) == "shipment.*"
    view.search = "order"
    assert view.addable(one, OFFERED) == ""
    view.search = "Order.*"
    [sales] = event_groups(one, OFFERED, {}, view)
    assert [option.key for option in sales.options] == ["order.created", "order.updated", "order.cancelled"]
    one.edit(replace(one.typed, event_types=("customer.*", "own.type")), "event_types")
    groups = event_groups(one, OFFERED, {}, EventsView())
    assert [option.key for option in groups[0].options] == ["customer.*", "own.type"]
    covered = {option.key: option.covered for group in groups for option in group.options}
    assert covered["customer.created"] == "customer.*"
    assert one.chosen_types(OFFERED) == ["customer.created", "own.type"]
