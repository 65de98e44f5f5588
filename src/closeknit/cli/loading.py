"""Commands that take data in: init, load, sources, imports, undo, problems, retry."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from closeknit.cli.asking import IN
from closeknit.cli.console import business, console, progress

if TYPE_CHECKING:
    from closeknit.briefings.sources import Sources
    from closeknit.business import Business
    from closeknit.ledger.report import LoadReport


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (init, load, sources, imports, undo, problems, retry):
        app.command()(command)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new folder; . is this one.")],
    name: Annotated[str, typer.Option(help="Name of the business; else the folder's name.")] = "",
) -> None:
    """Make a new business folder.

    Example: closeknit init mybusiness && cd mybusiness
    """
    from closeknit.settings import SETTINGS_FILE
    from closeknit.workspace import create_workspace

    made = create_workspace(folder, name=name)
    out = console()
    out.print(f"{made.folder / SETTINGS_FILE} is written.", markup=False)
    out.print("Put your mail domain, currency and time zone there, then load your exports:")
    out.print("  closeknit load ~/exports", style="bold")


def load(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH…", help="Files or folders of exports, or addresses of news feeds."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--as", metavar="MAPPING", help="Read all files by this mapping.")
    ] = None,
    feeds: Annotated[bool, typer.Option("--feeds", help="Fetch the feeds of closeknit.toml, too.")] = False,
    propose: Annotated[
        bool, typer.Option("--propose", help="Write a mapping for each table nobody knows, to look over.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and load what is new or changed, until Ctrl-C.")
    ] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Read exports: says what was understood, what was set aside, and why.

    Example: closeknit load ~/exports
    """
    from closeknit.ledger.fetched import is_address
    from closeknit.reports.loads import load_view, proposal_text

    out = console()
    opened = business(folder)
    given = _given(opened, paths or [], feeds=feeds)
    if watch:
        _watch(opened, given, mapping)
        return
    with progress(out) as bars:
        report = opened.load(given, mapping=mapping, progress=bars)
    out.print(load_view(report))
    inside = ["--in", str(folder)] if folder else []
    command = shlex.join(["closeknit", "load", *(paths or []), *(["--feeds"] if feeds else []), *inside])
    if propose and _save_proposals(opened, report, command):
        return
    if text := "" if propose else proposal_text(report, command):
        print(text)
    nothing = report.not_understood and not (report.understood or report.read)
    if nothing or any(not is_address(one) and not Path(one).exists() for one in given):
        raise typer.Exit(2)


def _given(opened: Business, paths: list[str], *, feeds: bool) -> list[str]:
    """What is to be loaded: what was typed, and the feeds of the settings where they are asked for."""
    from closeknit.errors import SettingsError, Unreadable
    from closeknit.settings import SETTINGS_FILE

    listed = list(opened.settings.feeds_addresses) if feeds else []
    if feeds and not listed:
        raise SettingsError(
            f"{SETTINGS_FILE} lists no feed",
            remedy='List them under [feeds]: addresses = ["https://…/feed.xml"]',
            about="feeds.addresses",
        )
    if not paths and not listed:
        raise Unreadable(
            "nothing to load was named", remedy="Name files or folders of exports: closeknit load ~/exports"
        )
    return [*paths, *listed]


FETCH_EVERY = 1_800.0
"""Seconds between two fetches of a feed that is watched."""


def _watch(opened: Business, given: list[str], mapping: Path | None) -> None:
    """Load what comes into the folders and feeds, until somebody stops it."""
    from closeknit.errors import Unreadable
    from closeknit.ledger.fetched import file_of, is_address
    from closeknit.ledger.watching import watch
    from closeknit.reports.loads import load_view

    out = console()
    addresses = [one for one in given if is_address(one)]
    paths = [Path(one) for one in given if not is_address(one)]
    for path in paths:
        if not path.exists():
            raise Unreadable(f"{path} is not there", remedy="Check the name and the folder.", about=str(path))
    paths += [file_of(opened.workspace.fetched, address) for address in addresses]

    def load_some(ready: list[Path]) -> LoadReport:
        with progress(out) as bars:
            return opened.load(ready, mapping=mapping, progress=bars)

    out.print(f"Watching {', '.join(given)}. Ctrl-C stops it.", markup=False)
    fetch = _fetching(opened, addresses)
    try:
        for report in watch(paths, load_some, ledger=opened.ledger.folder, before=fetch):
            out.print(load_view(report))
    except KeyboardInterrupt:
        out.print("Stopped. What was loaded stays.")


