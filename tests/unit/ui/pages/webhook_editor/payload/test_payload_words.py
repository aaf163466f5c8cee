"""The status line, and the line over the last events."""

from datetime import UTC, datetime

import pytest

from webhook_dashboard.domain.templates import Rendered, TemplateFault
from webhook_dashboard.services.templates import AffectedEvent, MissingVariable, Sizes, TemplateCheck
from webhook_dashboard.ui.pages.webhook_editor.payload import words

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
EVENT = AffectedEvent("evt_1", "SO-1", NOW, "Line 1, column 2: too large.")
FAULT = TemplateFault("template", "a comma is missing.", 14, 9)


def check(total: int = 0, **fields: object) -> TemplateCheck:
    values: dict[str, object] = {
        "rendered": total,
        "invalid": 0,
        "faulty": (),
        "missing": (),
        "sizes": None,
        "is_cut": False,
        "duration_ms": 1.0,
    }
    return TemplateCheck("order.created", total, **(values | fields))  # type: ignore[arg-type]


def test_a_mistake_is_told_with_line_and_column():
    line = words.fault_line(FAULT)
    assert (line.tone, line.text) == ("bad", "Line 14, column 9: a comma is missing.")
    (problem,) = words.to_problems(FAULT, None)
    assert (problem.line, problem.column, problem.severity) == (14, 9, "error")
    assert problem.message == "A comma is missing."


def test_warnings_are_counted_and_the_first_is_told():
    rendered = Rendered(b"", "", ("Line 3: customer.phone is missing.", "Line 4: x is missing."))
    line = words.rendered_line(rendered)
    assert (line.tone, line.head, line.text) == ("warn", "2 warnings", "Line 3: customer.phone is missing.")
    assert line.whole.endswith("Line 4: x is missing.")
    assert [(one.line, one.column, one.name) for one in words.to_problems(None, rendered)] == [
        (3, 0, "customer.phone"),
        (4, 0, "x"),
    ]


def test_no_warning_is_told_too():
    assert words.rendered_line(Rendered(b"", "")).head == "No warnings"
    assert words.to_problems(None, None) == []


def test_the_last_events_are_summed_up():
    view = words.check_view(
        check(
            1_000,
            missing=tuple(MissingVariable(name, 14, (EVENT,)) for name in ("customer.phone", "b", "c")),
            sizes=Sizes(614, 1_000, 2_458),
        )
    )
    assert view.title == "Over the last 1,000 order.created:"
    assert (view.rendered, view.invalid, view.has_invalid) == ("1,000 rendered", "0 invalid", False)
    assert [one.words for one in view.lacking] == ["14 without customer.phone", "14 without b"]
    assert (view.more, view.sizes) == ("and 1 other variable", "0.6 to 2.4\u202fKB")
    assert (view.show, view.show_name) == ("Show the 14", "customer.phone")


def test_invalid_events_are_shown_first():
    view = words.check_view(check(3, rendered=2, invalid=1, faulty=(EVENT,), is_cut=True))
    assert (view.show, view.show_name, view.has_invalid) == ("Show it", words.INVALID, True)


def test_without_events_there_is_nothing_to_count():
    view = words.check_view(check())
    assert view.title == "No order.created was published yet: nothing to try the template on."
    assert view.rendered == ""


@pytest.mark.parametrize(
    ("smallest", "largest", "told"),
    [
        (12, 12, "12 bytes"),
        (12, 1_000, "12 to 1,000 bytes"),
        (2_048, 4_096, "2.0 to 4.0\u202fKB"),
        (2_048, 2 * 1_048_576, "2.0\u202fKB to 2.0\u202fMB"),
    ],
)
def test_sizes_share_their_unit(smallest: int, largest: int, told: str):
    assert words.check_view(check(2, sizes=Sizes(smallest, smallest, largest))).sizes == told


def test_the_affected_events_are_listed_under_a_sentence():
    found = check(3, invalid=2, faulty=(EVENT,), missing=(MissingVariable("a", 1, (EVENT,)),))
    assert words.affected_title(found, words.INVALID) == "2 events cannot be rendered."
    assert words.affected_title(found, "a") == "1 event without a."
    assert words.affected_events(found, words.INVALID) == (EVENT,)
    assert words.affected_events(found, "unknown") == ()
    (row,) = words.to_affected(words.affected_events(found, "a"), NOW, UTC)
    assert (row.entity, row.when, row.sentence) == ("SO-1", "13:32:00", EVENT.sentence)
