"""Where the compiled front end is, and whether it belongs to the sources beside it.

Standard library only: scripts/prepare.py reads it before anything is installed.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent

# Everything that the compiled pages depend on. Services, storage and delivery run on the server only.
SOURCES = (
    "webhook_dashboard/ui",
    "webhook_dashboard/domain",
    "webhook_dashboard/webhook_dashboard.py",
    "assets",
    "rxconfig.py",
    "reflex.lock",
    "scripts/build_frontend.py",
)
SKIPPED_DIRECTORIES = {"__pycache__", "external"}


class FrontendMissing(Exception):
    """There is no compiled front end to serve."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One compiled front end: a folder with rxconfig.py, assets/ and web/."""

    path: Path
    is_current: bool  # False: compiled from other sources than those beside it

    @property
    def web(self) -> Path:
        """The folder that Reflex calls its web directory."""
        return self.path / "web"


def checkout() -> Path | None:
    """The repository this package is run from, or None when it was installed as a wheel."""
    root = PACKAGE.parent
    return root if (root / "scripts" / "build_frontend.py").is_file() else None


def build_directory(root: Path) -> Path:
    """Where builds of the checkout at `root` are kept; WEBHOOK_DASHBOARD_BUILD_DIR moves it."""
    return Path(os.environ.get("WEBHOOK_DASHBOARD_BUILD_DIR") or root / ".build").absolute()


def fingerprint(root: Path) -> str:
    """A short name for the present content of everything the front end is compiled from."""
    digest = hashlib.sha256(_pinned_reflex(root).encode())
    for source in SOURCES:
        path = root / source
        files = [path] if path.is_file() else sorted(_files_below(path))
        for file in files:
            digest.update(str(file.relative_to(root)).encode() + b"\0")
            digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def find_bundle() -> Bundle:
    """The front end to serve: the one inside the wheel, or the newest build of this checkout.

    Raises FrontendMissing with a sentence for the user when there is none.
    """
    root = checkout()
    if root is None:
        packaged = PACKAGE / "_frontend"
        if not packaged.is_dir():
            raise FrontendMissing(f"The front end is missing from this installation: {packaged}")
        return Bundle(packaged, is_current=True)
    builds = build_directory(root) / "frontend"
    current = builds / fingerprint(root)
    if current.is_dir():
        return Bundle(current, is_current=True)
    finished = [path for path in builds.glob("*") if path.is_dir() and "." not in path.name]
    if not finished:
        raise FrontendMissing("The front end is not built yet. Start with scripts/run, which builds it.")
    return Bundle(max(finished, key=lambda path: path.stat().st_mtime), is_current=False)


def _files_below(directory: Path) -> list[Path]:
    return [
        path
        for path in directory.rglob("*")
        if path.is_file() and not SKIPPED_DIRECTORIES.intersection(path.relative_to(directory).parts)
    ]


def _pinned_reflex(root: Path) -> str:
    lines = (root / "pyproject.toml").read_text().splitlines()
    return next((line.strip() for line in lines if '"reflex==' in line), "")
