"""The style sheet and the scripts: ours alone, kept by browsers for as long as they stay the same."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from closeknit.reports.html import style

KINDS = {
    "app.css": "text/css", "app.js": "text/javascript", "asking.js": "text/javascript",
    "map.js": "text/javascript", "mark.svg": "image/svg+xml",
}  # fmt: skip


@cache
def content(name: str) -> str:
    """The text of a file; the sheet begins with that of reports, so that both look the same."""
    own = (files("closeknit.web") / "static" / name).read_text(encoding="utf-8")
    return f"{style()}\n{own}" if name == "app.css" else own


@cache
def version() -> str:
    """Changes when one of the files does; part of their addresses."""
    return sha256("".join(content(name) for name in KINDS).encode()).hexdigest()[:10]


async def static(request: Request) -> Response:
    """One of the files."""
    name = request.path_params["name"]
    if name not in KINDS:
        return PlainTextResponse("Nothing here.", 404)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(content(name), media_type=KINDS[name], headers=kept)
