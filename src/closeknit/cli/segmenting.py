"""The commands of segments: list them, save a question as one, show, drop and watch them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from closeknit.cli.asking import AS_OF, IN, JSON
from closeknit.cli.console import console, loaded, progress

SEGMENTS = """Saved questions, with who entered and left each one on which day.

    They are looked at after every load and by these commands. A sentence can name one:
    closeknit find 'customers in segment "big and silent" and who have an open deal'

    Example: closeknit segments add silent "customers who are gone silent"
    """
EVERY = 60.0
"""Seconds between two looks of `watch`."""

NAME = typer.Argument(help="The segment's name.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the application."""
    part = typer.Typer(help=SEGMENTS, rich_markup_mode=None, add_completion=False)
    part.callback(invoke_without_command=True)(segments)
    for command in (add, show, drop, watch):
        part.command()(command)
    app.add_typer(part, name="segments")


def segments(
    context: typer.Context,
    as_json: Annotated[bool, JSON] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """List the segments, where nothing else is asked for."""
    if context.invoked_subcommand is not None:
        return
    from closeknit.reports.jsonform import dumps
    from closeknit.reports.segments import moved_view, segments_json, segments_view

    out, opened = console(), loaded(folder)
    with progress(out) as bars:
        moved, hindered = opened.look_at_segments(progress=bars)
    if as_json:
        print(dumps(segments_json(opened.segments())))
        return
    out.print(segments_view(opened.segments()))
    if moved or hindered:
        out.print(moved_view(moved, hindered))


def add(
    name: Annotated[str, NAME],
    question: Annotated[str, typer.Argument(help="A sentence as for find, in quotes.")],
    enter: Annotated[
        int | None, typer.Option(min=0, help="Day after the sentence's event on which one enters.")
    ] = None,
    leave: Annotated[
        int | None, typer.Option(min=0, help="Last day after it on which one is still in it.")
    ] = None,
    back: Annotated[int, typer.Option(min=0, max=366, help="Look at so many earlier days, too.")] = 0,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Save a question as a segment.

    Example: closeknit segments add funded "customers who closed a funding round" --enter 7 --leave 42
    """
    from closeknit.reports.segments import segment_view

    out = console()
    with progress(out) as bars:
        made = loaded(folder).add_segment(name, question, enter=enter, leave=leave, back=back, progress=bars)
    out.print(segment_view(made))


def show(
    name: Annotated[str, NAME],
    as_of: Annotated[str | None, AS_OF] = None,
    as_json: Annotated[bool, JSON] = False,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Who is in a segment, or was on a day; since when, and who left lately.

    Example: closeknit segments show silent --as-of 2026-03-31
    """
    from closeknit.reports.jsonform import dumps
    from closeknit.reports.segments import segment_json, segment_view

    out, opened = console(), loaded(folder)
    with progress(out) as bars:
        opened.look_at_segments(progress=bars)
        page = opened.segment(name, as_of=as_of)
    if as_json:
        print(dumps(segment_json(page)))
    else:
        out.print(segment_view(page))


def drop(name: Annotated[str, NAME], folder: Annotated[Path | None, IN] = None) -> None:
    """Forget a segment and who was in it.

    Example: closeknit segments drop silent
    """
    loaded(folder).drop_segment(name)
    console().print(f"{name} is dropped, and who was in it is forgotten.", markup=False)


def watch(
    names: Annotated[list[str] | None, typer.Argument(help="Only these segments.")] = None,
    every: Annotated[float, typer.Option(min=1, help="Seconds between two looks.")] = EVERY,
    times: Annotated[int, typer.Option(min=0, help="Stop after so many looks; 0: at Ctrl-C.")] = 0,
    folder: Annotated[Path | None, IN] = None,
) -> None:
    """Say when somebody enters a segment, as files are loaded and days pass, until Ctrl-C.

    Example: closeknit segments watch silent
    """
    from closeknit.reports.segments import moved_view
    from closeknit.segments import watched

    out, opened = console(), loaded(folder)
    looks = watched(opened, names or [], every=every, times=times)
    out.print(f"Watching {', '.join(names or ['all segments'])}. Ctrl-C stops it.", markup=False)
    try:
        for moved, hindered in looks:
            out.print(moved_view(moved, hindered))
    except KeyboardInterrupt:
        out.print("Stopped.")
