"""How long tests wait for what must happen: long, for it costs nothing where it happens soon."""

from typing import Final

PATIENCE_SECONDS: Final = 120.0
PATIENCE_MS: Final = 1_000 * PATIENCE_SECONDS
