"""The command line: thin, and quick to start; commands import what they need when they run."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; a person's own mistake ends with exit code 2 and no traceback."""
    # Fits here are small: more threads wait for each other longer than they work. Say otherwise to overrule.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from closeknit.cli.app import run

    sys.exit(run(sys.argv[1:]))
