"""In what drafts differ, said in words."""

from dataclasses import replace

from tests.unit.ui.pages.webhook_editor.editor_samples import BERLIN, NOW, ORDER_SYNC, saved
from webhook_dashboard.storage.webhook_revisions import Revision
from webhook_dashboard.ui.pages.webhook_editor.changes import changes_between, preset_words, summary_line
from webhook_dashboard.ui.pages.webhook_editor.draft import new_draft, with_preset
from webhook_dashboard.ui.pages.webhook_editor.past import revision_rows


def test_nothing_differs_from_itself_however_it_is_written() -> None:
    assert changes_between(saved(), saved()) == []
    assert changes_between(saved(), saved().with_text("connect_timeout", "10")) == []


def test_changes_are_named_in_one_line() -> None:
    after = saved().with_text("url", "https://x.example").with_text("response_timeout", "20 s")
    after = replace(after, event_types=("order.created", "order.updated", "order.cancelled"))
    line = summary_line(changes_between(saved(), after))
    assert line == "URL, response timeout 30 s → 20 s, + order.cancelled"


def test_many_changes_are_counted() -> None:
    line = summary_line(changes_between(saved(), with_preset(saved(), "eudr")))
    assert line.startswith("Preset Standard → EUDR, ")
    assert line.endswith(" more")


def test_a_field_below_a_switch_has_a_name_that_is_clear_without_it() -> None:
    labels = {change.name: change.label for change in changes_between(saved(), with_preset(saved(), "eudr"))}
    assert (labels["count_unit"], labels["pause_action"]) == ("Failures counted", "After failures in a row")


def test_a_secret_value_is_never_among_the_words() -> None:
    after = replace(
        saved(),
        authentication={"type": "bearer", "token": "t0p-secret"},
        headers=(("X-Api-Key", "t0p-secret"),),
        filters={},
    )
    changes = changes_between(saved(), after)
    assert [change.name for change in changes] == ["authentication", "headers", "filters.order.created"]
    assert "t0p-secret" not in repr(changes)


def test_a_password_typed_anew_is_a_change() -> None:
    after = replace(saved(), authentication={**saved().authentication, "password": "new"})
    assert [change.summary for change in changes_between(saved(), after)] == ["authentication"]


def test_what_differs_from_the_preset_is_told_with_the_value_of_the_preset() -> None:
    assert preset_words(new_draft("napt")) == {}
    draft = replace(saved().with_text("response_timeout", "20 s").with_text("pause_after", ""), waits=("1m",))
    words = preset_words(draft)
    assert words["response_timeout"] == "30 s"
    assert words["pause_after"] == "10"
    assert words["retry_waits"] == "1 min, 5 min, 30 min, 2 h, 12 h"


def test_waits_are_compared_exactly_however_they_are_written() -> None:
    before = replace(saved(), waits=("1d 2h 3m 4s",))
    assert changes_between(before, replace(saved(), waits=("1 d 2 h 3 min 4 s",))) == []
    [change] = changes_between(before, replace(saved(), waits=("1 d 2 h 3 min 5 s",)))
    assert (change.before, change.after) == ("1 d 2 h 3 min 4 s", "1 d 2 h 3 min 5 s")
    assert changes_between(saved(), replace(saved(), waits=("soon",)))[0].after == "soon"


def test_what_to_retry_on_is_told_in_the_words_of_its_choice() -> None:
    [change] = changes_between(saved(), saved().with_text("retry_on", "any_non_success"))
    assert (change.before, change.after) == ("Smart", "Any answer but success")


def test_a_save_that_made_a_webhook_what_it_was_before_says_so() -> None:
    first = ORDER_SYNC.columns()
    snapshots = [first | {"secret_hint": "whsec_••••new"}, first | {"name": "Renamed"}, first]
    revisions = [Revision(3 - place, NOW, "ada@company.com", one) for place, one in enumerate(snapshots)]
    said = [row.what for row in revision_rows(revisions, NOW, BERLIN)]
    assert said == ["As in revision 1 again", "Name", "Created"]


def test_each_revision_says_who_saved_it_and_what_changed() -> None:
    first = ORDER_SYNC.columns()
    second = first | {"event_types": ["order.created"], "secret_hint": "whsec_••••new"}
    revisions = [
        Revision(3, NOW, "api key", second),
        Revision(2, NOW, "jonas.weber@company.com", second),
        Revision(1, NOW, "ada@company.com", first),
    ]
    rows = revision_rows(revisions, NOW, BERLIN)
    assert [row.what for row in rows] == ["Secret or credentials", "− order.updated, secret", "Created"]
    assert rows[1].who == "Jonas Weber, 14:32:07"
