"""The relationship map in a browser: moved, zoomed, walked by keys; people stand where they stood before."""

import json
import os
import re
import time
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from html import unescape
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from closeknit.answers import Answer
from closeknit.errors import UnknownQuestion
from closeknit.lenses.seam import each_lens, lens_named
from closeknit.progress import Quiet
from closeknit.reports.html import style
from closeknit.reports.maps import standing
from closeknit.reports.pictures import drawn
from closeknit.web.callers import cookie_name
from closeknit.web.maps import (
    MONTH,
    WIDE,
    draw_ahead,
    group_for_page,
    group_on_map,
    map_drawn,
    map_for_page,
    opening_groups,
)
from closeknit.web.readers import Readers
from closeknit.web.statics import content
from closeknit.web.worker import answer_all
from closeknit.workspace import create_workspace
from tests.reports.maps.test_in_browser import OVERLAPS
from tests.reports.maps.ties_made import picture, scattered
from tests.web.conftest import entered, listening, without_its_scripts


def shown(browser, people):
    """A window with the map of so many people and its script."""
    page = browser.new_page(viewport={"width": 900, "height": 800})
    svg = drawn(scattered(people, seed=people), width=860)
    sheet = f"<style>{style()}{content('app.css')}</style>"
    page.set_content(f"{sheet}<figure><div class=scroll>{svg}</div></figure>")
    page.add_script_tag(content=content("map.js"))
    return page


def comes_to(page, said):
    """Waits until the sheet has moved so."""
    page.wait_for_function(
        "said => document.querySelector('svg.map').style.transform.includes(said)", arg=said
    )


@pytest.mark.slow
def test_it_is_moved_zoomed_and_shown_whole_again(browser):
    page = shown(browser, 40)
    svg = page.locator("svg.map")
    box = svg.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 140, steps=4)
    page.mouse.up()
    comes_to(page, "translate(60px, 40px)")
    page.get_by_role("button", name="Nearer").click()
    comes_to(page, "scale(1.3)")
    page.get_by_role("button", name="Show all").click()
    comes_to(page, "translate(0px, 0px) scale(1)")
    page.close()


@pytest.mark.slow
def test_keys_walk_from_one_to_the_next_and_enter_names_the_page(browser):
    page = shown(browser, 40)
    page.locator("svg.map").focus()
    page.keyboard.press("ArrowRight")
    first = page.get_by_role("status").text_content()
    assert "closest to" in first
    told = {first}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        told.add(page.get_by_role("status").text_content())
    assert len(told) > 2
    assert page.locator(".mapped a").get_attribute("href").startswith("/who/")
    assert page.locator("svg.map.focused .near").count() > 1
    page.keyboard.press("Escape")
    assert page.locator("svg.map.focused").count() == 0
    page.close()


@pytest.mark.slow
def test_moving_a_thousand_people_changes_one_style_and_none_of_them(browser):
    page = shown(browser, 1_000)
    changed = page.evaluate(
        """async () => {
          const svg = document.querySelector('svg.map'), seen = new Set();
          const note = (one) => seen.add(`${one.target.nodeName} ${one.attributeName}`);
          const all = { attributes: true, childList: true, subtree: true };
          new MutationObserver((many) => many.forEach(note)).observe(document, all);
          for (let n = 0; n < 10; n++) {
            const wheel = { deltaY: -1, ctrlKey: true, bubbles: true, cancelable: true };
            svg.dispatchEvent(new WheelEvent('wheel', { ...wheel, clientX: 200 + n, clientY: 200 }));
            await new Promise(requestAnimationFrame);
          }
          return [...seen];
        }"""
    )
    assert changed == ["svg style"]
    page.close()


def test_whoever_stood_somewhere_stands_there_again_and_new_ones_find_room(tmp_path):
    whole = scattered(30, seed=30)
    names = sorted({*whole.data["from"].to_pylist(), *whole.data["to"].to_pylist()})
    gone = names[7]
    rows = [r for r in whole.data.to_pylist() if gone not in (r["from"], r["to"])]
    smaller = replace(whole, data=whole.data.from_pylist(rows, schema=whole.data.schema))
    before = standing(smaller, width=860)
    after = {name: (x, y) for name, x, y in standing(whole, width=860, stood=before)}
    assert all(after[name] == (x, y) for name, x, y in before)
    assert gone in after
    file = tmp_path / "maps" / "relations.json"
    first = map_drawn(file, smaller, 860)
    assert map_drawn(file, smaller, 860) == first
    kept = json.loads(file.read_text())
    map_drawn(file, whole, 860)
    stood = {name for name, _, _ in kept}
    assert [row for row in json.loads(file.read_text()) if row[0] in stood] == kept


