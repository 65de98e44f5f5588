"""Commands that answer: ask, find, today, show, introduce, why."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeknit.cli.console import console, loaded, progress
from closeknit.errors import UnknownQuestion

if TYPE_CHECKING:
    from rich.console import Console

    from closeknit.answers import Answer, Scalar

IN = typer.Option("--in", metavar="DIR", help="The business folder; else the one here or above.")
AS_OF = typer.Option("--as-of", metavar="DAY", help="Answer as of this day, such as 2026-06-30.")
JSON = typer.Option("--json", help="Print the answer as JSON (docs/reference/answer-json.md).")
CSV = typer.Option("--csv", help="Print a table of the answer as CSV.")
TABLE = typer.Option("--table", help="Which table --csv prints; else the first.")
HTML = typer.Option("--html", metavar="FILE", help="Write a report to mail.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    passing = {"ignore_unknown_options": True, "allow_extra_args": True}
    app.command(context_settings=passing)(ask)
    app.command()(find)
    app.command()(today)
    app.command()(show)
    app.command()(introduce)
    app.command()(purchases)
    app.command()(why)


def ask(
    context: typer.Context,
    question: Annotated[
        str | None,
        typer.Argument(
            help="advocates, clients, hygiene, profit, relations, service, stakeholders, topics or triggers; "
            "none: list them."
        ),
    ] = None,
    within: Annotated[
        str, typer.Option(metavar="SEGMENT", help="Only customers in this segment, or whom a sentence means.")
    ] = "",
    as_of: Annotated[str | None, AS_OF] = None,
    as_json: Annotated[bool, JSON] = False,
    as_csv: Annotated[bool, CSV] = False,
    table: Annotated[str, TABLE] = "",
    html: Annotated[Path | None, HTML] = None,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Ask a question of what you loaded.

    Each question has options of its own: closeknit ask clients --options lists them.

    Example: closeknit ask clients --html clients.html
    """
    from closeknit.lenses.seam import unshown

    if question is None:
        return _list_questions()
    if "--options" in context.args:
        return _list_options(question)
    out = console()
    with progress(out) as bars:
        given = options_from(context.args)
        # Only who looks at a terminal waits for the answer; what is printed into a file is the answer alone.
        shown = first_shown(out) if out.is_terminal and not (as_json or as_csv) else unshown
        opened = loaded(folder)
        asked = opened.ask(question, as_of=as_of, within=within, progress=bars, so_far=shown, **given)
        answer = asked.answer
    _give(answer, out, as_json=as_json, csv_table=table if as_csv else None, html=html)
    return None


def _give(answer: Answer, out: Console, *, as_json: bool, csv_table: str | None, html: Path | None) -> None:
    """Print or write an answer in the form asked for; csv_table: a table's name, empty for the first."""
    from closeknit.reports import jsonform

    if as_json:
        print(jsonform.dumps(jsonform.answer_json(answer)))
    elif csv_table is not None:
        print(_csv(answer, csv_table), end="")
        # A table has no room for it, and a reader of the file is a program.
        print(*(f.words for f in answer.freshness), sep="\n", file=sys.stderr)
    if html is not None:
        _write_report(answer, html)
        out.print(f"Written: {html}")
    elif not as_json and csv_table is None:
        _print(answer)


