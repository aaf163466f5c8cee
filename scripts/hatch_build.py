"""Puts the compiled front end into the wheel, so that installing it needs neither Node nor bun."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface[Any]):
    """Adds the build of the present sources; an editable install takes it from .build/ itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raises RuntimeError when the front end has not been built."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from webhook_dashboard.frontend import build_directory, fingerprint

        bundle = build_directory(root) / "frontend" / fingerprint(root)
        if not bundle.is_dir():
            raise RuntimeError(
                "The front end is not built. Use scripts/build, which builds it and then the wheel."
            )
        build_data["force_include"][str(bundle)] = "webhook_dashboard/_frontend"
