"""Pages in a real browser: light, dark, on a phone, without JavaScript; nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from axe_playwright_python.sync_playwright import Axe

from closeknit.briefings.pairs import Waiting
from closeknit.business import Business
from closeknit.web.serving import Listening
from closeknit.web.visits import Served
from closeknit.workspace import open_workspace
from tests.briefings.pairs_made import pair, to_review
from tests.web.conftest import entered as in_it
from tests.web.conftest import form_of, listening, opened, without_its_scripts
from tests.web.test_guard import OURS
from tests.web.test_segments import settled
from tests.web.walked import LOADED, WHO

pytestmark = pytest.mark.slow

LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "no script": {"java_script_enabled": False, "viewport": {"width": 1280, "height": 900}},
}


@pytest.fixture(scope="module")
def shop(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """What requests to a copy of the tiny business share: a question is saved, two may be the same."""
    folder = tmp_path_factory.mktemp("walked") / "shop"
    copytree(tiny, folder)
    with Business(open_workspace(folder)) as business:
        business.add_segment("silent", "customers whose last order is over 30 days ago")
    with opened(folder) as found, pytest.MonkeyPatch.context() as patch:
        two = pair(WHO, "email:c2@firm2.example")
        patch.setattr(Business, "may_be_one", lambda _: Waiting(to_review(two)))
        patch.setattr(Business, "pairs_of", lambda *_: (two,))
        yield found


@pytest.fixture(scope="module")
def address(shop: Served) -> Iterator[Listening]:
    """The same, served on this machine."""
    with listening(shop) as found:
        yield found


@pytest.fixture(scope="module")
def paths(shop: Served, tiny: Path) -> list[str]:
    """Every page of it; files were sent of which one had been loaded before and one is not known."""
    client, names = in_it(shop, "admin"), ("orders.csv", "odd.csv")
    contents = (tiny.parent / names[0]).read_bytes(), b"shoe,size\nred,43\nblue,44\n"
    sent = [("files", one) for one in zip(names, contents, strict=True)]
    begun = client.post("/data/drop", data=form_of(shop, client), files=sent, headers=OURS)
    job = begun.headers["location"].rpartition("/")[2]
    assert shop.worker.job(job).ended.wait(120)
    assert shop.worker.work_out().ended.wait(120)
    event = client.get(f"/events/{WHO}.json").json()["rows"][0]["id"]
    for earlier in (path for path in LOADED if "as_of=" in path):
        settled(client, earlier)
    return [path.format(job=job, event=event) for path in LOADED]


@pytest.fixture
def entered(window, address, shop):
    """Opens a browser window that is in."""

    def enter(**look):
        page = window(address.url, **look)
        page.goto(f"{address.url}/enter/{shop.entrance.link()}")
        return page

    return enter


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_without_fault_and_as_wide_as_its_window(entered, address, paths, look):
    page = entered(**LOOKS[look])
    for path in paths:
        page.goto(address.url + path)
        assert page.locator("h1").count() == 1, path
        if look != "no script":
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (path, wide)
    # What is not there, and a sentence that is not whole yet, are answered as such.
    assert [said for said in page.amiss if not {"404", "422"} & set(said.split())] == []


COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Rules that look at colours: all that differs between light and dark."""


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(entered, address, paths, look):
    axe, found = Axe(), {}
    page = entered(**LOOKS[look] | {"java_script_enabled": True})
    if look == "no script":
        without_its_scripts(page)
    options = {"resultTypes": ["violations"]} | ({"runOnly": COLOURS} if look == "dark" else {})
    for path in paths:
        page.goto(address.url + path)
        for violation in axe.run(page, options=options).response["violations"]:
            found.setdefault(violation["id"], (path, violation["nodes"][0]["html"][:160]))
    assert found == {}


TEXTS = """
() => [...document.querySelectorAll("figure")].map(figure => {
  const box = figure.querySelector(".scroll").getBoundingClientRect();
  const svg = [...figure.querySelectorAll("svg")].filter(one => one.getBoundingClientRect().width);
  const at = svg[0].getBoundingClientRect(), by = at.width / svg[0].viewBox.baseVal.width;
  const size = text => by * parseFloat(getComputedStyle(text).fontSize);
  const sizes = [...svg[0].querySelectorAll("text")].map(size);
  return [figure.id, svg.length, Math.round(at.width - box.width), Math.min(...sizes)];
})
"""


