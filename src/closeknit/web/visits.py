"""One request as pages see it: who asks, what for, and what there is to answer with.

A page is declared as `Page` or `Action` with the least role it takes; `app` makes routes of them, so none can
be reached that does not say who may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from closeknit.errors import UnknownQuestion
from closeknit.web.pace import Pace
from closeknit.workspace import Workspace

if TYPE_CHECKING:
    from closeknit.desk.opening import Desk
    from closeknit.web.entrance import Entrance, Session
    from closeknit.web.readers import Readers
    from closeknit.web.team import Team
    from closeknit.web.uploads import Incoming
    from closeknit.web.worker import Worker

FILES = ("json", "csv", "html", "pdf", "svg", "png")
"""What addresses of files end in."""

FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(2199, 12, 31)
"""Days that can be asked for."""

Show = Callable[[str, Mapping[str, Any]], str]
"""Renders a template by name."""


CALLS_A_MINUTE = 300


def nobody(key: str) -> Session | None:  # noqa: ARG001
    """Nobody holds any key."""
    return None


@dataclass(frozen=True)
class Served:
    """What all requests share."""

    workspace: Workspace
    readers: Readers
    worker: Worker
    incoming: Incoming
    """Where files lie that somebody drops, until they are read."""
    entrance: Entrance
    show: Show
    tell: Callable[[str], None] = print
    """Says something on the console."""
    team: Team | None = None
    """Those who log in; None where one person works with a link."""
    secure: bool = False
    """Whether browsers reach us by https alone."""
    desk: Callable[[], Desk] | None = None
    """Opens what people keep; the same each time."""
    holder: Callable[[str], Session | None] = nobody
    """Who holds a key that a program sends."""
    pace: Pace = field(default_factory=lambda: Pace(CALLS_A_MINUTE, 60))
    """How often programs may ask."""

    def tell_link(self, secret: str) -> None:
        """Print the link that opens the pages once; nothing without a secret."""
        if secret:
            self.tell(f"Open {{url}}/enter/{secret}  (opens once, for {self.entrance.user} on this machine)")


@dataclass(frozen=True)
class Visit:
    """A request of somebody who is in."""

    served: Served
    request: Request
    session: Session
    form: FormData = field(default_factory=FormData)

    def asked(self, name: str, default: str = "") -> str:
        """A word of the address."""
        return str(self.request.query_params.get(name, default)).strip()

    def given(self, name: str) -> str:
        """A field of the form; empty for a file or nothing."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def exactly(self, name: str) -> str:
        """A field of the form as it was typed, blanks included: a password."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A whole number of the address; 0 for anything else."""
        text = self.asked(name)
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def day(self, name: str) -> date | None:
        """A day of the address; None without one.

        Raises:
            UnknownQuestion: it is none, or one that no calendar of ours has.
        """
        return day_of(self.asked(name))

    def given_day(self, name: str) -> date | None:
        """A day of the form; as for `day`."""
        return day_of(self.given(name))

    def key(self, *endings: str) -> tuple[str, str]:
        """The key that the address ends in, and which of these endings of a file follows; no key ends so."""
        key: str = self.request.path_params["key"]
        name, _, ending = key.rpartition(".")
        return (name, ending) if ending in endings else (key, "")

    @property
    def file(self) -> bool:
        """Whether the address asks for a file, to be read by a program or kept, and not for a page."""
        return asks_file(self.request)

    @property
    def part(self) -> bool:
        """Whether only the inner part of a page is wanted, for a script to put in place."""
        return self.asked("part") == "1"

    def page(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page from its template."""
        given = {"visit": self, "only": self.part, "place": "", "refresh": 0, **context}
        return HTMLResponse(self.served.show(template, given), status)

    def same(self, **changed: object) -> str:
        """The address asked for with some of its words changed; None takes one away."""
        return address_of(self.request, **changed)


def day_of(text: str) -> date | None:
    """The day that a text says; None for none.

    Raises:
        UnknownQuestion: it is none, or one that no calendar of ours has.
    """
    if not text:
        return None
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if FIRST_DAY <= day <= LAST_DAY:
            return day
    remedy = f"Give one such as 2026-06-30, from {FIRST_DAY} to {LAST_DAY}."
    raise UnknownQuestion(f'"{text[:40]}" is no day we know of', remedy=remedy, about=text[:40])


def asks_file(request: Request) -> bool:
    """Whether an address ends as those of files do."""
    return request.url.path.rpartition(".")[2] in FILES


def address_of(request: Request, **changed: object) -> str:
    """The address of a page asked for, on our host, with some of its words changed; None takes one away."""
    asked = request.query_params
    words = {k: asked.getlist(k) for k in asked} | changed
    words = {k: v for k, v in words.items() if v is not None and k != "part"}
    path = quote(request.url.path, safe="/:@")
    return f"{path}?{urlencode(words, doseq=True)}" if words else path


def download(text: str | bytes, name: str, kind: str) -> Response:
    """A file that the browser keeps rather than shows."""
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def back_to(path: str) -> Response:
    """Go on to a page after something was done."""
    return RedirectResponse(path, 303)


@dataclass(frozen=True)
class Page:
    """Something to look at: GET, with the least role."""

    path: str
    handle: Callable[[Visit], Response]
    least: str = "viewer"
    for_setting_up: bool = False
    """Whether it is there for somebody who owes codes at log-in, too."""


@dataclass(frozen=True)
class Action:
    """Something to do: POST of a form from one of our pages, with the least role."""

    path: str
    handle: Callable[[Visit], Response]
    least: str = "member"
    did: str = ""
    """What somebody did with it, for the log; its address unless said."""
    about: str = ""
    """Which field of its form says to what."""
    noted: bool = True
    """Whether it is put into the log for it; what changes users and keys puts it there itself."""
    for_setting_up: bool = False
    """As of a page."""


@dataclass(frozen=True)
class Door:
    """A page that strangers see where a team works, and what its form does."""

    path: str
    show: Callable[[Served, Team, Request], Response]
    act: Callable[[Served, Team, Request, FormData], Response]
