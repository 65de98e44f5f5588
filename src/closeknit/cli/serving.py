"""The commands that serve others than the terminal: pages in a browser, and assistants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import business, console


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(serve)
    app.command()(mcp)


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


def mcp(folder: Annotated[Path | None, IN] = None) -> None:
    """Let an assistant that speaks the Model Context Protocol ask, read only, over standard input and output.

    Example: closeknit mcp --in mybusiness
    """
    from closeknit.assistants import server

    with business(folder) as opened:
        server(opened).run()


def serve_folder(folder: Path | None, *, port: int | None = None) -> None:
    """Serve the business in a folder until it is stopped."""
    from closeknit.web.serving import serve as serving

    out = console()
    serving(
        business(folder).workspace, port=port, tell=lambda text: out.print(text, markup=False, soft_wrap=True)
    )