def test_on_a_phone_each_picture_fits_and_every_text_in_it_is_readable(entered, address):
    page = entered(**LOOKS["phone"], java_script_enabled=False)
    page.goto(address.url + "/patterns")
    seen = page.evaluate(TEXTS)
    assert {name for name, *_ in seen} >= {"bars", "forest", "curve", "dots", "map"}
    for name, shown, over, smallest in seen:
        assert shown == 1, name
        assert smallest >= 11, name
        assert over <= 0 or name == "map", name


def test_evidence_opens_beside_the_page_and_escape_closes_it(entered, address):
    page = entered(**LOOKS["light"])
    page.goto(address.url + "/questions/clients")
    page.locator("a[data-drawer]").first.click()
    page.locator("#drawer h1").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#drawer").is_visible()
    assert page.amiss == []


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_a_record_opens_beside_its_list_and_leads_on_and_back(entered, address, look):
    page = entered(**LOOKS[look])
    page.goto(address.url + "/customers")
    name, drawer = page.locator("table.list a[data-drawer]").first, page.locator("#drawer")
    name.press("Enter")
    drawer.locator("h1").wait_for()
    assert drawer.get_attribute("aria-label") == drawer.locator("h1").inner_text() == name.inner_text()
    assert page.evaluate("document.activeElement.closest('#drawer') !== null")
    assert drawer.evaluate("one => one.scrollHeight > one.clientHeight && one.scrollWidth <= one.clientWidth")
    assert Axe().run(page).response["violations"] == []
    # An event opens in its place, and Back leads to where one was.
    event = drawer.locator("#timeline a[data-drawer]").last
    event.press("Enter")
    drawer.get_by_text("Where it was read").wait_for()
    drawer.get_by_role("button", name="Back").click()
    assert event.evaluate("one => one === document.activeElement")
    assert drawer.get_by_role("button", name="Back").count() == 0
    page.keyboard.press("Escape")
    assert not drawer.is_visible()
    assert page.url == address.url + "/customers"
    assert name.evaluate("one => one === document.activeElement")
    assert page.amiss == []


def test_forms_and_the_link_of_a_record_beside_its_list_lead_to_its_whole_page(entered, address):
    page = entered(**LOOKS["light"])
    drawer = page.locator("#drawer")
    page.goto(address.url + "/people")
    page.locator("table.list a[data-drawer]").first.click()
    drawer.get_by_role("link", name="whole page").click()
    page.wait_for_url("**/who/*")
    page.go_back()
    page.locator("table.list a[data-drawer]").first.click()
    drawer.get_by_placeholder("words in it").fill("nothing of the kind")
    drawer.get_by_role("button", name="Filter").click()
    page.wait_for_url("**/who/*text=nothing*")
    page.locator("main").get_by_text("Nothing fits.").wait_for()
    assert page.amiss == []


def test_without_a_script_a_name_in_a_list_is_a_link(entered, address):
    page = entered(**LOOKS["no script"])
    page.goto(address.url + "/customers")
    page.locator("table.list tbody a").first.click()
    page.wait_for_url("**/who/*")
    assert page.locator("h1").count() == 1


def test_what_is_still_worked_out_is_waited_for_on_a_page_of_its_own(entered, address):
    page = entered(**LOOKS["light"])
    page.goto(address.url + "/customers")
    page.route("**/who/*part=1", lambda route: route.fulfill(body="<h1>On its way</h1><section data-waits>"))
    page.locator("table.list a[data-drawer]").first.click()
    page.wait_for_url("**/who/*")


def test_where_evidence_cannot_be_fetched_its_own_page_is_opened(entered, address):
    page = entered(**LOOKS["light"])
    page.goto(address.url + "/questions/clients")
    page.route("**/why/*part=1", lambda route: route.abort())
    page.locator("a[data-drawer]").first.click()
    page.wait_for_url("**/why/*")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            lambda route: route.fulfill(status=413, content_type="text/plain", body="At most 2 GB."),
            "At most 2 GB.",
        ),
        (lambda route: route.abort(), "did not get through"),
    ],
    ids=["refused in plain words", "cut off"],
)
def test_files_that_were_not_taken_are_said_to_be_so(entered, address, answer, said):
    page = entered(**LOOKS["light"])
    page.goto(address.url + "/data")
    page.route("**/data/drop", answer)
    page.locator("#files").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"a,b"})
    page.get_by_role("button", name="Load").click()
    page.get_by_role("alert").get_by_text(said).wait_for(timeout=5_000)
    assert not [one for one in page.amiss if "TypeError" in one]


