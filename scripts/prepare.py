"""Makes this folder ready: .venv as uv.lock says, then the compiled front end. Does nothing when both are.

    python scripts/prepare.py run|dev [--frontend]

Standard library only, for it runs on a machine that has nothing but Python. It speaks on stderr.
"""

import fcntl
import hashlib
import json
import os
import re
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.dont_write_bytecode = True

from webhook_dashboard.frontend import build_directory, fingerprint  # noqa: E402  (after the path)

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".prepared"
# dev holds everything that run does. A start never takes away what is there.
GROUPS = {"run": ["--no-default-groups", "--group", "build", "--inexact"], "dev": []}
LOG_LINES_SHOWN = 40


def main() -> None:
    """Prepare what the arguments name, saying each slow step before it is taken."""
    wanted = sys.argv[1]
    if not _is_prepared(wanted):
        with _alone():
            if not _is_prepared(wanted):
                _prepare_environment(wanted)
    if "--frontend" in sys.argv[2:]:
        prepare_frontend()


def prepare_frontend() -> Path:
    """The folder of the front end compiled from the present sources, built now if there is none yet."""
    build = build_directory(ROOT)
    target = build / "frontend" / fingerprint(ROOT)
    if not target.is_dir():
        first = not (build / "web").is_dir()
        what = (
            "Building the front end (once, and again when its sources change)"
            if first
            else "Building the front end"
        )
        build.mkdir(parents=True, exist_ok=True)
        _run(what, [str(PYTHON), str(ROOT / "scripts" / "build_frontend.py")])
    return target


def _is_prepared(wanted: str) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return PYTHON.exists() and stamp["lock"] == _lock_hash() and wanted in ("run", stamp["groups"])


def _lock_hash() -> str:
    content = (ROOT / "uv.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content).hexdigest()


def _prepare_environment(wanted: str) -> None:
    if _runs(PYTHON, "-c", "import sys") is False:
        _run("Making a Python environment in .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        if _runs(PYTHON, "-m", "pip", "--version") is False:
            _run("Adding pip to .venv", [str(PYTHON), "-m", "ensurepip"])
        _run(
            "Installing uv", [str(PYTHON), "-m", "pip", "install", "--quiet", f"uv=={_locked_version('uv')}"]
        )
    what = (
        "Installing the packages"
        if wanted == "run"
        else "Installing the packages, with those for development"
    )
    STAMP.unlink(missing_ok=True)
    # Compiled now: where PYTHONDONTWRITEBYTECODE is set, every start would do it again, for two seconds.
    _run(what, [str(uv), "sync", "--frozen", "--quiet", "--compile-bytecode", *GROUPS[wanted]])
    STAMP.write_text(json.dumps({"lock": _lock_hash(), "groups": wanted}))


def _locked_version(name: str) -> str:
    found = re.search(rf'^name = "{name}"\nversion = "([^"]+)"', (ROOT / "uv.lock").read_text(), re.MULTILINE)
    if found is None:
        sys.exit(f"uv.lock does not name {name}.")
    return found[1]


def _runs(*command: object) -> bool:
    try:
        return subprocess.run([str(part) for part in command], capture_output=True).returncode == 0
    except OSError:
        return False


def _environment() -> dict[str, str]:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONHOME"}
    }
    environment |= {
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PYTHON": str(PYTHON),
    }
    for name, value in _authorities().items():
        environment.setdefault(name, value)
    if not _is_writable(Path.home() / ".cache"):
        environment.setdefault("UV_CACHE_DIR", str(build_directory(ROOT) / "uv-cache"))
        environment.setdefault("PIP_NO_CACHE_DIR", "1")
    return environment


def _authorities() -> dict[str, str]:
    """What has uv, pip and bun trust the certificate authorities of this machine, where there are any.

    Behind a proxy that looks into connections nothing can be fetched with those that they bring along.
    """
    found = ssl.get_default_verify_paths()
    if found.cafile is not None:
        bundle = {"PIP_CERT": found.cafile, "NODE_EXTRA_CA_CERTS": found.cafile}
        return {"UV_SYSTEM_CERTS": "true", **bundle}
    in_folder = found.capath is not None and any(Path(found.capath).iterdir())
    return {"UV_SYSTEM_CERTS": "true"} if in_folder or sys.platform == "darwin" else {}


def _is_writable(directory: Path) -> bool:
    while not directory.exists():
        directory = directory.parent
    return os.access(directory, os.W_OK)


@contextmanager
def _alone() -> Iterator[None]:
    """Two starts at once must not install into one .venv."""
    build = build_directory(ROOT)
    build.mkdir(parents=True, exist_ok=True)
    with (build / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(what: str, command: list[str]) -> None:
    """Run one slow step under its sentence; its own output is shown only when it fails."""
    log = build_directory(ROOT) / "prepare.log"
    with log.open("wb") as output, _counting(what):
        done = subprocess.run(command, cwd=ROOT, env=_environment(), stdout=output, stderr=subprocess.STDOUT)
    if done.returncode:
        lines = log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        print("\n".join(["", *lines, ""]), file=sys.stderr)
        sys.exit(f"{what} failed. The lines above say why; all of them are in {log}")


@contextmanager
def _counting(what: str) -> Iterator[None]:
    """`what … 7 s`: the seconds count on a terminal, and are printed once at the end elsewhere."""
    begin = time.monotonic()
    finished = threading.Event()

    def show(end: str) -> None:
        print(f"{what} … {time.monotonic() - begin:.0f} s", end=end, file=sys.stderr, flush=True)

    def count() -> None:
        while not finished.wait(1):
            show("\r")

    if sys.stderr.isatty():
        print(f"{what} …", end="\r", file=sys.stderr, flush=True)
        counter = threading.Thread(target=count, daemon=True)
        counter.start()
    else:
        counter = None
        print(f"{what} …", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        finished.set()
        if counter:
            counter.join()
        show("\n")


if __name__ == "__main__":
    main()
