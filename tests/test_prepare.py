"""What scripts/prepare.py tells the programs that fetch packages."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

SCRIPTS: Final = Path(__file__).resolve().parent.parent / "scripts"
SHOW: Final = "import json, prepare; print(json.dumps(prepare._environment()))"
NAMES: Final = ("UV_SYSTEM_CERTS", "PIP_CERT", "NODE_EXTRA_CA_CERTS")


def told(**given: str) -> dict[str, str]:
    """Return what is said about certificate authorities where these variables are set."""
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    shown = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=SCRIPTS, env=clean | given, capture_output=True, check=True
    )
    environment = json.loads(shown.stdout)
    return {name: environment[name] for name in NAMES if name in environment}


def test_the_authorities_of_the_machine_are_trusted_so_that_proxies_may_look_into_connections(
    tmp_path: Path,
) -> None:
    bundle = tmp_path / "authorities.pem"
    bundle.touch()
    everywhere = dict.fromkeys(("PIP_CERT", "NODE_EXTRA_CA_CERTS"), str(bundle))
    assert told(SSL_CERT_FILE=str(bundle)) == {"UV_SYSTEM_CERTS": "true", **everywhere}


def test_what_somebody_has_set_stays(tmp_path: Path) -> None:
    bundle = tmp_path / "authorities.pem"
    bundle.touch()
    own = {"UV_SYSTEM_CERTS": "false", "PIP_CERT": "/pip.pem", "NODE_EXTRA_CA_CERTS": "/node.pem"}
    assert told(SSL_CERT_FILE=str(bundle), **own) == own


def test_where_the_machine_has_none_those_that_come_along_are_used(tmp_path: Path) -> None:
    nowhere = {"SSL_CERT_FILE": str(tmp_path / "none.pem"), "SSL_CERT_DIR": str(tmp_path)}
    assert told(**nowhere) == ({"UV_SYSTEM_CERTS": "true"} if sys.platform == "darwin" else {})
    (tmp_path / "authority.pem").touch()
    assert told(**nowhere) == {"UV_SYSTEM_CERTS": "true"}
