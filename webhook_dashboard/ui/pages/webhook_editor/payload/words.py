"""The status line below the template, and what became of the last events, in words. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from webhook_dashboard.domain.templates import Rendered, TemplateFault
from webhook_dashboard.services.templates import AffectedEvent, Sizes, TemplateCheck
from webhook_dashboard.ui.formatting import KIBIBYTE, format_bytes, format_moment, format_noun
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import (
    AffectedRow,
    CheckView,
    Lacking,
    Problem,
    StatusLine,
)

MAX_LACKING = 2
INVALID = ""
"""Stands for the events that cannot be rendered, where otherwise the name of a variable stands."""
_LINE = re.compile(r"Line (\d+): (\S+)")


def fault_line(fault: TemplateFault) -> StatusLine:
    """The template itself cannot be used: Save waits."""
    return StatusLine("bad", "1 error", fault.sentence, fault.sentence)


def refused_line(fault: TemplateFault) -> StatusLine:
    """The template is sound, but this event cannot be written with it."""
    return StatusLine("bad", "Fails for this event", fault.sentence, fault.sentence)


def rendered_line(rendered: Rendered) -> StatusLine:
    """What is missing in the event in hand; nothing to say is said too."""
    warnings = rendered.warnings
    if not warnings:
        return StatusLine("", "No warnings", "")
    return StatusLine("warn", format_noun(len(warnings), "warning"), warnings[0], " ".join(warnings))


def to_problems(fault: TemplateFault | None, rendered: Rendered | None) -> list[Problem]:
    """What to underline."""
    if fault is not None:
        return [Problem(fault.line, fault.column, "", _sentence(fault.reason), "error")]
    if rendered is None:
        return []
    found = ((_LINE.match(words), words) for words in rendered.warnings)
    return [Problem(int(match[1]), 0, match[2], words, "warning") for match, words in found if match]


def check_view(check: TemplateCheck) -> CheckView:
    """The line over the last events of the type."""
    if not check.total:
        return CheckView(title=f"No {check.event_type} was published yet: nothing to try the template on.")
    which = f"{check.total:,}" if check.total > 1 else ""
    lacking = [
        Lacking(one.name, f"{one.count:,} without {one.name}", _show_words(one.count))
        for one in check.missing[:MAX_LACKING]
    ]
    more = len(check.missing) - len(lacking)
    show, name = "", INVALID
    if check.invalid:
        show = _show_words(check.invalid)
    elif lacking:
        show, name = lacking[0].show, lacking[0].name
    return CheckView(
        title=" ".join(filter(None, ("Over the last", which, f"{check.event_type}:"))),
        rendered=f"{check.rendered:,} rendered",
        invalid=f"{check.invalid:,} invalid",
        has_invalid=check.invalid > 0,
        lacking=lacking,
        more=f"and {format_noun(more, 'other variable')}" if more > 0 else "",
        sizes=_sizes_words(check.sizes) + (", more were not tried: time was up" if check.is_cut else ""),
        show=show,
        show_name=name,
    )


def affected_title(check: TemplateCheck, name: str) -> str:
    """The sentence over the list of events."""
    if name == INVALID:
        return f"{format_noun(check.invalid, 'event')} cannot be rendered."
    count = next((one.count for one in check.missing if one.name == name), 0)
    return f"{format_noun(count, 'event')} without {name}."


def affected_events(check: TemplateCheck, name: str) -> Sequence[AffectedEvent]:
    """The newest events that cannot be rendered (INVALID), or that lack a variable."""
    if name == INVALID:
        return check.faulty
    return next((one.events for one in check.missing if one.name == name), ())


def to_affected(events: Sequence[AffectedEvent], now: datetime, zone: tzinfo) -> list[AffectedRow]:
    """The rows of that list."""
    return [
        AffectedRow(one.id, one.entity, format_moment(one.happened_at, now, zone), one.sentence)
        for one in events
    ]


def _show_words(count: int) -> str:
    return "Show it" if count == 1 else f"Show the {count:,}"


def _sizes_words(sizes: Sizes | None) -> str:
    if sizes is None:
        return ""
    if sizes.smallest == sizes.largest:
        return format_bytes(sizes.largest)
    if sizes.largest < KIBIBYTE:
        return f"{sizes.smallest:,} to {format_bytes(sizes.largest)}"
    if sizes.largest < KIBIBYTE * KIBIBYTE:
        return f"{sizes.smallest / KIBIBYTE:.1f} to {format_bytes(sizes.largest)}"
    return f"{format_bytes(sizes.smallest)} to {format_bytes(sizes.largest)}"


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]