def _fetching(opened: Business, addresses: list[str]) -> Callable[[], None]:
    """Fetches the feeds whenever it is time again, and says which did not come."""
    from time import monotonic

    from closeknit.reports.loads import not_understood_view

    due = monotonic()

    def fetch() -> None:
        nonlocal due
        if addresses and monotonic() >= due:
            for missed in opened.fetch(addresses)[1]:
                console().print(not_understood_view(missed))
            due = monotonic() + FETCH_EVERY

    return fetch


def _save_proposals(opened: Business, report: LoadReport, command: str) -> bool:
    """Write the mappings proposed and say where they are; whether there were any."""
    from closeknit.proposals import save_proposals

    saved = save_proposals(opened.workspace, report)
    for one in saved:
        print(f"{one.path} is written, guessed from the columns of {one.file}.")
    if saved:
        print(f"Look it over and change what is wrong, then: {command}")
    return bool(saved)


def sources(
    tool: Annotated[str, typer.Argument(metavar="TOOL", help="Only exports of this tool.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """What can be read, how to get each export, and what is here and how fresh.

    Example: closeknit sources salesforce
    """
    from closeknit.reports.sources import sources_json, sources_view

    found = _sources(tool, folder)
    if as_json:
        print(sources_json(found))
    else:
        console().print(sources_view(found))


def _sources(tool: str, folder: Path | None) -> Sources:
    """Those of the business here; outside of one, what can be read."""
    from closeknit.briefings.sources import Sources, known_files
    from closeknit.errors import WorkspaceError
    from closeknit.sources.mappings.library import known_mappings

    try:
        opened = business(folder)
    except WorkspaceError:
        if folder is not None:
            raise
        return Sources(known_files(known_mappings().values(), tool=tool), ())
    return opened.sources(tool)


def imports(folder: Annotated[Path | None, IN] = None) -> None:
    """What was loaded, when, and how to take it back.

    Example: closeknit imports
    """
    from closeknit.reports.loads import imports_view

    console().print(imports_view(business(folder).imports()))


def undo(
    thing: Annotated[
        str, typer.Argument(metavar="ID", help="An import (i-…), a decision (d-…) or a join (j-…).")
    ],
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Take back an import, a decision, or two records having been taken for one.

    Example: closeknit undo i-0007
    """
    console().print(business(folder).undo(thing), markup=False)


def problems(
    code: Annotated[str, typer.Option(help="Only problems of this sort, such as date.impossible.")] = "",
    most: Annotated[int, typer.Option(min=1, help="How many to show of each sort.")] = 5,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print all of them as CSV.")] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Lines set aside: where they are, what is wrong, what to do.

    Example: closeknit problems --code date.impossible
    """
    from closeknit.reports.problems import problems_csv, problems_view

    opened = business(folder)
    found = opened.problems(code=code)
    if code and not found.num_rows:
        _check_sort(code, opened)
    if as_csv:
        print(problems_csv(found), end="")
    else:
        console().print(problems_view(found, most=most))


def _check_sort(code: str, opened: Business) -> None:
    """Refuse a sort of problem that does not exist; one of which there is nothing now is fine."""
    from closeknit.errors import UnknownQuestion, did_you_mean
    from closeknit.sources.translation.row_problems import CODES

    known = sorted({*CODES, *opened.problems()["code"].to_pylist()})
    if code not in known:
        raise UnknownQuestion(
            f'there is no sort of problem called "{code}"',
            remedy=did_you_mean(code, known) or f"There is: {', '.join(known)}",
            about=code,
        )


def retry(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go in; change nothing.")] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Read set-aside lines again, after a mapping or a setting was mended.

    Example: closeknit retry --dry-run
    """
    from closeknit.reports.loads import retry_view

    out = console()
    with progress(out) as bars:
        report = business(folder).retry(dry_run=dry_run, progress=bars)
    out.print(retry_view(report, dry_run=dry_run))
