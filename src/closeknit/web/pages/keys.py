"""Keys with which programs ask, for admins: make one, see when it was last used, end it."""

from __future__ import annotations

from starlette.responses import Response

from closeknit.desk import api_keys
from closeknit.desk.opening import Desk
from closeknit.desk.roles import MAY, ROLES
from closeknit.errors import AccessError
from closeknit.web.api.calls import PREFIX
from closeknit.web.callers import doer
from closeknit.web.visits import Action, Page, Visit, back_to


def page(visit: Visit, key: str = "", name: str = "") -> Response:
    """Every key; a new one is shown once."""
    found = api_keys.api_keys(_desk(visit))
    return visit.page(
        "keys.html",
        place="Keys",
        keys=[one for one in found if one.ended is None],
        ended=[one for one in found if one.ended is not None],
        roles=ROLES,
        may=MAY,
        key=key,
        name=name,
        prefix=PREFIX,
    )


def _desk(visit: Visit) -> Desk:
    if visit.served.desk is None:
        raise AccessError("keys cannot be kept here")
    return visit.served.desk()


def add(visit: Visit) -> Response:
    """Make a key."""
    name = visit.given("name")
    return page(
        visit, api_keys.add(_desk(visit), name, visit.given("role"), doer(visit.session, visit.request)), name
    )


def end(visit: Visit) -> Response:
    """Have a key open nothing any more."""
    api_keys.end(_desk(visit), visit.given("name"), doer(visit.session, visit.request))
    return back_to("/keys")


PAGES: list[Page | Action] = [
    Page("/keys", page, least="admin"),
    Action("/keys/add", add, least="admin", noted=False),
    Action("/keys/end", end, least="admin", noted=False),
]
