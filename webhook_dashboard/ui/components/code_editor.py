"""A code editor: CodeMirror 6 with the product's look; assets/js/code-editor/ is the other half.

The text belongs to the browser. What is typed arrives 300 ms after the last key, at the latest when the focus
leaves; a text from here replaces it only together with another `version`.
"""

from typing import Any

import reflex as rx

_PACKAGES = [
    "@codemirror/autocomplete@6.20.4",
    "@codemirror/commands@6.11.1",
    "@codemirror/lang-json@6.0.2",
    "@codemirror/language@6.13.1",
    "@codemirror/lint@6.9.8",
    "@codemirror/state@6.7.6",
    "@codemirror/view@6.43.15",
    "@lezer/highlight@1.2.5",
]


class CodeEditor(rx.NoSSRComponent):
    """The React component. It is loaded with the first page that shows an editor, from this server."""

    library = "$/public/js/code-editor/editor.js"
    tag = "CodeEditor"
    lib_dependencies: list[str] = _PACKAGES

    editor_id: rx.Var[str]
    label: rx.Var[str]
    described_by: rx.Var[str]
    text: rx.Var[str]
    version: rx.Var[int]
    language: rx.Var[str]
    read_only: rx.Var[bool]
    document: rx.Var[str]
    problems: rx.Var[list[Any]]
    variables: rx.Var[list[Any]]
    formatters: rx.Var[list[Any]]
    results: rx.Var[dict[str, Any]]

    on_edit: rx.EventHandler[lambda text, version: [text, version]]
    on_ask: rx.EventHandler[lambda expression: [expression]]
    on_place: rx.EventHandler[lambda line, column: [line, column]]


def code_editor(
    editor_id: str,
    text: rx.Var[str] | str,
    version: rx.Var[int] | int,
    *,
    label: str,
    on_edit: Any,
    **props: Any,
) -> rx.Component:
    """An editor that fills its parent. `on_edit` takes the text and the version on top of which it was typed.

    `language` is "json" (the default), "json-template" or "text-template". `document` names what the text is
    of: the text of another document begins with a history of its own. `problems` are rows with line, column,
    name, message and severity ("error" or "warning"); without a column the variable `name` on that line is
    underlined. Completion offers `variables` (path, value, is_missing) and `formatters` (name, example,
    description); `on_ask` is told the expression before a bar, and `results` answers with `expression` and
    `values` by formatter. `on_place` is told line and column of the placeholder that the cursor is in, zeros
    where it is in none. `described_by` is the id of a hint. An element with `data-insert="{order.total}"`
    and `data-into=<editor_id>` inserts its text at the cursor when it is clicked; the text of the element
    with `data-cursor-of=<editor_id>` is the position of the cursor.
    """
    return CodeEditor.create(
        editor_id=editor_id,
        text=text,
        version=version,
        label=label,
        on_edit=on_edit,
        **{"language": "json"} | props,
    )
