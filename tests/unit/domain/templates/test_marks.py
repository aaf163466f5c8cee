"""What one placeholder of a template writes is marked for the eye."""

import pytest

from tests.unit.domain.templates.template_samples import context
from webhook_dashboard.domain.templates import MARK_END, MARK_START, TemplateSource, parse_template
from webhook_dashboard.domain.templates.source import Format

DATA = {"order": {"total": 150.5, "items": [{"sku": "A"}, {"sku": "B"}]}}


def marked(text: str, line: int, column: int, format: Format = "json") -> str:
    """What is written, with guillemets for marks."""
    template = parse_template(TemplateSource(format, text), marked=(line, column))
    body = template.render(context(DATA)).body.decode()
    return body.replace(MARK_START, "«").replace(MARK_END, "»")


@pytest.mark.parametrize(
    ("text", "line", "column", "written"),
    [
        ('{"t": {order.total}, "u": {order.total}}', 1, 7, '{"t": «150.5», "u": 150.5}'),
        ('{"t": "no. {order.total}!"}', 1, 12, '{"t": "no. «150.5»!"}'),
        ('{\n"t": "{order.total|number:2}"}', 2, 7, '{\n"t": "«150.50»"}'),
        ('{"t": {order.none}}', 1, 7, '{"t": «null»}'),
        ('{"t": {order.total}}', 1, 8, '{"t": 150.5}'),
    ],
)
def test_the_placeholder_at_a_position_is_marked(text: str, line: int, column: int, written: str) -> None:
    assert marked(text, line, column) == written


def test_in_a_list_it_is_marked_for_every_element() -> None:
    text = '{"items": [{"s": "{item.sku}"}]}'
    assert marked(text, 1, 19) == '{"items": [{"s": "«A»"},{"s": "«B»"}]}'


def test_in_lines_and_form_fields_it_is_marked_too() -> None:
    assert marked("Total: {order.total}", 1, 8, "text") == "Total: «150.5»"
    assert marked("a=1\nt={order.total}", 2, 3, "form") == "a=1&t=%EE%80%80150.5%EE%80%81"
