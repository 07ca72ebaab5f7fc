"""What the processes that the server starts inherit: everything but its secrets."""

import os
import sys
from pathlib import Path

# Variables under this name hold tokens and logins, which no query and no dump needs.
SECRETS = "DIPLOGRAPH_"
ROOT = Path(__file__).resolve().parent.parent


def environment() -> dict[str, str]:
    """Return the variables for a process of our packages: no secrets, and this Python's path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
    path = os.pathsep.join(part for part in (str(ROOT), *sys.path) if part)
    return {**kept, "PYTHONPATH": path}
