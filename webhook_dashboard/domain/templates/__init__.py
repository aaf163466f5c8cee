r"""Payload templates: text with variables such as `{order.total}` becomes the payload of an event.

`{path}` stands for a value of the event's data (see domain/paths.py), `{webhook.…}` and `{event.…}` for
what every delivery has, `{data}` for the data as a whole. Inside a JSON string the value is inserted as an
escaped fragment, outside it as a JSON literal, in lines as text. Formatters follow a bar:
`{customer.name|upper|default:nobody}`. `\{word}` is a literal `{word}`; a brace that no letter follows is
always literal.

A JSON list whose only element uses `{item.…}` is repeated for each element of the event's list, in lines
the lines that do. Which list that is says `find_list`; `[{line in order.lines} {"sku": "{line.sku}"}]` names
it, and the element. `{item.index}` counts from 0.

What is missing is left empty (null as a JSON value) with a warning, or refused in strict mode. A template
holds no code: it is read once into a list of pieces, and every rendering is bounded (source.py).
"""

from webhook_dashboard.domain.templates.compiling import MARK_END, MARK_START
from webhook_dashboard.domain.templates.context import SYSTEM_VARIABLES, TemplateContext, read_data
from webhook_dashboard.domain.templates.faults import TemplateFault
from webhook_dashboard.domain.templates.formatters import FORMATTERS
from webhook_dashboard.domain.templates.ready import (
    ENVELOPES,
    READY_TEMPLATES,
    Envelope,
    ReadyTemplate,
    default_template,
)
from webhook_dashboard.domain.templates.source import FORMATS, TemplateSource, read_source
from webhook_dashboard.domain.templates.template import Rendered, Template, parse_template
from webhook_dashboard.domain.templates.variables import Variable, variables_from, variables_of

__all__ = [
    "ENVELOPES",
    "FORMATS",
    "FORMATTERS",
    "MARK_END",
    "MARK_START",
    "READY_TEMPLATES",
    "SYSTEM_VARIABLES",
    "Envelope",
    "ReadyTemplate",
    "Rendered",
    "Template",
    "TemplateContext",
    "TemplateFault",
    "TemplateSource",
    "Variable",
    "default_template",
    "parse_template",
    "read_data",
    "read_source",
    "variables_from",
    "variables_of",
]
