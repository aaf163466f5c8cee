"""The variables of an event type with the values of the event in hand, as a tree and for completion. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from webhook_dashboard.domain.fields import FieldInfo, FieldKind
from webhook_dashboard.domain.paths import resolve
from webhook_dashboard.domain.templates import (
    SYSTEM_VARIABLES,
    TemplateContext,
    Variable,
    variables_from,
    variables_of,
)
from webhook_dashboard.ui.formatting import format_noun
from webhook_dashboard.ui.pages.webhook_editor.payload.shown import Suggestion, TreeGroup, TreeRow

WHOLE = "data"
MAX_VALUE = 60
MAX_TIP = 200
ALL_OF_IT = "all of it"
MISSING = "missing"


def variables_in(context: TemplateContext, fields: Iterable[FieldInfo]) -> tuple[Variable, ...]:
    """Every variable to offer: those known of the type (`fields`), with its values, then its own others."""
    here = {_key(one): one for one in variables_of(context.data, context.event_type)}
    known = variables_from(fields, context.event_type)
    in_lists = {one.path for one in [*known, *here.values()] if one.list_path}
    offered = [
        here.pop(_key(one), None) or _absent(one)
        for one in known
        if one.list_path or one.path not in in_lists
    ]
    found = [one for one in here.values() if one.list_path or one.path not in in_lists]
    return tuple(_with_value(one, context) for one in [*offered, *found])


def to_tree(variables: Sequence[Variable], data: object, event_type: str, query: str = "") -> list[TreeGroup]:
    """The groups of the tree. `query` keeps the rows whose name or value contains it."""
    wanted = query.strip().lower()
    groups: dict[tuple[str, str], list[TreeRow]] = {}
    only_lists = _only_lists(variables)
    for variable in variables:
        if variable.type is FieldKind.OBJECT and variable.path == variable.group != WHOLE:
            continue  # it is the group itself
        row = _row(variable, data, event_type)
        if not wanted or wanted in row.path.lower() or wanted in row.value.lower():
            group = _group(variable)
            groups.setdefault((group, variable.list_path or only_lists.get(group, "")), []).append(row)
    shared = _names_of_several(groups)
    return [
        TreeGroup(f"{name}/{place}", name, _note(place, data, event_type, named=name in shared), rows)
        for (name, place), rows in groups.items()
    ]


def to_suggestions(variables: Sequence[Variable], data: object, event_type: str) -> list[Suggestion]:
    """The same for completion, each name once."""
    found: dict[str, Suggestion] = {}
    for variable in variables:
        row = _row(variable, data, event_type)
        found.setdefault(row.path, Suggestion(row.path, row.value, row.is_missing))
    return list(found.values())


def _group(variable: Variable) -> str:
    """A list of the data stands beside the data; its rows have a group of their own."""
    return WHOLE if variable.type is FieldKind.LIST and variable.path == variable.group else variable.group


def _key(variable: Variable) -> tuple[str, str]:
    return variable.path, variable.list_path


def _absent(variable: Variable) -> Variable:
    """A variable that other events of the type have."""
    is_ours = variable.path in SYSTEM_VARIABLES or variable.path == WHOLE
    return variable if is_ours else replace(variable, example=None, is_present=False)


def _with_value(variable: Variable, context: TemplateContext) -> Variable:
    system = SYSTEM_VARIABLES.get(variable.path)
    return variable if system is None else replace(variable, example=system.read(context))


def _row(variable: Variable, data: object, event_type: str) -> TreeRow:
    value = _value(variable, data, event_type)
    label = variable.path.partition(".")[2] or variable.path
    tip = variable.description or (value if len(value) > MAX_VALUE // 4 else "")
    return TreeRow(
        path=variable.path,
        label=label,
        value=value[:MAX_VALUE],
        insert=f"{{{variable.path}}}",
        tip=tip[:MAX_TIP],
        is_missing=not variable.is_present,
    )


def _value(variable: Variable, data: object, event_type: str) -> str:
    if not variable.is_present:
        return MISSING
    example = variable.example
    if variable.type is FieldKind.OBJECT:
        return ALL_OF_IT if variable.path == WHOLE else "object"
    if variable.type is FieldKind.LIST:
        found = None if variable.list_path else resolve(data, variable.path, event_type)
        return format_noun(len(cast("list[Any]", found)), "row") if isinstance(found, list) else "list"
    if example is None:
        return "null"
    if isinstance(example, bool):
        return "true" if example else "false"
    return str(example) if example != "" else "empty"


def _note(list_path: str, data: object, event_type: str, *, named: bool) -> str:
    """How many rows a list has; its name too where several lists share the word."""
    if not list_path:
        return ""
    found = resolve(data, list_path, event_type)
    rows = format_noun(len(cast("list[Any]", found)), "row") if isinstance(found, list) else MISSING
    return f"{list_path}, {rows}" if named else rows


def _only_lists(variables: Sequence[Variable]) -> dict[str, str]:
    """The list of each group that has one: variables that no event has, such as item.total, belong to it."""
    lists = {(variable.group, variable.list_path) for variable in variables if variable.list_path}
    shared = _names_of_several(lists)
    return {name: place for name, place in lists if name not in shared}


def _names_of_several(groups: Iterable[tuple[str, str]]) -> set[str]:
    names = [name for name, place in groups if place]
    return {name for name in names if names.count(name) > 1}
