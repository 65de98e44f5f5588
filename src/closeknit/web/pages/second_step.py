"""One's own codes at log-in: switched on with an app, off again, and what to do without the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import segno
from starlette.responses import Response

from closeknit.desk import logins, second_steps
from closeknit.desk.audit import By
from closeknit.desk.one_time import LONGEST as LONGEST_CODE
from closeknit.desk.one_time import address, in_groups
from closeknit.desk.opening import Desk
from closeknit.desk.secrets import LONGEST
from closeknit.errors import CloseknitError
from closeknit.web.pages.team import doer, working
from closeknit.web.sent import too_often
from closeknit.web.visits import Action, Page, Visit, back_to

SET_UP = "/me/codes"

Change = Callable[[Desk, str, str, By], list[str] | None]
"""Something done to somebody's codes, for a code typed: gives recovery codes where it drew some."""


@dataclass(frozen=True)
class ForApp:
    """What an app takes up: a square to photograph, an address to open, a word to type."""

    square: str
    address: str
    word: str


def for_app(secret: str, name: str, business: str) -> ForApp:
    """How a secret is shown to whoever puts it into an app. It is drawn here, and goes nowhere else."""
    found = address(secret, name, business)
    square = segno.make(found, micro=False).svg_data_uri(scale=4, border=4, light="white")
    return ForApp(square, found, in_groups(secret))


def page(visit: Visit, codes: list[str] | None = None, problem: CloseknitError | None = None) -> Response:
    """How it stands with one's codes; recovery codes are shown where they were just drawn."""
    team, user = working(visit), visit.session.user
    state = second_steps.state(team.desk, user)
    business = visit.served.workspace.settings.name
    shown = visit.page(
        "second_step.html",
        status=400 if problem else 200,
        place="Me",
        state=state,
        app=for_app(state.secret, user, business) if state.secret else None,
        codes=codes,
        problem=problem,
        longest=LONGEST,
        longest_code=LONGEST_CODE,
        taken=visit.session.role in team.give_codes,
    )
    return too_often(shown, problem)


def prepare(visit: Visit) -> Response:
    """Draw a secret for an app."""
    second_steps.prepare(working(visit).desk, visit.session.user)
    return back_to(SET_UP)


def acting(change: Change) -> Callable[[Visit], Response]:
    """What runs for a change that takes password and code; shows the recovery codes that it drew."""

    def run(visit: Visit) -> Response:
        desk, user, by = working(visit).desk, visit.session.user, doer(visit)
        try:
            # A browser left alone for a moment is not enough to change how its user logs in.
            logins.check(desk, user, visit.exactly("password"), by)
            codes = change(desk, user, visit.given("code"), by)
        except CloseknitError as problem:
            return page(visit, problem=problem)
        return page(visit, codes) if codes else back_to(SET_UP)

    return run


PAGES: list[Page | Action] = [
    Page(SET_UP, page, for_setting_up=True),
    *(
        Action(f"{SET_UP}/{name}", handle, least="viewer", noted=False, for_setting_up=True)
        for name, handle in (
            ("prepare", prepare),
            ("on", acting(second_steps.switch_on)),
            ("new", acting(second_steps.new_codes)),
            ("off", acting(second_steps.switch_off)),
        )
    ),
]