def mapped(key):
    """An answer with a map."""
    whole = scattered(12, seed=12)
    return Answer("relations", "Who?", "!", date(2026, 6, 30), pictures=(whole,), cache_key=key)


TODAY = date(2026, 3, 1)


def answering(workspace, answers):
    """A business with these answers, by question; the others have no pictures."""
    none = replace(mapped("none"), pictures=())
    return SimpleNamespace(
        imports=lambda: [1],
        bring_up=lambda **_: None,
        passing=nullcontext,
        workspace=workspace,
        today_here=lambda: TODAY,
        book=SimpleNamespace(folder=workspace.folder),
        ask=lambda name: SimpleNamespace(answer=answers.get(name, none)),
    )


def test_only_groups_are_links_and_a_name_that_wants_to_be_markup_is_text():
    svg = (
        '<svg role="img"><circle data-n="0" data-name="Ana" aria-label="Ana; closest to Bo"/>'
        '<a data-group="&lt;b&gt; &amp; &quot;Co&quot;" aria-label="Open A &amp; B, 9 people">'
        '<circle data-n="1" data-name="" aria-label="A &amp; B, 9 people; closest to Ana"/></a></svg>'
    )
    opened = opening_groups(svg, lambda lead: f"?group={lead}")
    assert opened.count("<a ") == opened.count("href=") == 1
    assert '<a href="?group=&lt;b&gt; &amp; &quot;Co&quot;" data-group=' in opened
    assert 'role="group"' in opened
    without = svg.replace("<a data-group=", "<a data-x=")
    assert opening_groups(without, str) == without


def test_somebody_who_is_in_no_group_any_more_is_told_so(tmp_path):
    workspace, answer = create_workspace(tmp_path / "new"), mapped("k0")
    with pytest.raises(UnknownQuestion, match=r"in no group (.|\n)*whole map"):
        group_on_map(workspace, answer, answer.pictures[0], ["Ana"])


def test_a_group_has_one_file_of_places_whoever_names_it_and_an_earlier_day_moves_nobody_in_it(tmp_path):
    workspace, answer = (
        create_workspace(tmp_path / "new"),
        replace(mapped("k0"), pictures=(communities(12, 90),)),
    )
    (whole,) = answer.pictures
    one, same, then = (
        group_on_map(workspace, replace(answer, cache_key=key), whole, [f"Person 03-{n:03}"])
        for key, n in (("k0", 0), ("k0", 7), ("then", 7))
    )
    drawn_now = group_for_page(workspace, answer, one, depth=1)
    (places,) = workspace.maps.glob("*-of-*.json")
    stood = places.read_bytes()
    assert group_for_page(workspace, answer, same, depth=1) == drawn_now
    then = replace(then, data=then.data.slice(0, 5))
    assert group_for_page(workspace, answer, then, depth=1, earlier=True).startswith("<svg")
    assert places.read_bytes() == stood
    assert list(workspace.maps.glob("*-of-*.json")) == [places]


def test_where_people_stood_on_a_group_that_nobody_opens_any_more_is_not_kept(tmp_path):
    """Of three groups whose places are two months old one is opened before the map is drawn anew."""
    workspace, answer = create_workspace(tmp_path / "new"), mapped("k0")
    draw_ahead(workspace, answer)
    groups = [picture((name, "Bo", 0.9, "", "", "Firm"), (name, "Cy", 0.8, "", "", "Firm")) for name in "XYZ"]
    for group in groups:
        group_for_page(workspace, answer, group, depth=1)
    for file in workspace.maps.glob("*.json"):
        os.utime(file, (time.time() - 2 * MONTH,) * 2)
    group_for_page(workspace, answer, groups[1], depth=1)
    draw_ahead(workspace, replace(answer, cache_key="k1"))
    (kept,) = workspace.maps.glob("*-of-*.json")
    assert {name for name, _, _ in json.loads(kept.read_text("utf-8"))} == {"Y", "Bo", "Cy"}
    assert len(list(workspace.maps.glob("*.json"))) == 2, "places on the whole map stay"


