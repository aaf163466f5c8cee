"""The rows of the builder: field, operator, value, with any-of groups, and the menu of fields.

Menus, Enter and Backspace are handled in assets/js/filter-builder.js; texts belong to the browser and are
told 300 ms after the last key, at the latest when the focus leaves.
"""

from typing import Any

import reflex as rx

from webhook_dashboard.ui.components.buttons import button, icon_button
from webhook_dashboard.ui.components.form_fields import select
from webhook_dashboard.ui.icons import icon
from webhook_dashboard.ui.pages.webhook_editor.filters.lines import QUANTIFIERS, TOP
from webhook_dashboard.ui.pages.webhook_editor.filters.state import FiltersState
from webhook_dashboard.ui.pages.webhook_editor.filters.views import GLYPHS, FieldView, LineView
from webhook_dashboard.ui.session import SessionState

TYPING_MS = 300
FIELD_LIST = "field-list"
LOCKED = ~SessionState.may_configure
WHY_LOCKED = rx.cond(SessionState.may_configure, "", "This needs the role admin.")

Row = rx.Var[LineView]


def rows() -> rx.Component:
    """All rows, and below them the buttons that add one."""
    return rx.el.div(
        rx.el.div(rx.foreach(FiltersState.lines, _item), class_name="fb-rows"),
        rx.el.div(
            _add("Condition", FiltersState.add_line(TOP), icon_name="plus", key_hint="Enter", adds=TOP),
            _add("Any-of group", FiltersState.add_group, icon_name="brackets"),
            rx.el.p(
                rx.cond(
                    FiltersState.last.name != "",
                    rx.fragment(
                        FiltersState.last.words,
                        rx.el.span(FiltersState.last.name),
                        " = ",
                        rx.el.span(FiltersState.last.value, class_name="mono"),
                    ),
                ),
                class_name="meta fb-last ellipsis",
            ),
            class_name="fb-adds",
        ),
        class_name="fb-view",
    )


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


def _item(line: Row) -> rx.Component:
    """A row; the first of a group with the head of the group above it."""
    return rx.el.div(
        rx.cond(line.heads, _group_head(line)),
        rx.el.div(
            rx.el.span(line.joint, class_name="fb-joint"),
            _field(line),
            _operator(line),
            _value(line),
            icon_button(
                "trash-2",
                rx.Var.create("Delete ") + line.name.to(str).lower(),
                disabled=LOCKED,
                on_click=FiltersState.remove_line(line.id),
                custom_attrs={"data-removes": "true"},
            ),
            class_name="fb-row",
            role="group",
            aria_label=line.name,
        ),
        rx.cond(line.error != "", _note(line, line.error, "hint is-bad fb-note", role="alert")),
        rx.cond(line.hint != "", _note(line, line.hint, "hint fb-note is-missing")),
        class_name=rx.cond(
            line.group == TOP,
            "fb-item",
            rx.cond(
                line.heads,
                rx.cond(line.ends, "fb-item is-in is-first is-last", "fb-item is-in is-first"),
                rx.cond(line.ends, "fb-item is-in is-last", "fb-item is-in"),
            ),
        ),
        custom_attrs={"data-line": "true", "data-group": line.group.to_string()},
        key=line.key,
    )


def _group_head(line: Row) -> rx.Component:
    return rx.el.div(
        rx.el.span(line.group_joint, class_name="fb-joint"),
        rx.el.span("any of these", class_name="strong"),
        _add(
            "Condition",
            FiltersState.add_line(line.group),
            icon_name="plus",
            kind="ghost",
            adds=line.group,
            aria_label="Add a condition to this group",
        ),
        class_name="fb-group-head",
    )


def _add(label: str, on_click: Any, *, adds: Any = None, **props: Any) -> rx.Component:
    attributes = (
        {} if adds is None else {"data-adds": adds.to_string() if isinstance(adds, rx.Var) else str(adds)}
    )
    return button(
        label,
        small=True,
        on_click=on_click,
        disabled=LOCKED,
        tip=WHY_LOCKED,
        custom_attrs=attributes,
        **props,
    )


def _note(line: Row, text: Any, class_name: str, **props: Any) -> rx.Component:
    return rx.el.div(icon("circle-alert", 12), text, class_name=class_name, id=_id("note", line), **props)


def _field(line: Row) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _glyph(line.glyph),
            _combobox(
                line,
                "field",
                value=line.field,
                menu=FIELD_LIST,
                label="Field",
                on_blur=lambda text: FiltersState.set_field(line.id, text),
                auto_focus=line.takes_focus,
                placeholder="Choose a field",
            ),
            icon("chevron-down", 14, class_name="fb-chevron"),
            class_name="fb-field",
        ),
        rx.cond(
            line.in_list,
            select(
                _id("quantifier", line),
                QUANTIFIERS,
                line.quantifier,
                lambda key: FiltersState.set_quantifier(line.id, key),
                label="How many elements",
                small=True,
                disabled=LOCKED,
            ),
        ),
        class_name="fb-cell",
    )


def _operator(line: Row) -> rx.Component:
    return rx.el.div(
        select(
            _id("operator", line),
            line.operators,
            line.operator,
            lambda key: FiltersState.set_operator(line.id, key),
            label="Operator",
            disabled=LOCKED,
        ),
        class_name="fb-cell",
        custom_attrs={"data-operator": "true"},
    )


def _value(line: Row) -> rx.Component:
    def first(label: str, **props: Any) -> rx.Component:
        return _typed(line, "value", line.text, FiltersState.set_value, label=label, **props)

    return _matched(
        line.shape,
        ("none", rx.el.span(class_name="fb-cell")),
        (
            "two",
            rx.el.div(
                first("From", key="low"),
                rx.el.span("and", class_name="quiet"),
                _typed(line, "second", line.second, FiltersState.set_second, label="To", key="high"),
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


def _typed(line: Row, part: str, value: Any, on_type: Any, *, label: str, **props: Any) -> rx.Component:
    return _combobox(
        line,
        part,
        value=value,
        menu=_id("values", line),
        label=label,
        on_change=lambda text: on_type(line.id, text).debounce(TYPING_MS),
        on_blur=lambda text: on_type(line.id, text),
        **props,
    )


def _combobox(line: Row, part: str, *, value: Any, menu: Any, label: str, **props: Any) -> rx.Component:
    """A field with a menu below it that is shown and searched in the browser."""
    menus = {} if part == "second" else {"role": "combobox", "aria_controls": menu, "aria_expanded": "false"}
    return rx.el.input(
        id=_id(part, line),
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
            id=_id("values", line),
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


def _id(part: str, line: Row) -> Any:
    return rx.Var.create(f"filter-{part}-") + line.id.to_string()
