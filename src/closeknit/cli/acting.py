"""Commands that act on answers: campaign, outreach, review-sales."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import console, loaded
from closeknit.errors import UnknownQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from closeknit.business import Business


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(campaign)
    app.command()(outreach)
    app.command(name="review-sales")(review_sales)


def campaign(
    name: Annotated[str | None, typer.Argument(help="A name of yours; none: list those there are.")] = None,
    after: Annotated[str, typer.Option(metavar="EVENT", help="The event, such as project.finished.")] = "",
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="A .csv, .parquet or .jsonl file.")] = None,
    left_alone: Annotated[
        float | None, typer.Option(help="Percent left alone to compare; else 20 or what it takes.")
    ] = None,
    quiet_days: Annotated[int, typer.Option(min=0, help="Nobody contacted in so many days.")] = 14,
    from_day: Annotated[int | None, typer.Option(help="First day after the event; else as found.")] = None,
    to_day: Annotated[int | None, typer.Option(help="Last day after the event; else as found.")] = None,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """List whom to act on after an event, some of them left alone by lot, so that the gain can be told.

    Example: closeknit campaign spring --after project.finished --to spring.csv
    """
    from closeknit.campaigns import Plan, make
    from closeknit.export import write_table

    out, opened = console(), loaded(folder)
    if name is None:
        _say(out, _campaigns(opened))
        return
    if not after or to is None:
        raise UnknownQuestion(
            "a campaign needs an event and a file",
            remedy=f"Such as: closeknit campaign {name} --after project.finished --to {name}.csv",
        )
    share = None if left_alone is None else left_alone / 100
    plan = Plan(name, after, share, quiet_days=quiet_days, from_day=from_day, to_day=to_day)
    made = make(opened, plan)
    _say(out, [write_table(made.table, name, to).strip()], made.notes)


def _campaigns(opened: Business) -> list[str]:
    """A line for each list there is."""
    from closeknit.campaigns import campaigns
    from closeknit.day_numbers import day_to_date

    rows = campaigns(opened)
    if not rows:
        return ["No campaign yet. Begin one: closeknit campaign spring --after EVENT --to spring.csv"]
    return [
        f"{row['decision_id']}  {day_to_date(row['day'])}  {row['campaign']}: after {row['event']}, "
        f"{row['acted']:,} to act on, {row['left']:,} left alone"
        for row in rows
    ]


def outreach(
    name: Annotated[str | None, typer.Argument(help="A name of yours; none: list those there are.")] = None,
    whom: Annotated[
        str | None,
        typer.Argument(
            help="A sentence as for find, a segment, or a question such as relations; none: the list as kept."
        ),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .csv, .vcf, .parquet or .jsonl file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON lines.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Take those off it who were not asked.")] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """List people to turn to: through whom of you, and an opening from their own words. Nothing is sent.

    Fill in the .csv and load it: what came back is kept, and nobody is asked twice a quarter. By its name
    alone a list is written as it is kept, with what came back.

    Example: closeknit outreach spring "people who asked about \\"pricing\\"" --to spring.csv
    """
    from closeknit.outreach import lists

    out, opened = console(), loaded(folder)
    if name is None:
        none = 'No list yet. Begin one: closeknit outreach spring "people who …" --to FILE'
        _say(out, lists(opened) or [none])
        return
    if drop:
        gone, stay = opened.drop_outreach(name)
        _say(out, [f"{gone:,} taken off {name}; asked already, so they stay: {stay:,}."])
        return
    if to is None and not as_json:
        raise UnknownQuestion(
            "a list needs a file",
            remedy=f'A new one: closeknit outreach "{name}" "people at customers (who are late)" --to FILE. '
            f'As it is kept: closeknit outreach "{name}" --to FILE',
        )
    _list(out, opened, name, whom, to=to, as_json=as_json)


def _list(
    out: Console, opened: Business, name: str, whom: str | None, *, to: Path | None, as_json: bool
) -> None:
    """Make a list of people to turn to, or take it as it is kept, and hand it over in a file or printed."""
    from closeknit.export.tables import as_json_lines, fitting, forms_of

    if to is not None:
        fitting(to, "outreach", forms_of("outreach"))
    made = opened.outreach(name, whom)
    if as_json:
        print(as_json_lines(made.table), end="")
    if to is not None:
        _say(out, [made.write(to)], (*made.notes, *made.how(to)))


def _say(out: Console, lines: Iterable[str], notes: Iterable[str] = ()) -> None:
    """Print lines, and notes on them indented."""
    for line in (*lines, *(f"  {note}" for note in notes)):
        out.print(line, markup=False)


def review_sales(
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the sheet here: .xlsx or .csv.")
    ] = None,
    read: Annotated[Path | None, typer.Option(metavar="FILE", help="Read the filled-in sheet.")] = None,
    most: Annotated[int, typer.Option(min=5, max=200, help="How many buyers, at most.")] = 50,
    segment: Annotated[
        str, typer.Option(help="An attribute, such as industry, in which both sides are alike.")
    ] = "",
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Ask people who were there what came before purchases: write a sheet, read it once filled in.

    Example: closeknit review-sales --to sales.xlsx
    """
    opened, out = loaded(folder), console()
    if to is not None and read is None:
        lines = opened.review_sheet(to, most=most, segment=segment)
        out.print(f"{lines:,} lines written to {to}: buyers and comparable others, mixed.", markup=False)
        return _how_to_fill_in(to)
    if read is None or to is not None:
        raise UnknownQuestion(
            "review-sales either writes a sheet or reads one",
            remedy="To write one: --to sales.xlsx. Filled in: --read sales.xlsx",
        )
    found = opened.read_review(read)
    read_in = f"{found.lines:,} lines read, {found.pairs:,} pairs to compare."
    _say(out, [read_in], (*found.problems, *found.notes))
    out.print("  What it says: closeknit ask triggers", markup=False)
    return None


def _how_to_fill_in(to: Path) -> None:
    from closeknit.reviews.sheet import HELP

    for line in HELP:
        console().print(f"  {line}", markup=False)
    console().print(f"  Then: closeknit review-sales --read {to}", markup=False)