def test_parts_with_one_colleague_in_each_have_places_of_their_own(tmp_path):
    workspace = create_workspace(tmp_path / "new")
    whole = picture(*(("Ana", f"Person {n:04}", 0.5, "", "", "Firm") for n in range(1_010)))
    answer = replace(mapped("k0"), pictures=(whole,))
    first, second = (
        group_on_map(workspace, answer, whole, [lead]) for lead in ("Person 0000", "Person 1009")
    )
    for part in (first, second):
        group_for_page(workspace, answer, replace(part, data=part.data.slice(0, 5)), depth=1)
    assert len(list(workspace.maps.glob("*-of-*.json"))) == 2


def communities(groups, people):
    """Groups in each of which everybody knows two others; every tenth is one of us."""

    everybody = [(g, n) for g in range(groups) for n in range(people)]
    pairs = [((g, n), (g, (n + far) % people)) for g, n in everybody for far in (1, 2)]
    between = [((g, 0), (g - 1, 0)) for g in range(1, groups)]
    return picture(*(
        (f"Person {g:02}-{n:03}", f"Person {h:02}-{m:03}", 0.9 if g == h else 0.2, "", firm(g, n), firm(h, m))
        for (g, n), (h, m) in [*pairs, *between]
    ))  # fmt: skip


def firm(group, n):
    return "" if n % 10 == 0 else f"Firm & Co {group}"


@pytest.fixture
def crowded(own, monkeypatch):
    """A business in which more people know each other than can be drawn one by one, and their map."""
    whole = communities(12, 90)
    usual = {option.name: option.default for option in lens_named("relations").options}
    answer = replace(mapped("k0"), pictures=(whole,), options=usual)
    monkeypatch.setattr(Readers, "answer", lambda *_, **__: answer)
    return own


@pytest.mark.slow
def test_each_group_opens_its_own_map_with_all_its_people_and_leads_back(crowded):
    client = entered(crowded, "viewer")

    def looked_at(address):
        """The page, the map on it, the links of its groups, and its people."""
        page = client.get(address)
        assert page.status_code == 200, page.text
        svg = re.search("<svg .*?</svg>", page.text, re.DOTALL)[0]
        links = [unescape(link) for link in re.findall('<a href="([^"]*)"', svg)]
        return page.text, svg, links, re.findall('data-name="([^"]+)"', svg)

    _, svg, links, _ = looked_at("/questions/relations?person=Ana")
    assert len(links) == svg.count("data-group=") >= 10
    seen = []
    for link in links:
        asked = parse_qs(urlsplit(link).query)
        page, svg, further, names = looked_at(link)
        assert asked["person"] == ["Ana"]
        assert asked["group"][0] in names
        assert not further
        assert re.search(f"<h2><bdi>A finding: .*, {len(names)} people</bdi></h2>", page)
        assert '<a href="/questions/relations?person=Ana#map">Back to the whole map</a>' in page
        (file,) = re.findall('<a href="([^"]*/pictures/map.csv[^"]*)"', page)
        rows = client.get(unescape(file)).text
        assert all(name in rows for name in names)
        assert looked_at(link)[1] == svg, "everybody stands where they stood"
        seen += names
    assert sorted(seen) == sorted({f"Person {g:02}-{n:03}" for g in range(12) for n in range(90)})
    assert client.get("/questions/relations?group=Nobody").status_code == 400


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False])
def test_a_group_is_opened_and_left_by_keys(crowded, window, script):
    with listening(crowded) as found:
        home = f"http://127.0.0.1:{found.socket.getsockname()[1]}"
        size = {"width": 1200, "height": 900}
        page, looked_at = window(home, java_script_enabled=script, viewport=size), window(home, viewport=size)
        cookie = {"name": cookie_name(crowded), "value": crowded.entrance.admit("ana", "viewer"), "url": home}
        for one in (page, looked_at if script else without_its_scripts(looked_at)):
            one.context.add_cookies([cookie])
        page.goto(home + "/questions/relations")
        page.locator("svg.map a").nth(3).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**group=**")
        people = page.locator("svg.map circle").count()
        assert page.locator("figcaption h2").first.inner_text().endswith(f", {people} people")
        assert page.locator("svg.map text").count() >= 10
        assert page.evaluate(OVERLAPS) == 0
        looked_at.goto(page.url)
        assert looked_at.locator(".mapped").count() == int(script), "what the script adds to a map"
        assert Axe().run(looked_at).response["violations"] == []
        page.get_by_role("link", name="Back to the whole map").press("Enter")
        page.wait_for_url("**/questions/relations#map")
        assert page.locator("svg.map a").count() >= 10
        assert page.amiss == []


