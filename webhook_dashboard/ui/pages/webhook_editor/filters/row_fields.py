"""The fields of a row of the builder: field, operator and value, and the menus below them.

Menus are shown and searched in assets/js/filter-builder.js; texts belong to the browser and are told 300 ms
after the last key, at the latest when the focus leaves.
"""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.form_fields import select
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import QUANTIFIERS
from webhook_dashboard.ui.pages.webhook_editor.filters.row_state import RowState
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.pages.webhook_editor.filters.views import GLYPHS, FieldView, LineView
from webhook_dashboard.ui.session import SessionState

TYPING_MS = 300
FIELD_LIST = "field-list"
LOCKED = ~SessionState.may_configure
VERSION = FiltersState.json_version

Row = rx.Var[LineView]


def field_list() -> rx.Component:
    """The menu of fields with their last values; one for all rows, placed below the field that is open."""
    return rx.el.div(
        rx.el.div(
            rx.foreach(FiltersState.fields, _field_option),
            id=FIELD_LIST,
            role="listbox",
            aria_label="Fields seen so far",
            class_name="fb-options",
        ),
        rx.el.p(
            "No such field was seen yet. Press Tab to use it as typed.",
            class_name="meta fb-menu-note",
            hidden=True,
            custom_attrs={"data-none": "true"},
        ),
        class_name="fb-menu",
        hidden=True,
        custom_attrs={"data-menu": "true"},
    )


def field_cell(line: Row) -> rx.Component:
    """The field of the event, and of a list how many of its elements must pass."""
    return rx.el.div(
        rx.el.div(
            _glyph(line.glyph),
            _combobox(
                line,
                "field",
                value=line.field,
                menu=FIELD_LIST,
                label="Field",
                on_blur=lambda text: RowState.set_field(line.id, text, VERSION),
                begins=line.takes_focus,
                placeholder="Choose a field",
            ),
            icon("chevron-down", 14, class_name="fb-chevron"),
            class_name="fb-field",
        ),
        rx.cond(
            line.in_list,
            select(
                id_of("quantifier", line),
                QUANTIFIERS,
                line.quantifier,
                lambda key: RowState.set_quantifier(line.id, key, VERSION),
                label="How many elements",
                small=True,
                disabled=LOCKED,
            ),
        ),
        class_name="fb-cell",
    )


def operator_cell(line: Row) -> rx.Component:
    """The operators that fit the field."""
    return rx.el.div(
        select(
            id_of("operator", line),
            line.operators,
            line.operator,
            lambda key: RowState.set_operator(line.id, key, VERSION),
            label="Operator",
            disabled=LOCKED,
        ),
        class_name="fb-cell",
        custom_attrs={"data-operator": "true"},
    )


def value_cell(line: Row) -> rx.Component:
    """One value, two, several or none, as the operator takes them."""

    def first(label: str, **props: Any) -> rx.Component:
        return _typed(line, "value", line.text, RowState.set_value, label=label, **props)

    return _matched(
        line.shape,
        ("none", rx.el.span(class_name="fb-cell")),
        (
            "two",
            rx.el.div(
                first("From", key="low"),
                rx.el.span("and", class_name="quiet"),
                _typed(line, "second", line.second, RowState.set_second, label="To", key="high"),
                class_name="fb-cell fb-two",
            ),
        ),
        (
            "many",
            rx.el.div(
                first("Values, parted by commas", placeholder="One, Two", key="many"),
                _values(line),
                class_name="fb-cell",
            ),
        ),
        rx.el.div(first("Value", key="one", placeholder=" "), _values(line), class_name="fb-cell"),
    )


def _field_option(one: rx.Var[FieldView]) -> rx.Component:
    return rx.el.div(
        _glyph(one.glyph),
        rx.el.span(one.path, class_name="strong ellipsis"),
        rx.el.span(one.value, class_name="meta ellipsis"),
        rx.cond(one.is_sample, rx.el.span("sample", class_name="tag")),
        role="option",
        aria_selected="false",
        class_name="fb-option",
        custom_attrs={"data-value": one.path},
        key=one.path,
    )


def _typed(line: Row, part: str, value: Any, on_type: Any, *, label: str, **props: Any) -> rx.Component:
    def take(text: rx.Var[str]) -> Any:
        return on_type(line.id, text, VERSION)

    return _combobox(
        line,
        part,
        value=value,
        menu=id_of("values", line),
        label=label,
        on_change=lambda text: take(text).debounce(TYPING_MS),
        on_blur=take,
        **props,
    )


def _combobox(line: Row, part: str, *, value: Any, menu: Any, label: str, **props: Any) -> rx.Component:
    """A field with a menu below it that is shown and searched in the browser."""
    begins = {"data-begins": rx.cond(props.pop("begins"), "true", "false")} if "begins" in props else {}
    menus = {} if part == "second" else {"role": "combobox", "aria_controls": menu, "aria_expanded": "false"}
    return rx.el.input(
        id=id_of(part, line),
        class_name="input",
        type="text",
        default_value=value,
        auto_complete="off",
        spell_check=False,
        disabled=LOCKED,
        aria_label=label,
        aria_invalid=rx.cond(line.error != "", "true", "false"),
        on_focus=FiltersState.look_at(line.id),
        custom_attrs={
            "data-part": part,
            "data-many": rx.cond(line.shape == "many", "true", "false"),
            "aria-autocomplete": "list",
        }
        | begins
        if menus
        else {"data-part": part},
        **menus,
        **props,
    )


def _values(line: Row) -> rx.Component:
    """The menu of values that the field had; empty for most numbers and times."""
    return rx.el.div(
        rx.el.div(
            rx.foreach(
                line.known,
                lambda value: rx.el.div(
                    rx.el.span(value, class_name="ellipsis"),
                    role="option",
                    aria_selected="false",
                    class_name="fb-option",
                    custom_attrs={"data-value": value},
                ),
            ),
            id=id_of("values", line),
            role="listbox",
            aria_label="Values seen so far",
            class_name="fb-options",
        ),
        class_name="fb-menu",
        hidden=True,
        custom_attrs={"data-menu": "true"},
    )


def _glyph(name: Any) -> rx.Component:
    cases = [(glyph, icon(glyph, 14)) for glyph in dict.fromkeys(GLYPHS.values())]
    return _matched(name, *cases, icon("circle-dashed", 14))


def _matched(value: Any, *cases: Any) -> rx.Component:
    """One of several components, and the last of them for every other value."""
    return rx.fragment(rx.match(value, *cases))


def id_of(part: str, line: Row) -> Any:
    """The id of a part of a row."""
    return rx.Var.create(f"filter-{part}-") + line.id.to_string()
