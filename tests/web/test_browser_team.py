"""The pages of a team in a real browser: light, dark, on a phone, without scripts; from the first code on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from pyotp import parse_uri

from closeknit.desk import users
from closeknit.web.serving import close_served, open_served, tell_way_in
from closeknit.workspace import create_workspace
from tests.web.conftest import GOOD, ROOT, listening
from tests.web.test_browser import LOOKS
from tests.web.walked import STRANGERS, TEAM

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def team(tmp_path_factory) -> Iterator[tuple[str, str, object]]:
    """Where a new team is served, the path of its first code, and what requests share."""
    told: list[str] = []
    folder = tmp_path_factory.mktemp("team") / "firm"
    made = create_workspace(folder, settings_text='name = "Firm & Sons"\n[serve]\nteam = true\n')
    served = open_served(made, told.append, working=False)
    tell_way_in(served)
    with listening(served) as found:
        yield found.url, re.search(r"/welcome/\S+", told[0])[0], served
    close_served(served)


def log_in(page, url, name="root"):
    page.goto(url + "/log-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Log in").click()


def test_from_the_first_code_to_somebody_let_in_who_looks(window, team):
    url, first, _ = team
    page = window(url, **LOOKS["no script"])
    page.goto(url + first)
    page.get_by_label("Name to log in with").fill("root")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_label("The same again").fill(GOOD)
    page.get_by_role("button", name="Keep it and log in").click()
    page.get_by_role("link", name="Team").click()
    page.get_by_label("Name").fill("ana")
    page.get_by_role("button", name="Let in", exact=True).click()
    link = page.locator("code.secret").inner_text()
    other = window(url, **LOOKS["phone"])
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
def test_every_page_is_without_fault_and_as_wide_as_its_window(window, root, team, look):
    page = window(root, **LOOKS[look])
    code = users.add(team[2].desk(), f"new-{look.replace(' ', '-')}", "member", ROOT)[1]
    for path in STRANGERS:
        page.goto(root + path.format(code=code))
        without_fault(page, look)
    log_in(page, root)
    for path in TEAM:
        page.goto(root + path)
        without_fault(page, look)
    assert page.amiss == []


def without_fault(page, look):
    """That the page shown has one title, is as wide as its window, and accessible."""
    assert page.locator("h1").count() == 1, page.url
    if look != "no script":
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
        assert [one["id"] for one in Axe().run(page).response["violations"]] == [], page.url


@pytest.mark.parametrize("look", LOOKS)
def test_codes_are_set_up_and_asked_for_on_pages_without_fault(window, team, look):
    url, _, served = team
    name = f"coded-{look.replace(' ', '-')}"
    users.add(served.desk(), name, "viewer", ROOT, password=GOOD)
    page = window(url, **LOOKS[look])
    log_in(page, url, name)
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Log in with a code, too").click()
    page.get_by_role("button", name="Set it up").click()
    assert page.locator("img.square").evaluate("one => one.naturalWidth") > 100
    without_fault(page, look)
    app = parse_uri(page.get_by_role("link", name="open it").get_attribute("href"))
    page.get_by_label("The code that the app shows now").fill(app.now())
    page.get_by_label("Your password").fill(GOOD)
    page.get_by_role("button", name="Switch codes on").click()
    page.get_by_role("heading", name="You log in with a code").wait_for()
    without_fault(page, look)
    paper = page.locator("ul.codes code").first.inner_text()
    assert page.amiss == []
    page.get_by_role("button", name="Log out").click()
    log_in(page, url, name)
    page.get_by_role("heading", name="The code of your app").wait_for()
    without_fault(page, look)
    page.get_by_label("Code").fill(paper)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name=name).wait_for()
    # Logged out, one was shown the page to log in on, as somebody not let in.
    assert [one for one in page.amiss if "401 (Unauthorized)" not in one] == []