@pytest.mark.slow
@pytest.mark.parametrize("day", ["", "?as_of=2026-01-05"])
def test_from_a_map_people_open_as_of_its_day(own, window, monkeypatch, day):
    usual = {option.name: option.default for option in lens_named("relations").options}
    monkeypatch.setattr(Readers, "answer", lambda *_, **__: replace(mapped("k0"), options=usual))
    with listening(own) as found:
        home = f"http://127.0.0.1:{found.socket.getsockname()[1]}"
        page = window(home)
        page.context.add_cookies(
            [{"name": cookie_name(own), "value": own.entrance.admit("ana", "viewer"), "url": home}]
        )
        page.goto(f"{home}/questions/relations{day}")
        page.locator("svg.map").focus()
        page.keyboard.press("ArrowRight")
        address = urlsplit(page.locator(".mapped a").get_attribute("href"))
        assert address.path.startswith("/who/")
        assert address.query == day.removeprefix("?")


def test_maps_are_drawn_ahead_once_for_each_answer_and_read_by_pages(tmp_path, monkeypatch):
    workspace = create_workspace(tmp_path / "new")
    first, second = mapped("k0"), mapped("k1")
    (whole,) = first.pictures
    answer_all(answering(workspace, {"relations": first}), Quiet())
    drawn_now = map_drawn(tmp_path / "anew.json", whole, WIDE)
    assert len(list(workspace.maps.glob("*.svg"))) == 1
    with monkeypatch.context() as patch:
        patch.setattr("closeknit.web.maps.drawn", lambda *_, **__: pytest.fail("drawn in a page"))
        assert map_for_page(workspace, first, whole) == drawn_now
        draw_ahead(workspace, first)
    (places,) = workspace.maps.glob("*.json")
    stood = places.read_bytes()
    fewer = replace(whole, data=whole.data.slice(0, 5))
    with monkeypatch.context() as patch:
        patch.setattr("closeknit.web.maps._drawn_ahead", lambda _: pytest.fail("read, and not used"))
        then = map_for_page(workspace, replace(second, cache_key="then"), fewer, earlier=True)
    assert then.startswith("<svg")
    assert places.read_bytes() == stood, "the map of an earlier day moved people on the map of today"
    assert map_for_page(workspace, second, whole).startswith("<svg")
    draw_ahead(workspace, second)
    (ready,) = workspace.maps.glob("*.svg")
    assert ready.stem.endswith("-k1")


def test_a_map_that_cannot_be_drawn_ahead_takes_no_answer_and_no_other_map_with_it(
    tmp_path, monkeypatch, caplog
):
    workspace = create_workspace(tmp_path / "new")
    business = answering(
        workspace, {"clients": replace(mapped("k0"), lens="clients"), "relations": mapped("k1")}
    )
    asked, ask, draw = [], business.ask, draw_ahead
    business.ask = lambda name: asked.append(name) or ask(name)

    def fails_once(folder, answer):
        assert asked == [lens.name for lens in each_lens()]
        return 1 / 0 if answer.lens == "clients" else draw(folder, answer)

    monkeypatch.setattr("closeknit.web.worker.draw_ahead", fails_once)
    assert answer_all(business, Quiet()) == (workspace.folder.name, TODAY)
    assert "a map was not drawn ahead: clients" in caplog.text
    assert [file.stem[-2:] for file in workspace.maps.glob("*.svg")] == ["k1"]


@pytest.mark.parametrize("left", [0, 40, -1])
def test_a_map_drawn_ahead_of_which_only_the_beginning_is_there_is_drawn_again(tmp_path, left):
    workspace, answer = create_workspace(tmp_path / "new"), mapped("k0")
    draw_ahead(workspace, answer)
    (ready,) = workspace.maps.glob("*.svg")
    whole = ready.read_bytes()
    ready.write_bytes(whole[:left])
    assert map_for_page(workspace, answer, answer.pictures[0]).encode() == whole
    draw_ahead(workspace, answer)
    assert ready.read_bytes() == whole


@pytest.mark.parametrize("torn", ["", "{", "[1]", '[["a", "b", "c"]]'])
def test_a_torn_file_of_places_is_as_none(tmp_path, torn):
    file = tmp_path / "relations.json"
    file.write_text(torn)
    made = map_drawn(file, scattered(8, seed=8), 860)
    assert made == map_drawn(tmp_path / "none.json", scattered(8, seed=8), 860)
