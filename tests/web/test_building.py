"""A sentence put together: from pieces and words offered, with a script and without, in lists too."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from markupsafe import escape
from playwright.sync_api import expect

from tests.web.conftest import listening

pytestmark = pytest.mark.slow

SENTENCE = 'customers whose name contains "firm" and whose lifetime value is over 1000'


def asked(answer):
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)["q"][0]


def test_pieces_of_a_form_make_a_sentence_that_is_asked(visitor):
    pieces = {
        "of": "customers",
        "piece": ['whose name contains "firm"', ""],
        "joined": "and",
        "opening": "whose lifetime value",
        "rest": "is over 1000",
        "end": ["limit 2"],
    }
    assert asked(visitor.get("/ask", params=pieces)) == f"{SENTENCE} limit 2"


def test_each_piece_of_a_question_has_a_link_that_leaves_it_out(visitor):
    page = visitor.get("/ask", params={"q": f"{SENTENCE} limit 2"}).text
    links = [
        one.replace("&amp;", "&") for one in re.findall(r'href="(/ask\?[^"]+)" aria-label="Leave out', page)
    ]
    left = [parse_qs(urlsplit(one).query)["q"][0] for one in links]
    assert left == [
        "customers whose lifetime value is over 1000 limit 2",
        'customers whose name contains "firm" limit 2',
        'customers whose name contains "firm" and lifetime value is over 1000',
    ]
    assert all(visitor.get("/ask", params={"q": one}).status_code == 200 for one in left)


def test_a_sentence_cut_off_offers_links_to_go_on_with(visitor):
    refused = visitor.get("/ask", params={"q": "customers who are"})
    assert refused.status_code == 422
    words = re.findall(r'href="(/ask\?q=customers\+who\+are\+[^"]+)">([^<]+)', refused.text)
    assert "late" in [said for _, said in words]
    begun = visitor.get("/ask/next.json", params={"q": "customers whose lifet"}).json()
    assert {"words": "lifetime value", "sentence": "customers whose lifetime value "} in begun


def test_who_matches_so_far_is_seen_and_no_answer_kept(served, visitor):
    before = sorted(served.workspace.answers.iterdir())
    live = visitor.get("/ask/live", params={"q": 'organizations whose name contains "firm"'}).text
    assert "4 so far:" in live
    assert 'id="pieces"' in live
    assert "“banana” is not understood" in visitor.get("/ask/live", params={"q": "customers banana"}).text
    assert sorted(served.workspace.answers.iterdir()) == before


def test_a_list_is_filtered_by_a_sentence_and_says_where_one_stops(visitor):
    rows = visitor.get(
        "/customers.json", params={"q": 'who have an order or whose name contains "firm1"'}
    ).json()
    assert rows["total"] == 4
    one = visitor.get("/customers.json", params={"q": 'whose name contains "firm1"'}).json()["rows"]
    assert [row["name"] for row in one] == ["firm1.example"]
    refused = visitor.get("/customers", params={"q": "who are lat"})
    assert "^^^" in refused.text
    assert "<h1>The sentence was not understood</h1>" in refused.text
    assert visitor.get("/customers.json", params={"q": "who are lat"}).status_code == 400


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"q": 'whose name contains "firm1"'}, '1 organization whose name contains "firm1"'),
        ({"q": 'whose name contains "firm"'}, '4 organizations whose name contains "firm"'),
        ({"q": 'whose name contains "zz"'}, 'No organizations whose name contains "zz"'),
        ({"q": 'whose name contains "firm"', "is": "customer"},
         '4 customers among organizations whose name contains "firm"'),
        ({"q": "<b>firm1"}, "0 customers, prospects and partners with “<b>firm1” in name or address"),
    ],
)  # fmt: skip
def test_the_title_of_a_filtered_list_is_what_was_found(visitor, given, title):
    assert f"<h1>{escape(title)}</h1>" in visitor.get("/customers", params=given).text


def test_in_a_browser_words_are_offered_taken_by_key_and_counted_at_once(window, served):
    with listening(served) as found:
        page = window(found.url, viewport={"width": 1280, "height": 900})
        page.goto(f"{found.url}/enter/{served.entrance.link()}")
        page.goto(f"{found.url}/ask")
        page.locator("#sentence").press_sequentially(
            'organizations whose name contains "firm1" or whose lifet'
        )
        page.locator("#next").get_by_text("lifetime value").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.locator("#sentence").input_value().endswith("or whose lifetime value ")
        page.keyboard.type("is over 1000")
        page.locator("#live").get_by_text("so far").wait_for()
        page.locator("#pieces input[name=piece]").nth(1).wait_for()
        page.locator("#rest").fill("is over 5000")
        page.locator("#opening").select_option("whose lifetime value")
        expect(page.locator("#sentence")).to_have_value(re.compile("is over 5000$"))
        assert page.amiss == []
