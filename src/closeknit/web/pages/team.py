"""The people who may log in, for admins: let somebody in, give roles, shut out; and what was done."""

from __future__ import annotations

from starlette.responses import Response

from closeknit.desk import second_steps, users
from closeknit.desk.audit import By, entries
from closeknit.desk.roles import MAY, ROLES
from closeknit.errors import AccessError
from closeknit.ledger.store import utc_now
from closeknit.web.pages.doors import WELCOME
from closeknit.web.team import Team
from closeknit.web.visits import Action, Page, Visit, back_to

ENTRIES = 100


def working(visit: Visit) -> Team:
    """The team.

    Raises:
        AccessError: one person works here alone.
    """
    if visit.served.team is None:
        raise AccessError(
            "one person works here, with the link on the console",
            remedy="To let others in, write under [serve] of closeknit.toml: team = true",
        )
    return visit.served.team


def doer(visit: Visit) -> By:
    """Who does something now, from where."""
    return working(visit).by(visit.session.user, visit.request)


def page(visit: Visit, link: str = "", whom: str = "") -> Response:
    """Everybody who may log in."""
    team = working(visit)
    return visit.page(
        "team.html",
        place="Team",
        users=users.users(team.desk),
        seen=users.last_seen(team.desk),
        codes=second_steps.who_takes(team.desk),
        roles=ROLES,
        may=MAY,
        link=link,
        whom=whom,
        days=users.CODE_DAYS,
    )


def add(visit: Visit) -> Response:
    """Let somebody in; shows the link for their password, once."""
    user, code = users.add(working(visit).desk, visit.given("name"), visit.given("role"), doer(visit))
    return page(visit, _link(visit, code), user.name)


def new_link(visit: Visit) -> Response:
    """A new link for somebody's password, shown once."""
    name = visit.given("name")
    return page(visit, _link(visit, users.new_code(working(visit).desk, name, doer(visit))), name)


def _link(visit: Visit, code: str) -> str:
    url = visit.request.url
    return f"{url.scheme}://{url.netloc}{WELCOME}/{code}"


def set_role(visit: Visit) -> Response:
    """Give somebody another role."""
    users.set_role(working(visit).desk, visit.given("name"), visit.given("role"), doer(visit))
    return back_to("/team")


def set_active(visit: Visit) -> Response:
    """Shut somebody out, or let them in again."""
    users.set_active(working(visit).desk, visit.given("name"), visit.given("active") == "1", doer(visit))
    return back_to("/team")


def no_code(visit: Visit) -> Response:
    """Ask somebody for no code any more, who lost the app."""
    second_steps.forget(working(visit).desk, visit.given("name"), doer(visit))
    return back_to("/team")


def log(visit: Visit) -> Response:
    """What was done, the newest first."""
    team = working(visit)
    found = entries(team.desk, before=visit.number("before"), most=ENTRIES + 1, who=visit.asked("who"))
    shown = found[:ENTRIES]
    return visit.page(
        "log.html",
        place="Team",
        entries=shown,
        before=shown[-1].entry_id if len(found) > ENTRIES else 0,
        who=visit.asked("who"),
        first=not visit.number("before"),
        now=utc_now(),
    )


PAGES: list[Page | Action] = [
    Page("/team", page, least="admin"),
    Page("/team/log", log, least="admin"),
    Action("/team/add", add, least="admin", noted=False),
    Action("/team/role", set_role, least="admin", noted=False),
    Action("/team/active", set_active, least="admin", noted=False),
    Action("/team/link", new_link, least="admin", noted=False),
    Action("/team/no-code", no_code, least="admin", noted=False),
]
