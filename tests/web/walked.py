"""The addresses that browsers walk in every look; `test_guard` fails where a page is not among them."""

from __future__ import annotations

from starlette.routing import compile_path

from closeknit.lenses.seam import each_lens
from closeknit.web.app import declared
from closeknit.web.pages.doors import DOORS, GIVE_CODE, LOG_IN
from closeknit.web.visits import FILES, Page

WHO = "email:c1@firm1.example"
LOADED = [
    "/", "/customers", "/people", "/data", "/data/set-aside", "/data/mapping?of=shop/orders",
    "/data/mapping?file=orders.toml", "/data/pairs", "/data/jobs/{job}",
    "/search?q=firm", f"/who/{WHO}", "/who/firm1.example", f"/why/{WHO}", f"/held/{WHO}", "/event/{event}",
    "/ask", "/ask?q=customers+who+are", "/ask/rows/found?q=customers",
    "/segments", "/segment", "/segment?name=silent", "/patterns",
    *(f"/questions/{lens.name}" for lens in each_lens()), "/questions/clients/customers",
    "/questions/clients?as_of=2024-06-30", "/nowhere",
]  # fmt: skip
"""Of the tiny business; `{job}` is a load of files, `{event}` something that happened."""

STRANGERS = [LOG_IN, "/welcome/{code}"]
TEAM = ["/", "/team", "/team/log", "/keys", "/me", "/me/codes", "/data"]
"""Of a team with an empty folder."""

NO_PAGES = {
    "/events/{key:path}": "files alone",
    "/map/{key:path}": "files alone",
    "/questions/{name}/pictures/{file}": "files alone",
    "/ask/live": "what a script puts into the page of a sentence",
}
"""What is declared as a page but never opened as one."""

BY_FORMS = {GIVE_CODE: "opens behind a name and a password, where the tests of codes look at it"}


def to_walk() -> set[str]:
    """Every page and door there is, but for those that are a file of another."""
    pages = [one.path for one in declared() if isinstance(one, Page)]
    shown = {path for path in pages if path.rpartition(".")[2] not in FILES}
    return (shown | {one.path for one in DOORS}) - set(NO_PAGES) - set(BY_FORMS)


def walked() -> set[str]:
    """Those of them that one of the addresses leads to."""
    routes = [one.path for one in declared() if isinstance(one, Page)] + [one.path for one in DOORS]
    found = set()
    for address in (*LOADED, *STRANGERS, *TEAM):
        path = address.partition("?")[0].format(job="x", event=1, code="x")
        found |= {next((route for route in routes if compile_path(route)[0].match(path)), "")}
    return found - {""}