def test_arrows_lead_a_cross_hair_along_a_line_and_tell_each_point(entered, address):
    page = entered(**LOOKS["light"])
    page.goto(address.url + "/patterns")
    figure, cross, hint = (
        page.locator("figure#line svg:visible"),
        page.locator(".cross"),
        page.locator(".hint"),
    )
    points = figure.locator("[aria-roledescription=point]")
    figure.focus()
    for key, point in [("ArrowRight", 0), ("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1)]:
        page.keyboard.press(key)
        assert hint.inner_text() == points.nth(point).get_attribute("aria-label")
        box, line = points.nth(point).bounding_box(), cross.bounding_box()
        assert line["x"] == pytest.approx(box["x"] + box["width"] / 2, abs=1)
        assert line["height"] == pytest.approx(figure.bounding_box()["height"], abs=1)
    page.keyboard.press("Tab")
    assert not cross.is_visible()
    assert not hint.is_visible()
    # Where marks stand at no points of a line, they are told without it.
    page.locator("figure#bars svg:visible").focus()
    page.keyboard.press("ArrowRight")
    assert hint.is_visible()
    assert not cross.is_visible()
    assert page.amiss == []


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_search_and_arrows_to_a_result(entered, address, key):
    page = entered(**LOOKS["light"])
    page.keyboard.press(key)
    page.keyboard.type("firm1")
    page.locator("#found a").first.wait_for()
    # Wider than the column it stands in, which would cut it off.
    right = "one => one.getBoundingClientRect().right - 9"
    x, y = page.locator("#found").evaluate(right), page.locator("#found a").first.bounding_box()["y"] + 9
    assert x > page.locator("nav.side").bounding_box()["width"]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('#found') !== null", [x, y])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/who/**")
    assert page.amiss == []


def test_files_are_chosen_loaded_and_taken_back(browser, tmp_path):
    from closeknit.web.serving import close_served, open_served
    from closeknit.workspace import create_workspace
    from tests.ledger.loads import ORDERS, mapped, order, write_rows

    workspace = create_workspace(tmp_path / "new")
    mapped(workspace.mappings, ORDERS)
    file = write_rows(tmp_path / "orders.csv", [order(n) for n in range(1, 9)])
    served = open_served(workspace, lambda _: None)
    with listening(served) as found:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{found.url}/enter/{served.entrance.link()}")
        page.locator("#files").set_input_files(str(file))
        page.get_by_role("button", name="Load").click()
        page.get_by_text("Understood", exact=True).wait_for()
        assert page.get_by_text("orders.csv", exact=True).count() == 1
        page.get_by_role("button", name="Take back orders.csv").click()
        page.get_by_text("is taken back").wait_for()
        there = {p.name for p in (workspace.data / "incoming").rglob("*") if p.is_file()}
        assert there <= {"lock"}
        page.close()
    close_served(served)


def test_a_figure_is_told_by_pointer_and_keys_as_a_table_and_as_each_file(entered, address):
    page = entered(**LOOKS["light"])
    page.goto(address.url + "/questions/clients")
    shown = page.locator("figure").first
    svg, hint = shown.locator("svg").first, page.locator(".hint")
    svg.scroll_into_view_if_needed()
    svg.locator("[role=graphics-symbol][aria-label]").last.hover(force=True)
    hint.wait_for(timeout=5_000)
    assert hint.inner_text()
    page.mouse.move(0, 0)
    svg.focus()
    page.keyboard.press("ArrowRight")
    assert hint.is_visible()
    shown.get_by_text("as table").click()
    assert shown.locator("details td").first.is_visible()
    for form, start in {"SVG": b"<svg", "PNG": b"\x89PNG", "CSV": b"", "JSON": b"{"}.items():
        with page.expect_download() as kept:
            shown.get_by_role("link", name=form, exact=True).click()
        content = kept.value.path().read_bytes()
        assert kept.value.suggested_filename.endswith(f".{form.lower()}")
        assert content
        assert content.startswith(start)
    assert page.amiss == []
