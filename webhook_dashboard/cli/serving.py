"""`serve` and `demo`: the whole program, until told to stop."""

import argparse
import os

from webhook_dashboard.cli.terminal import ENVIRONMENT_PREFIX, fail, read_settings_or_stop, say


def serve(_: argparse.Namespace) -> int:
    """Serve the dashboard, the API and the inbox until told to stop."""
    from webhook_dashboard import frontend, server

    settings = read_settings_or_stop()
    uses_sqlite = settings.resolved_database_url.startswith("sqlite")
    try:
        bundle = frontend.find_bundle()
        bound = server.listen(settings.host, settings.port)
        # Kept open to the end: the lock goes with it.
        lock = server.claim(settings.data_dir.absolute()) if uses_sqlite else None
    except (server.CannotStart, frontend.FrontendMissing) as problem:
        return fail(str(problem))
    if not bundle.is_current:
        say("The front end was built from other sources than these. scripts/run brings it up to date.")
    # What the root module reads: the port that was really taken, and a path that holds in every folder.
    os.environ[f"{ENVIRONMENT_PREFIX}PORT"] = str(bound.getsockname()[1])
    os.environ[f"{ENVIRONMENT_PREFIX}DATA_DIR"] = str(settings.data_dir.absolute())

    root, application = server.load_root(bundle)

    def announce() -> None:
        print(f"ready  {server.address_of(bound)}", flush=True)
        for line in root.notices():
            print(line, flush=True)

    started = server.run(application, bound, announce, root.drain, root.front.shortcut)
    if lock is not None:
        lock.close()
    return 0 if started else 1


def demo(options: argparse.Namespace) -> int:
    """Serve a separate folder (./demo-data) that each start fills anew with examples."""
    from webhook_dashboard.demo.demonstration import holds_installation

    os.environ.setdefault(f"{ENVIRONMENT_PREFIX}DATA_DIR", "demo-data")
    os.environ[f"{ENVIRONMENT_PREFIX}DEMO"] = "true"
    settings = read_settings_or_stop()
    if settings.database_url:
        return fail("The demo keeps its data in SQLite. Start it without --database-url.")
    if holds_installation(settings.data_dir):
        return fail(f"{settings.data_dir} holds a real installation. Choose another folder with --data-dir.")
    say(f"Filling {settings.data_dir} with 30 days of examples …")
    return serve(options)
