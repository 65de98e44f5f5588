"""The command line: thin, and quick to start; commands import what they need when they run."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a person's own mistake ends with exit code 2 and no traceback."""
    from closeknit.cli.app import run

    sys.exit(run(sys.argv[1:]))
