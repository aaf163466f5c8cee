"""The documents name what there is: every setting, job, page, script and picture."""

import re
from pathlib import Path

import pytest

from scripts.write_settings_table import with_table
from webhook_dashboard.delivery.jobs import JOBS
from webhook_dashboard.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
LINK = re.compile(r"\]\(([^)#\s]+)")
FILE_IN_CODE = re.compile(r"`((?:webhook_dashboard|scripts|tests|docs|examples)/[\w./-]+)`")


def text_of(*names: str) -> str:
    return "\n".join((ROOT / name).read_text() for name in names)


def test_the_table_of_settings_is_that_of_the_code() -> None:
    readme = text_of("README.md")
    assert readme == with_table(readme), "run scripts/settings_table"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`{ENV_PREFIX}{name.upper()}`" in text_of("README.md")


@pytest.mark.parametrize("key", [job.key for job in JOBS])
def test_every_job_is_told_to_contributors(key: str) -> None:
    assert f"`{key}`" in text_of("CONTRIBUTING.md")


@pytest.mark.parametrize(
    "script", [path.name for path in sorted((ROOT / "scripts").iterdir()) if not path.suffix]
)
def test_every_script_is_named_somewhere(script: str) -> None:
    if script.startswith("_") or (ROOT / "scripts" / script).is_dir():
        return
    assert f"scripts/{script}" in "\n".join(path.read_text() for path in DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_file_named_is_there(document: Path) -> None:
    text = document.read_text()
    links = [link for link in LINK.findall(text) if not link.startswith(("http", "mailto"))]
    missing = [link for link in links if not (document.parent / link).exists()]
    missing += [name for name in FILE_IN_CODE.findall(text) if not (ROOT / name).exists()]
    assert missing == []
