"""Commands that look after a folder: doctor, decide, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import business, console, loaded, progress


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (doctor, merge, split, export):
        app.command()(command)


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help="Read every byte of what was loaded.")] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Check this folder and this machine; says what to mend.

    Example: closeknit doctor --deep
    """
    from closeknit.doctor import checks

    out = console()
    failed = False
    with progress(out) as bars:
        found = list(checks(business(folder), deep=deep, progress=bars))
    for check in found:
        mark = {"good": "✓", "note": "·", "bad": "✗"}[check.state]
        out.print(f"{mark} {check.text}", markup=False)
        if check.remedy:
            out.print(f"    {check.remedy}", style="dim", markup=False)
        failed |= check.state == "bad"
    if failed:
        raise typer.Exit(2)


def merge(
    one: Annotated[str, typer.Argument(help="Name, e-mail or key of one.")],
    other: Annotated[str, typer.Argument(help="Name, e-mail or key of the other.")],
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Say that two customers or persons are the same. Can be undone for ever.

    Example: closeknit merge "Brenner Logistik" "BL Group"
    """
    console().print(business(folder).decide("same", one, other), markup=False)


def split(
    one: Annotated[str, typer.Argument(help="A key of one, as `closeknit why` shows it.")],
    other: Annotated[str, typer.Argument(help="A key of the other.")],
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Say that two are not the same. Can be undone for ever.

    Example: closeknit split hubspot_company:881 hubspot_company:912
    """
    console().print(business(folder).decide("different", one, other), markup=False)


def export(
    what: Annotated[str | None, typer.Argument(help="cards, or a table; none: list them.")] = None,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="A .csv, .parquet or .jsonl file.")] = None,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Write a table of what you loaded as CSV, Parquet or JSON lines; cards is the mailing list.

    Example: closeknit export cards --to cards.csv
    """
    from closeknit.export import EXPORTS, write_export

    out = console()
    if what is None:
        for name, means in EXPORTS.items():
            out.print(f"{name:<20} {means}", markup=False)
        return
    print(write_export(loaded(folder), what, to), end="")
