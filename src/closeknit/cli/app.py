"""The commands, put together, and the one place where errors become words and exit codes.

0: done. 2: something a person can mend, said in a sentence. 1: our own fault, with where the details are.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from closeknit.cli import acting, asking, loading, managing, reviewing, sample, segmenting, serving, tending
from closeknit.errors import CloseknitError

EPILOG = "Start with: closeknit demo   ·   your own files: closeknit init mybusiness && cd mybusiness"

REFUSED = {
    errno.EACCES: "Check that you may read and write it.",
    errno.EPERM: "Check that you may read and write it.",
    errno.EIO: "Check the disk; closeknit doctor --deep tells whether what you loaded is whole.",
    errno.EROFS: "It lies on a disk that can only be read.",
    errno.ENOSPC: "Free some room, then run the same command again.",
    errno.EDQUOT: "Free some room, then run the same command again.",
}
"""What the system may refuse, and what a person can do about it."""

app = typer.Typer(
    name="closeknit",
    help="Know the people your business deals with, and act on it in time.",
    epilog=EPILOG,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        print(f"closeknit {version('closeknit')}")
        raise typer.Exit


@app.callback()
def start(
    asked: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """What goes before any command."""


for part in (sample, loading, asking, serving, managing, reviewing, acting, segmenting, tending):
    part.add_to(app)


PLAINLY = (
    (r"Invalid value for '(.+?)': Input should be greater than or equal to (\S+)", r"\1 must be at least \2"),
    (r"Invalid value for '(.+?)': Input should be less than or equal to (\S+)", r"\1 must be at most \2"),
    (r"Invalid value for '(.+?)': Input should be a valid integer.*", r"\1 must be a whole number"),
    (r"Invalid value for '(.+?)': Input should be a valid number.*", r"\1 must be a number"),
)
"""What the parser of options says, and how a person would."""


def _plainly(message: str) -> str:
    for said, plain in PLAINLY:
        message = re.sub(said, plain, message)
    return message


def run(words: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    try:
        outcome = app(list(words) or ["--help"], prog_name="closeknit", standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except typer.Abort:
        print("Stopped.", file=sys.stderr)
        return 130
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "closeknit"
        tells = "lists what there is" if command == "closeknit" else "tells how"
        print(f"closeknit: {_plainly(error.format_message())}\n  {command} --help {tells}.", file=sys.stderr)
        return 2
    except CloseknitError as error:
        from closeknit.reports.screen import visible

        print(f"closeknit: {visible(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output has gone (`closeknit … | head`); that is no fault of anybody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Stopped. What was loaded completely is kept; nothing else is.", file=sys.stderr)
        return 130
    except Exception as error:  # the outermost edge: nothing above us could say it better
        if isinstance(error, OSError) and error.errno in REFUSED:
            what = error.filename or "a file"
            print(f"closeknit: {what}: {error.strerror}\n  {REFUSED[error.errno]}", file=sys.stderr)
            return 2
        if os.environ.get("CLOSEKNIT_DEBUG"):
            raise
        print(f"closeknit: something went wrong inside; it is our fault. {keep_details()}", file=sys.stderr)
        return 1


def keep_details() -> str:
    """Write what went wrong to a file of its own, for a report; says where."""
    with NamedTemporaryFile("w", prefix="closeknit-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"{version('closeknit')} {sys.version}\n{traceback.format_exc()}")
    return f"Please report it with {log.name}"
