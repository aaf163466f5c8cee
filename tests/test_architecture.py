"""The rules of the tree that no linter knows: sizes, who may commit and write, names, and words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "webhook_dashboard"
MIGRATIONS = PACKAGE / "storage" / "migrations"
PAGES = PACKAGE / "ui"

FILE_LINES = 400
TEST_FILE_LINES = 500
FUNCTION_LINES = 60
PAGE_FUNCTION_LINES = 80
PARAMETERS = 6
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers"}
BANNED_WORDS = re.compile(
    r"\b(TODO|FIXME|XXX|simply|seamless(ly)?|powerful|robust|leverag\w+|blazing\w*|cutting-edge|utili[sz]e\w*)\b",
    re.IGNORECASE,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "_frontend" not in path.parts
    )


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def where(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def parameters(function: Function) -> int:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return sum(argument.arg not in ("self", "cls") for argument in named)


def calls(path: Path, names: set[str]) -> list[str]:
    """Where one of these methods is called: `anything.name(...)`."""
    return [
        where(path, node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    ]


@pytest.mark.parametrize(
    ("folder", "limit"),
    [("webhook_dashboard", FILE_LINES), ("scripts", FILE_LINES), ("tests", TEST_FILE_LINES)],
)
def test_files_stay_short(folder: str, limit: int):
    lines = {where(path): len(path.read_text().splitlines()) for path in sources(folder)}
    assert {place: count for place, count in lines.items() if count > limit} == {}


def test_functions_stay_short():
    too_long: dict[str, int] = {}
    for path in sources("webhook_dashboard", "scripts", "tests"):
        if path.is_relative_to(MIGRATIONS):
            continue  # a schema is a list of statements
        limit = PAGE_FUNCTION_LINES if path.is_relative_to(PAGES) else FUNCTION_LINES
        for function in functions(path):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > limit:
                too_long[f"{where(path, function)} {function.name}"] = length
    assert too_long == {}


def test_functions_take_few_parameters():
    assert [
        f"{where(path, function)} {function.name} takes {parameters(function)}"
        for path in sources("webhook_dashboard", "scripts", "tests")
        for function in functions(path)
        if parameters(function) > PARAMETERS
    ] == []


def test_only_the_database_commits():
    places = [place for path in sources("webhook_dashboard") for place in calls(path, {"commit"})]
    assert [place for place in places if not place.startswith("webhook_dashboard/storage/writer.py:")] == []


def test_the_doors_write_through_services_only():
    doors = sources("webhook_dashboard/ui", "webhook_dashboard/api")
    assert [place for path in doors for place in calls(path, {"writing", "write"})] == []


def test_no_module_has_a_name_that_says_nothing():
    assert [where(path) for path in sources("webhook_dashboard", "tests") if path.stem in EMPTY_NAMES] == []


def test_every_module_says_what_it_is_for():
    assert [
        where(path)
        for path in sources("webhook_dashboard", "scripts", "tests")
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text()))
    ] == []


def test_words_that_say_nothing_stay_out():
    texts = [*sources("webhook_dashboard", "scripts"), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    found = [
        f"{path.relative_to(ROOT)}:{number} {match[0]}"
        for path in texts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for match in BANNED_WORDS.finditer(line)
    ]
    assert found == []
