"""Maps as people know them: whoever stood somewhere when a map was drawn last stands there again.

Finding groups and places for thousands of people takes seconds. Whoever works answers out draws their maps
ahead, beside the pages, which then read them.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from html import escape, unescape
from importlib.metadata import version
from pathlib import Path

from closeknit.answers import Answer, Picture
from closeknit.errors import UnknownQuestion
from closeknit.ledger.durable import write_durably
from closeknit.reports.maps import NOBODY, Stood, groups_of, leads_of, part_of, standing
from closeknit.reports.pictures import drawn
from closeknit.workspace import PRIVATE, Workspace

WIDE, NARROW = 860, 430
"""Pixels of the first picture of an answer, which has a row to itself, and of the others, which stand two by
two."""

GROUPS = ".groups"
"""How files end that hold who is in which group of a map."""
MONTH = 31 * 24 * 60 * 60
"""Seconds for which it is kept where people stood on the map of a group that nobody opens any more."""
GROUP = re.compile(r'<a data-group="([^"]*)"')
"""The link of a group in a drawn map, by who leads it; it has no address yet."""


def width_of(answer: Answer, picture: Picture) -> int:
    """How wide the page of the answer shows one of its pictures."""
    return WIDE if picture.name == answer.pictures[0].name else NARROW


def draw_ahead(workspace: Workspace, answer: Answer) -> None:
    """Draw the maps of an answer for its page, in the stead of those drawn ahead before."""
    for picture in answer.pictures:
        ready = _ready(workspace, answer, picture)
        if picture.kind == "map" and not _drawn_ahead(ready):
            _groups(workspace, answer, picture)
            _write(ready, map_drawn(_places(workspace, answer, picture), picture, width_of(answer, picture)))
            _sweep(ready, _stem(answer, picture))


def _sweep(ready: Path, stem: str) -> None:
    """Remove what was drawn ahead of that map before, and places on maps of groups not opened for long."""
    for old in ready.parent.glob(f"{stem}-*.*"):
        if old.suffix in (".svg", GROUPS) and old.stem != ready.stem:
            old.unlink(missing_ok=True)
    # Groups change with what is loaded, and so do those who lead them: their files hold names of people.
    for old in ready.parent.glob(f"{stem}-of-*.json"):
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > MONTH:
                old.unlink()


def map_for_page(workspace: Workspace, answer: Answer, picture: Picture, *, earlier: bool = False) -> str:
    """A map of an answer as SVG: the one drawn ahead, else drawn now.

    earlier: it is of an earlier day, and people stand where they do today without moving for it.
    """
    file, width = _places(workspace, answer, picture), width_of(answer, picture)
    ready = "" if earlier else _drawn_ahead(_ready(workspace, answer, picture))
    return ready or map_drawn(file, picture, width, earlier=earlier)


def group_on_map(workspace: Workspace, answer: Answer, picture: Picture, within: Sequence[str]) -> Picture:
    """The map of a group alone: the one that the first of these is in, of it that of the second, and so on.

    Raises:
        UnknownQuestion: somebody is in no group there: gone, or the map has become small enough to show all.
    """
    for depth, name in enumerate(within):
        groups = groups_of(picture) if depth else _groups(workspace, answer, picture)
        members = groups.get(name) or next((group for group in groups.values() if name in group), None)
        if members is None:
            raise UnknownQuestion(
                f'"{name}" is in no group on this map',
                remedy="Groups may change with what is loaded. Open the whole map again.",
                about=name,
            )
        picture = part_of(picture, members)
    return picture


def group_for_page(
    workspace: Workspace, answer: Answer, part: Picture, *, depth: int, earlier: bool = False
) -> str:
    """The map of a group as SVG; whoever stood somewhere when that group was looked at stands there again.

    depth: how many groups it is within, itself one of them. It is one group whoever in it the address names.
    """
    named = sha256("\n".join(leads_of(part)).encode()).hexdigest()[:16]
    file = workspace.maps / f"{_stem(answer, part)}-of-{depth}-{named}.json"
    with suppress(OSError):
        os.utime(file)
    return map_drawn(file, part, width_of(answer, part), earlier=earlier)


def opening_groups(svg: str, address: Callable[[str], str]) -> str:
    """A drawn map on which the link of each group leads to its own map, whose `address` goes by its lead."""

    def addressed(link: re.Match[str]) -> str:
        return f'<a href="{escape(address(unescape(link[1])))}" data-group="{link[1]}"'

    found = GROUP.sub(addressed, svg)
    # What is in an image is not there for screen readers, links neither.
    return found if found == svg else found.replace('role="img"', 'role="group"', 1)


def map_drawn(file: Path, picture: Picture, width: int, *, earlier: bool = False) -> str:
    """The map as SVG; `file` holds where people stood and is kept up to it, but for an earlier day."""
    stood = _kept(file)
    now = stood if earlier else standing(picture, width=width, stood=stood)
    if now != stood:
        _write(file, json.dumps(now))
    return drawn(picture, width=width, stood=stood)


def _stem(answer: Answer, picture: Picture) -> str:
    return f"{answer.lens}-{picture.name}-{width_of(answer, picture)}"


def _places(workspace: Workspace, answer: Answer, picture: Picture) -> Path:
    return workspace.maps / f"{_stem(answer, picture)}.json"


def _groups(workspace: Workspace, answer: Answer, picture: Picture) -> Mapping[str, list[str]]:
    """Who is in each group of a map, by its lead. To find them takes as long as to find places."""
    file = _ready(workspace, answer, picture).with_suffix(GROUPS)
    with suppress(OSError, ValueError, AttributeError):
        return {
            str(lead): list(map(str, group)) for lead, group in json.loads(file.read_text("utf-8")).items()
        }
    found = groups_of(picture)
    _write(file, json.dumps(found))
    return found


def _ready(workspace: Workspace, answer: Answer, picture: Picture) -> Path:
    """Where a map drawn ahead lies; another version may draw it in another way."""
    return workspace.maps / f"{_stem(answer, picture)}-{version('closeknit')}-{answer.cache_key}.svg"


def _drawn_ahead(file: Path) -> str:
    """A map drawn ahead; nothing where there is none, or only the beginning of it."""
    with suppress(OSError, ValueError):
        found = file.read_text(encoding="utf-8")
        return found if found.endswith("</svg>") else ""
    return ""


def _kept(file: Path) -> Stood:
    """Where people stood; nobody where there is no file, or it is torn: they are placed anew."""
    with suppress(OSError, ValueError, TypeError):
        return tuple((str(n), float(x), float(y)) for n, x, y in json.loads(file.read_text(encoding="utf-8")))
    return NOBODY


def _write(file: Path, text: str) -> None:
    # Where the disk will not, the map is drawn all the same and may move next time.
    with suppress(OSError):
        file.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        write_durably(file, text)