def find(
    question: Annotated[str, typer.Argument(help="A sentence, in quotes.")],
    as_of: Annotated[str | None, AS_OF] = None,
    as_json: Annotated[bool, JSON] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all who match as CSV.")] = False,
    html: Annotated[Path | None, HTML] = None,
    complete: Annotated[bool, typer.Option("--complete", help="Print what may be written next.")] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Find customers, people and deals by a sentence; says why each one matches.

    docs/reference/question-language.md lists what can be said.

    Example: closeknit find "customers whose last order is over 6 months ago and not contacted in 60 days"
    """
    out = console()
    opened = loaded(folder)
    if complete:
        print("\n".join(opened.complete(question)))
        return
    with progress(out) as bars:
        answer = opened.find(question, as_of=as_of, progress=bars).answer
    _give(answer, out, as_json=as_json, csv_table="" if as_csv else None, html=html)


def options_from(words: Sequence[str]) -> dict[str, Scalar]:
    """`--name value`, `--name=value` and a lone `--name` (yes) as a question's options."""
    given: dict[str, Scalar] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise UnknownQuestion(
                f'"{word}" is not an option', remedy="Options look like --name value.", about=word
            )
        name, equals, value = word[2:].partition("=")
        if not equals:
            value = rest.pop(0) if rest and not rest[0].startswith("--") else "yes"
        given[name.replace("-", "_")] = value
    return given


def _list_questions() -> None:
    from closeknit.lenses.seam import each_lens

    out = console()
    for lens in each_lens():
        out.print(f"[bold]{lens.name:<10}[/bold] {lens.question}", highlight=False)
    out.print("\nAsk one: closeknit ask clients", style="dim")


def _list_options(question: str) -> None:
    from closeknit.lenses.seam import lens_named

    out = console()
    lens = lens_named(question)
    out.print(lens.question, style="bold", markup=False)
    for option in lens.options:
        choices = f" ({', '.join(option.choices)})" if option.choices else ""
        default = "" if option.default in (None, "") else f" Default: {option.default}."
        out.print(f"  --{option.name.replace('_', '-')}  {option.help}{choices}{default}", markup=False)
    if not lens.options:
        out.print("  no options of its own", style="dim")


def _csv(answer: Answer, name: str) -> str:
    from closeknit.errors import did_you_mean
    from closeknit.reports.csvform import table_csv

    names = [t.name for t in answer.tables]
    if name and name not in names:
        raise UnknownQuestion(
            f'this answer has no table "{name}" (it has: {", ".join(names)})',
            remedy=did_you_mean(name, names),
        )
    if not names:
        raise UnknownQuestion("this answer has no table", remedy=answer.headline)
    return table_csv(answer.table(name or names[0]))


def _write_report(answer: Answer, file: Path) -> None:
    from closeknit.errors import Unreadable
    from closeknit.reports.html import answer_html

    try:
        file.write_text(answer_html(answer), encoding="utf-8")
    except OSError as error:
        raise Unreadable(f"{file} cannot be written: {error.strerror}", about=str(file)) from error


def first_shown(out: Console) -> Callable[[Answer], None]:
    """Prints what stands of a long answer above the bar, as soon as it stands."""
    from closeknit.reports.terminal import first_view

    return lambda answer: out.print(first_view(answer))


def _print(answer: Answer) -> None:
    from closeknit.reports.terminal import print_answer

    print_answer(answer, console())


def today(
    minutes: Annotated[int | None, typer.Option(min=1, help="How many minutes you have.")] = None,
    owner: Annotated[str, typer.Option(help="Only customers this colleague looks after.")] = "",
    as_of: Annotated[str | None, AS_OF] = None,
    as_json: Annotated[bool, JSON] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Whom to turn to now: why, what is at stake, and a first line.

    Example: closeknit today --minutes 45 --owner ana
    """
    from closeknit.reports import jsonform
    from closeknit.reports.briefings import today_json, today_view

    out = console()
    with progress(out) as bars:
        listed = loaded(folder).today(minutes=minutes, owner=owner, as_of=as_of, progress=bars)
    if as_json:
        print(jsonform.dumps(today_json(listed)))
    else:
        out.print(today_view(listed))


def show(
    customer: Annotated[str, typer.Argument(help="Name, e-mail, domain or key of a customer or person.")],
    as_of: Annotated[str | None, AS_OF] = None,
    as_json: Annotated[bool, JSON] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """One page before the call: who, since when, money, open matters, what changed.

    Example: closeknit show "Okafor Foods"
    """
    from closeknit.reports import jsonform
    from closeknit.reports.customer import customer_view
    from closeknit.reports.customer_json import customer_json

    out = console()
    with progress(out) as bars:
        page = loaded(folder).show(customer, as_of=as_of, progress=bars)
    if as_json:
        print(jsonform.dumps(customer_json(page)))
    else:
        out.print(customer_view(page))


def introduce(
    person: Annotated[str, typer.Argument(help="Whom you want to meet: name, e-mail, or a firm.")],
    by: Annotated[str, typer.Option(help="Only ways that begin with this colleague.")] = "",
    as_of: Annotated[str | None, AS_OF] = None,
    as_json: Annotated[bool, JSON] = False,
    as_csv: Annotated[bool, CSV] = False,
    table: Annotated[str, TABLE] = "",
    html: Annotated[Path | None, HTML] = None,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Who can introduce you to somebody, the warmest way first, and how to ask.

    Example: closeknit introduce "Joris Kok"
    """
    out = console()
    with progress(out) as bars:
        answer = loaded(folder).introduce(person, by=by, as_of=as_of, progress=bars)
    _give(answer, out, as_json=as_json, csv_table=table if as_csv else None, html=html)


def purchases(
    customer: Annotated[str, typer.Argument(help="Name, e-mail, domain or key of a customer.")],
    as_of: Annotated[str | None, AS_OF] = None,
    as_json: Annotated[bool, JSON] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """What a customer bought, and why invoices are one purchase or several.

    Example: closeknit purchases "Okafor Foods"
    """
    from closeknit.reports import jsonform
    from closeknit.reports.purchases import purchases_json, purchases_view

    open_business = loaded(folder)
    who, found = open_business.purchases(customer, as_of=as_of)
    if as_json:
        print(jsonform.dumps(purchases_json(who, found)))
    else:
        console().print(purchases_view(who.name, found, open_business.settings.currency))


def why(
    thing: Annotated[
        str,
        typer.Argument(help="A finding (clients-late-3f9a2c), a purchase (p-…), or a customer or person."),
    ],
    rows: Annotated[int, typer.Option(min=1, help="How many lines to show.")] = 20,
    as_json: Annotated[bool, JSON] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """What lies behind a finding: file, line and text. For a customer or purchase: why these are one.

    Example: closeknit why clients-late-3f9a2c
    """
    from closeknit.briefings.purchases import is_purchase_name
    from closeknit.reports import jsonform
    from closeknit.reports.evidence import why_json, why_view
    from closeknit.reports.purchases import opened_json, opened_view

    open_business = loaded(folder)
    if is_purchase_name(thing):
        opened = open_business.purchase(thing)
        if as_json:
            print(jsonform.dumps(opened_json(opened)))
        else:
            console().print(opened_view(opened))
        return
    explained = open_business.why(thing, rows=rows)
    if as_json:
        print(jsonform.dumps(why_json(explained)))
    else:
        console().print(why_view(explained))


def settled(options: Mapping[str, Scalar]) -> str:
    """Options as one would type them."""
    return " ".join(f"--{k.replace('_', '-')} {v}" for k, v in options.items())
