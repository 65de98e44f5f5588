"""Markup and scripts in every text that somebody else may write: in a real browser all of it stays text."""

from __future__ import annotations

import csv
from urllib.parse import quote

import pytest

from closeknit.business import Business
from closeknit.desk import users
from closeknit.desk.tables import ApiKey, Entry, Login, User
from closeknit.web.serving import close_served, open_served
from closeknit.workspace import create_workspace
from tests.ledger.loads import mapped
from tests.web.conftest import GOOD, ROOT, listening
from tests.web.seeded import NAMED, TOLD, US, whose, write_files
from tests.web.test_browser_team import log_in

pytestmark = pytest.mark.slow

SEEDS = (
    '<img src=x onerror="window.ran=1">',
    '"><script>window.ran=1</script>',
    "' onmouseover='window.ran=1' autofocus onfocus='window.ran=1' x='",
    '" onmouseover="window.ran=1" autofocus onfocus="window.ran=1" x="',
    "javascript:window.ran=1",
    '<a href="javascript:window.ran=1">x</a>',
    "<svg/onload=window.ran=1>",
    "</title></h1><script>window.ran=1</script>",
    "</textarea></option></select><iframe srcdoc='<script>parent.ran=1</script>'>",
    "<style>*{background:url(//evil.example)}</style>",
    '<base href="//evil.example/"><form action="//evil.example">',
    "{{ 7 * 7 }}{% set x = 1 %}${7*7}&lt;b&gt;",
    "\u202e<b>turned\u2066</b>",
)
TICKETS = """
format = 1
source = "desk"
stream = "tickets"
title = "Tickets"
[recognise]
columns = ["id", "day", "email", "name", "city", "subject", "text", "total"]
[record]
identity = ["id"]
[party.client]
kind = "person"
keys = { email = "email" }
name = "name"
traits = { city = "city" }
[[activity]]
kind = "ticket.opened"
at = "day"
participants = { requester = "client" }
subject = "subject"
body = "text"
[[activity]]
kind = "order.placed"
at = "day"
amount = "total"
participants = { buyer = "client" }
"""
WATCH = """
addEventListener("securitypolicyviolation", (event) => console.error("violates " + event.violatedDirective));
"""
FOREIGN = """() => [...document.querySelectorAll("*")].filter((one) =>
  one.matches("img, iframe, object, embed, base, style, body script, head script:not([src^='/static/'])") ||
  one.matches("form:not([action^='/']), b") ||
  [...one.attributes].some((of) => of.name.startsWith("on") ||
    (["href", "src", "action", "formaction"].includes(of.name) && /^\\s*(javascript|data):/i.test(of.value)))
).map((one) => one.outerHTML.slice(0, 120))"""
"""Elements and attributes that no page of ours has."""


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """Where a team is served whose data and desk hold seeds in every text, and what requests share."""
    folder = tmp_path_factory.mktemp("seeds") / "firm"
    made = create_workspace(folder, settings_text=f"name = '''{SEEDS[0]}'''\n[serve]\nteam = true\n")
    mapped(made.mappings, TICKETS, "tickets.toml")
    with (folder / "tickets.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("id", "day", "email", "name", "city", "subject", "text", "total"))
        for n, seed in enumerate(SEEDS):
            said = f"We are very worried about {seed}"
            text = f"I am worried about {seed}, and we are not happy with the portal."
            out.writerow((n, f"2026-06-{n + 1:02}", f"c{n}@firm{n}.example", seed, seed, said, text, "10.00"))
    with Business(made) as business:
        business.load([folder / "tickets.csv"])
        business.answers()
    served = open_served(made, lambda _: None, working=False)
    users.add(served.desk(), "root", "admin", ROOT, password=GOOD)
    with served.desk().writing() as session:
        session.add_all(row for n, seed in enumerate(SEEDS) for row in rows(n, seed))
    with listening(served) as found:
        yield found.url, served
    close_served(served)


@pytest.fixture(scope="module")
def from_sources(tmp_path_factory):
    """Where one person's business is served into which files of every kind of source were loaded."""
    folder = tmp_path_factory.mktemp("sources")
    made = create_workspace(folder / "firm", settings_text=f"our_domains = ['{US.partition('@')[2]}']\n")
    write_files(folder / "files", SEEDS)
    with Business(made) as business:
        report = business.load([folder / "files"])
        assert not report.not_understood
        assert sum(one.set_aside for one in report.understood) == 0
        business.answers()
    served = open_served(made, lambda _: None, working=False)
    with listening(served) as found:
        yield found.url, served
    close_served(served)


def rows(n, seed):
    """What older forms or another program may have left in the desk, whose checks would refuse it."""
    by = {"made_at": ROOT.at, "made_by": seed}
    yield User(name=f"{n}{seed}", role="viewer", active=n % 2 == 0, password="x", code="", **by)
    yield ApiKey(name=seed, secret=f"{n}", role="viewer", **by)
    yield ApiKey(name=f"{seed}{n}", secret=f"ended {n}", role="viewer", ended=ROOT.at, **by)
    yield Login(user_id=1, secret=f"{n}", began=ROOT.at, seen=ROOT.at, address=seed, browser=seed)
    yield Entry(at=ROOT.at, who=seed, did=seed, about=seed, address=seed)


def looking(page, url):
    """Looks at a page, the open one unless a path is given: all of it is ours, and it shows these texts."""

    def look_at(path, *shown):
        if path:
            page.goto(url + path)
        assert page.evaluate(FOREIGN) == [], path
        assert page.evaluate("window.ran") is None, path
        text = page.locator("html").text_content()
        assert [seed for seed in shown if " ".join(seed.split()) not in " ".join(text.split())] == [], path

    return look_at


def test_texts_of_every_source_stay_texts_on_the_pages_that_show_them(window, from_sources):
    url, served = from_sources
    page = window(url)
    page.add_init_script(WATCH)
    look_at = looking(page, url)
    page.goto(f"{url}/enter/{served.entrance.link()}")
    look_at("/data", *(seed.replace("/", "∕") for seed in SEEDS[:NAMED]))
    for n, seed in enumerate(SEEDS):
        look_at(f"/held/email:{whose(n)}", *(f"{what} {seed}"[:60] for what in TOLD))
        look_at(f"/who/email:{whose(n)}", f"mail {seed}"[:40], f"meeting {seed}"[:40])
        events = page.locator('a[href^="/event/"]').evaluate_all("all => all.map(one => one.pathname)")
        assert len(set(events)) >= 2, "a letter and a meeting"
        for event in sorted(set(events))[:6] if n % 3 == 0 else ():
            look_at(event)
    for n, seed in enumerate(SEEDS[:NAMED]):
        look_at(f"/held/email:{whose(n)}", f"answer {seed}"[:60], f"What {seed}"[:40])
    for path in (f"/who/email:{US}", "/search?q=deal", "/search?q=raises", "/people", "/data/pairs"):
        look_at(path)
    assert page.amiss == []


def test_nothing_that_others_wrote_becomes_part_of_a_page(window, seeded):
    url, _ = seeded
    page = window(url, extra_http_headers={"user-agent": SEEDS[0]})
    page.add_init_script(WATCH)
    look_at = looking(page, url)
    page.goto(f"{url}/customers?q={quote(SEEDS[3])}")
    page.get_by_label("Name").fill(SEEDS[3])
    page.get_by_label("Password").fill(SEEDS[3])
    page.get_by_role("button", name="Log in").click()
    look_at("", SEEDS[0])
    assert page.get_by_label("Name").input_value() == SEEDS[3]
    log_in(page, url)
    look_at("/team", *SEEDS)
    look_at("/keys", *SEEDS)
    look_at("/team/log", *SEEDS)
    look_at("/me", SEEDS[0], *(seed[:60] for seed in SEEDS))
    for n, seed in enumerate(SEEDS):
        look_at(f"/team/log?who={quote(seed)}", seed)
        look_at(f"/who/domain:firm{n}.example", "What they care about", f"worried about {seed}"[:60])
        look_at(f"/who/email:c{n}@firm{n}.example", seed)
        look_at(f"/why/email:c{n}@firm{n}.example", seed)
        for path, button in (("/keys", "Make"), ("/team", "Let in")) if n < 4 else ():
            page.goto(url + path)
            page.locator("#name").fill(seed)
            page.get_by_role("button", name=button, exact=True).click()
            look_at("", seed)
    look_at("/questions/topics", f"worried about {SEEDS[1]}"[:40])
    for path in ("/", "/customers", "/data", "/search?q=worried"):
        look_at(path, SEEDS[0])
    assert [said for said in page.amiss if not said.startswith("Failed to load resource: the server")] == []
