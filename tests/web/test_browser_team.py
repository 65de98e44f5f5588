"""The pages of a team in a real browser: light, dark, on a phone, without scripts; from the first code on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe

from closeknit.desk import users
from closeknit.web.place import Place
from closeknit.web.serving import Listening, close_served, listen, open_served, tell_way_in
from closeknit.workspace import create_workspace
from tests.web.test_browser import LOOKS
from tests.web.test_team import GOOD, ROOT

pytestmark = pytest.mark.slow


PATHS = ["/team", "/team/log", "/keys", "/me", "/data"]


@pytest.fixture(scope="module")
def team(tmp_path_factory) -> Iterator[tuple[str, str, object]]:
    """Where a new team is served, the path of its first code, and what requests share."""
    told: list[str] = []
    folder = tmp_path_factory.mktemp("team") / "firm"
    made = create_workspace(folder, settings_text='name = "Firm & Sons"\n[serve]\nteam = true\n')
    served, listening = open_served(made, told.append, working=False), Listening(listen(None), Place())
    tell_way_in(served)
    server = listening.server(served)
    thread = Thread(target=lambda: server.run(sockets=[listening.socket]), daemon=True)
    thread.start()
    yield listening.url, re.search(r"/welcome/\S+", told[0])[0], served
    server.should_exit = True
    thread.join(timeout=10)
    close_served(served)


@pytest.fixture
def opened(browser, team):
    """Opens a window that keeps what went wrong there in `.amiss`."""
    contexts = []

    def open_window(**look):
        context = browser.new_context(**look)
        contexts.append(context)
        page = context.new_page()
        page.amiss = []
        page.on("pageerror", lambda error: page.amiss.append(str(error)))
        page.on("console", lambda said: page.amiss.append(said.text) if said.type == "error" else None)
        page.on("request", lambda r: None if r.url.startswith(team[0]) else page.amiss.append(r.url))
        return page

    yield open_window
    for context in contexts:
        context.close()


def log_in(page, url, name="root"):
    page.goto(url + "/log-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Log in").click()


def test_from_the_first_code_to_somebody_let_in_who_looks(opened, team):
    url, first, _ = team
    page = opened(**LOOKS["no script"])
    page.goto(url + first)
    page.get_by_label("Name to log in with").fill("root")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_label("The same again").fill(GOOD)
    page.get_by_role("button", name="Keep it and log in").click()
    page.get_by_role("link", name="Team").click()
    page.get_by_label("Name").fill("ana")
    page.get_by_role("button", name="Let in", exact=True).click()
    link = page.locator("code.secret").inner_text()
    other = opened(**LOOKS["phone"])
    other.goto(link)
    other.get_by_label("Password").fill(GOOD)
    other.get_by_label("The same again").fill(GOOD)
    other.get_by_role("button", name="Keep it and log in").click()
    other.get_by_role("link", name="ana").click()
    assert other.locator("h1").inner_text() == "ana, viewer"
    assert other.get_by_role("link", name="Team").count() == 0
    other.get_by_role("button", name="Log out", exact=True).click()
    assert other.get_by_role("heading", name="Log in to Firm & Sons").is_visible()
    assert page.amiss == []


@pytest.fixture
def root(team):
    """An admin there is, whichever test comes first."""
    desk = team[2].desk()
    if "root" not in {one.name for one in users.users(desk)}:
        users.add(desk, "root", "admin", ROOT, password=GOOD)
    return team[0]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_without_fault_and_as_wide_as_its_window(opened, root, team, look):
    page, axe = opened(**LOOKS[look]), Axe()
    code = users.add(team[2].desk(), f"new-{look.replace(' ', '-')}", "member", ROOT)[1]

    def look_at(path):
        page.goto(root + path)
        assert page.locator("h1").count() == 1, path
        if look != "no script":
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
            assert [one["id"] for one in axe.run(page).response["violations"]] == [], path

    for path in ("/log-in", f"/welcome/{code}"):
        look_at(path)
    log_in(page, root)
    for path in PATHS:
        look_at(path)
    assert page.amiss == []
