"""The command that serves the pages: closeknit serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import business, console


def add_to(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(serve)


def serve(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Where; else the first free one from 8600 on.")
    ] = None,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Open the pages of this folder in a browser, on this machine only. Prints a link that opens them once.

    Example: closeknit serve
    """
    serve_folder(folder, port=port)


def serve_folder(folder: Path | None, *, port: int | None = None) -> None:
    """Serve the business in a folder until it is stopped."""
    from closeknit.web.serving import serve as serving

    out = console()
    serving(
        business(folder).workspace, port=port, tell=lambda text: out.print(text, markup=False, soft_wrap=True)
    )
