"""Commands that look after a folder: doctor, backup, restore, merge, split, role, group, ungroup, export."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import business, console, loaded, progress


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (doctor, backup, restore, merge, split, role, group, ungroup, export):
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


def backup(
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="Folder for backups, on another disk.")],
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Copy everything loaded and decided to a new folder in DEST, and try it out by restoring it.

    Example: closeknit backup /media/stick
    """
    out = console()
    with progress(out) as bars:
        made = business(folder).backup(dest, progress=bars)
    out.print(f"{made.folder} holds {made.contents()}; restoring it was tried out.", markup=False)
    out.print(f"  closeknit restore {shlex.quote(str(made.folder))} --to DIR", style="dim", markup=False)


def restore(
    source: Annotated[
        Path, typer.Argument(metavar="FROM", help="A backup; of a folder of them, the newest.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The new business folder.")],
) -> None:
    """Make a business folder from a backup; every file is checked first.

    Example: closeknit restore /media/stick --to mybusiness
    """
    from closeknit.backup import restore as restored

    out = console()
    with progress(out) as bars:
        found = restored(source, to, progress=bars)
    made = f"{found.manifest.made_at:%Y-%m-%d %H:%M}"
    out.print(f"{to} holds {found.contents()}, as they were on {made} UTC.", markup=False)
    out.print(f"  closeknit today --in {shlex.quote(str(to))}", style="dim", markup=False)


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


def role(
    person: Annotated[str, typer.Argument(help="Name, e-mail or key of somebody at a customer.")],
    role: Annotated[
        str | None,
        typer.Argument(help="champion, decision-maker, blocker, user or unknown; none: see what is known."),
    ] = None,
    stake: Annotated[
        str | None, typer.Option(help="What they have at stake, as you know it; empty: take it away.")
    ] = None,
    at: Annotated[str, typer.Option(metavar="CUSTOMER", help="At this customer; else where they work.")] = "",
    deal: Annotated[str, typer.Option(help="In this deal alone: its name or number.")] = "",
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Say which part somebody plays; your word wins over what is suggested. Can be undone for ever.

    Example: closeknit role "Ana Ruiz" champion --stake "her warehouse opens in May"
    """
    opened, out = loaded(folder), console()
    if role is not None or stake is not None:
        out.print(opened.say_role(person, role, stake=stake, at=at, deal=deal), markup=False)
        return
    answer = opened.ask("stakeholders", at=person).answer
    for finding in answer.findings:
        if finding.kind in ("person", "nobody"):
            out.print(finding.sentence, markup=False)
            out.print(f"  closeknit why {finding.id}", style="dim", markup=False)


def group(
    names: Annotated[list[str], typer.Argument(help="Purchases (p-…) or papers (a-…) of one customer.")],
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Say that purchases, or single orders and invoices, are one purchase. Can be undone for ever.

    Example: closeknit group p-0a1b2c3d p-4e5f6a7b
    """
    console().print(business(folder).group(names), markup=False)


def ungroup(
    names: Annotated[list[str], typer.Argument(help="Purchases (p-…) or papers (a-…) of one customer.")],
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Say that each order or invoice of a purchase is a purchase of its own. Can be undone for ever.

    Example: closeknit ungroup p-0a1b2c3d
    """
    console().print(business(folder).ungroup(names), markup=False)


def export(
    what: Annotated[
        str | None, typer.Argument(help="cards, fixes, ocel or a table; none: list them.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A .csv, .parquet or .jsonl file; cards also .vcf; ocel .json or .sqlite."
        ),
    ] = None,
    program: Annotated[
        str,
        typer.Option("--for", help="With fixes: hubspot, salesforce, zendesk, mailchimp, google …"),
    ] = "",
    within: Annotated[
        str, typer.Option(metavar="SEGMENT", help="Only of customers in this segment, or a sentence means.")
    ] = "",
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Write what you loaded to a file: a table, cards (the mailing list), fixes (what to mend), ocel (all).

    Example: closeknit export cards --to cards.csv
    """
    from closeknit.export import EXPORTS, write_export

    out = console()
    if what is None:
        for name, means in EXPORTS.items():
            out.print(f"{name:<20} {means}", markup=False)
        return
    print(write_export(loaded(folder), what, to, program=program, within=within), end="")
