"""Maps as people know them: whoever stood somewhere when a map was drawn last stands there again.

Finding groups and places for thousands of people takes seconds. Whoever works answers out draws their maps
ahead, beside the pages, which then read them.
"""

from __future__ import annotations

import json
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from closeknit.answers import Answer, Picture
from closeknit.ledger.durable import write_durably
from closeknit.reports.maps import NOBODY, Stood, standing
from closeknit.reports.pictures import drawn
from closeknit.workspace import PRIVATE, Workspace

WIDE, NARROW = 860, 430
"""Pixels of the first picture of an answer, which has a row to itself, and of the others, which stand two by
two."""


def width_of(answer: Answer, picture: Picture) -> int:
    """How wide the page of the answer shows one of its pictures."""
    return WIDE if picture.name == answer.pictures[0].name else NARROW


def draw_ahead(workspace: Workspace, answer: Answer) -> None:
    """Draw the maps of an answer for its page, in the stead of those drawn ahead before."""
    for picture in answer.pictures:
        ready = _ready(workspace, answer, picture)
        if picture.kind == "map" and not _drawn_ahead(ready):
            _write(ready, map_drawn(_places(workspace, answer, picture), picture, width_of(answer, picture)))
            for old in ready.parent.glob(f"{_stem(answer, picture)}-*.svg"):
                if old != ready:
                    old.unlink(missing_ok=True)


def map_for_page(workspace: Workspace, answer: Answer, picture: Picture, *, earlier: bool = False) -> str:
    """A map of an answer as SVG: the one drawn ahead, else drawn now.

    earlier: it is of an earlier day, and people stand where they do today without moving for it.
    """
    file, width = _places(workspace, answer, picture), width_of(answer, picture)
    if earlier:
        return drawn(picture, width=width, stood=_kept(file))
    return _drawn_ahead(_ready(workspace, answer, picture)) or map_drawn(file, picture, width)


def map_drawn(file: Path, picture: Picture, width: int) -> str:
    """The map as SVG; `file` holds where people stood and is kept up to it."""
    stood = _kept(file)
    now = standing(picture, width=width, stood=stood)
    if now != stood:
        _write(file, json.dumps(now))
    return drawn(picture, width=width, stood=stood)


def _stem(answer: Answer, picture: Picture) -> str:
    return f"{answer.lens}-{picture.name}-{width_of(answer, picture)}"


def _places(workspace: Workspace, answer: Answer, picture: Picture) -> Path:
    return workspace.maps / f"{_stem(answer, picture)}.json"


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
