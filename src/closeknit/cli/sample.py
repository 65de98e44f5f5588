"""The demo command: make the sample business, load it, say what it finds, and open the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeknit.cli.console import console, progress
from closeknit.cli.serving import serve_folder


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(demo)


def demo(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where; else closeknit-demo here.")
    ] = None,
    size: Annotated[float, typer.Option(min=0.05, help="How large the sample business is.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Another number makes another business.")] = 7,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End without opening the pages.")] = False,
) -> None:
    """Make a sample business, load it, and show what Closeknit finds. Needs no data of yours.

    Example: closeknit demo
    """
    from datetime import date

    from closeknit.demo.show import run_demo

    out, where = console(), folder or Path("closeknit-demo")
    with progress(out) as bars:
        for part in run_demo(where, end=date.today(), size=size, seed=seed, progress=bars):
            out.print(part)
    if out.is_terminal and not no_serve:
        out.print()
        serve_folder(where)
