"""Maps as people know them: whoever stood somewhere when a map was drawn last stands there again."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from closeknit.answers import Picture
from closeknit.reports.html import drawn
from closeknit.reports.maps import NOBODY, Stood, standing
from closeknit.workspace import PRIVATE


def map_drawn(file: Path, picture: Picture, width: int) -> str:
    """The map as SVG; `file` holds where people stood and is kept up to it."""
    stood = _kept(file)
    now = standing(picture, width=width, stood=stood)
    if now != stood:
        _keep(file, now)
    return drawn(picture, width=width, stood=stood)


def _kept(file: Path) -> Stood:
    """Where people stood; nobody where there is no file, or it is torn: they are placed anew."""
    with suppress(OSError, ValueError, TypeError):
        return tuple((str(n), float(x), float(y)) for n, x, y in json.loads(file.read_text(encoding="utf-8")))
    return NOBODY


def _keep(file: Path, stood: Stood) -> None:
    # Where the disk will not, the map is drawn all the same and may move next time.
    with suppress(OSError):
        file.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(stood), encoding="utf-8")
        draft.replace(file)
