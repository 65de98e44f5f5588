"""One's own: the role, the browsers one is logged in with, the password."""

from __future__ import annotations

import re

from starlette.responses import Response

from closeknit.desk import logins, second_steps, users
from closeknit.desk.roles import MAY, ROLES
from closeknit.desk.secrets import LONGEST, SHORTEST
from closeknit.errors import CloseknitError, NotLetIn
from closeknit.web.callers import give_cookie
from closeknit.web.pages.doors import LOG_IN
from closeknit.web.pages.team import doer, working
from closeknit.web.sent import too_often
from closeknit.web.visits import Action, Page, Visit, back_to

TOKEN = re.compile(r"(\w+)/(\d+)")
BROWSERS = {
    "Firefox": "Firefox", "FxiOS": "Firefox", "Edg": "Edge", "EdgA": "Edge", "EdgiOS": "Edge", "OPR": "Opera",
    "CriOS": "Chrome", "Chrome": "Chrome", "Version": "Safari",
}  # fmt: skip
"""How each calls itself. Several call themselves Chrome or Safari beside their own name, which goes first."""
SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS X": "Mac",
    "CrOS": "Chrome OS", "Linux": "Linux",
}  # fmt: skip
"""Likewise: Android says Linux too, an iPhone Mac OS X."""


def browser_name(said: str) -> str:
    """A browser and its system in a few words, by what it says of itself; that itself where it names none."""
    versions = dict(TOKEN.findall(said))
    browser = next((f"{name} {versions[key]}" for key, name in BROWSERS.items() if key in versions), "")
    system = next((name for key, name in SYSTEMS.items() if key in said), "")
    return " on ".join(part for part in (browser, system) if part) or said[:60]


def page(visit: Visit, problem: CloseknitError | None = None) -> Response:
    """Who one is here."""
    team, role = working(visit), visit.session.role
    shown = visit.page(
        "me.html",
        status=400 if problem else 200,
        place="Me",
        may=[MAY[one] for one in ROLES[: ROLES.index(role) + 1]],
        logins=logins.logins_of(team.desk, visit.session.user, team.clock()),
        browser=browser_name,
        codes=second_steps.state(team.desk, visit.session.user).since is not None,
        problem=problem,
        shortest=SHORTEST,
        longest=LONGEST,
    )
    return too_often(shown, problem)


def set_password(visit: Visit) -> Response:
    """Choose another password; every browser logs in anew."""
    team, by = working(visit), doer(visit)
    try:
        if visit.exactly("password") != visit.exactly("again"):
            raise NotLetIn("the two new passwords differ", remedy="Type the same one twice.")
        logins.check(team.desk, visit.session.user, visit.exactly("old"), by)
        users.set_password(team.desk, visit.session.user, visit.exactly("password"), by)
    except CloseknitError as problem:
        return page(visit, problem)
    return give_cookie(visit.served, back_to(LOG_IN), "")


def leave_everywhere(visit: Visit) -> Response:
    """Log out of every browser."""
    logins.log_out_everywhere(working(visit).desk, visit.session.user, doer(visit))
    return give_cookie(visit.served, back_to(LOG_IN), "")


PAGES: list[Page | Action] = [
    Page("/me", page),
    Action("/me/password", set_password, least="viewer", noted=False),
    Action("/me/leave-everywhere", leave_everywhere, least="viewer", noted=False),
]
