"""Why templates cannot be used, whatever the event. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from webhook_dashboard.domain.templates import TemplateFault, TemplateSource, parse_template, read_source


def fault_of(source: TemplateSource | None) -> TemplateFault | None:
    """Why a template cannot be used; None when it can."""
    try:
        if source is not None:
            parse_template(source)
    except TemplateFault as fault:
        return fault
    return None


def first_fault(
    event_type: str,
    own: TemplateFault | None,
    others: Iterable[str],
    template_of: Callable[[str], Mapping[str, Any] | None],
) -> str:
    """The fault of the template in hand, or else of another type's."""
    if own is not None:
        return f"{event_type}: {own.sentence}"
    for other in others:
        document = None if other == event_type else template_of(other)
        fault = None if document is None else fault_of(read_source(document))
        if fault is not None:
            return f"{other}: {fault.sentence}"
    return ""
