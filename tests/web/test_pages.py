"""Pages of a tiny business: what they show, in every form, and that nothing of its data becomes markup."""

import csv
import html
import re
from dataclasses import replace
from itertools import product

import pytest

from closeknit.answers.wording import day_text
from closeknit.business import Business
from closeknit.lenses.seam import each_lens
from closeknit.web.pages import asking, customers, data, pairs, parts, questions, tables, who
from closeknit.web.readers import READERS
from tests.cli.test_words import forbidden_in
from tests.reports.maps.ties_made import scattered
from tests.web.conftest import NASTY, entered
from tests.web.test_segments import settled

pytestmark = pytest.mark.slow

WHO = "email:c1@firm1.example"
PATHS = [
    "/", "/?minutes=45", "/customers", "/customers?sort=name&q=c1", "/people", "/search?q=firm1", "/data",
    "/ask", "/ask?q=customers+who+are+late", "/ask?q=customers+whose+name+contains+%22c1%22",
    "/ask/rows/found?q=customers",
    "/data/set-aside", f"/who/{WHO}", f"/why/{WHO}", f"/held/{WHO}", "/patterns",
    f"/who/{WHO}?as_of=2023-06-30",
    *(f"/questions/{lens.name}" for lens in each_lens()), "/questions/clients/customers?sort=year&down=1",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_and_holds_no_foreign_markup(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.text.count("<h1") == 1
    assert answer.text.rstrip().endswith("</html>")
    assert NASTY not in answer.text
    assert not re.search(
        r"<script(?! src=)|style=|javascript:|\son\w+=", answer.text.replace("onerror=&#34;", "")
    )


def test_the_name_of_a_key_is_refused_for_its_blanks_before_it_is_sent(visitor):
    field = re.search(r'<input id="name"[^>]* pattern="([^"]+)"', visitor.get("/keys").text)
    assert field is not None
    fits = [
        name for name in ("nightly-report", " ana@firm.example ", "shop sync") if re.fullmatch(field[1], name)
    ]
    assert fits == ["nightly-report", " ana@firm.example "]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_holds_no_word_of_ours(visitor, path):
    page = visitor.get(path).text
    # How an answer is worked out is told in the words of its method.
    seen = re.sub(r'<section class="text">.*?</section>|<svg.*?</svg>|<[^>]+>', " ", page, flags=re.S)
    assert forbidden_in(seen, ()) == set()


def test_a_customers_page_shows_what_files_say_as_text(visitor):
    assert "&lt;img src=x" in visitor.get(f"/who/{WHO}").text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/today.json", "application/json"),
        ("/customers.json", "application/json"),
        ("/customers.csv", "text/csv"),
        ("/people.csv", "text/csv"),
        ("/questions/clients.json", "application/json"),
        ("/questions/clients.csv", "text/csv"),
        ("/questions/clients.html", "text/html"),
        ("/questions/clients.pdf", "application/pdf"),
        ("/questions/clients/pictures/months.png", "image/png"),
        ("/ask.html?q=customers", "text/html"),
        ("/ask.pdf?q=customers", "application/pdf"),
        (f"/who/{WHO}.html", "text/html"),
        (f"/who/{WHO}.pdf", "application/pdf"),
        (f"/events/{WHO}.csv", "text/csv"),
        (f"/held/{WHO}.json", "application/json"),
        ("/questions/clients/customers.csv", "text/csv"),
        ("/questions/clients/pictures/months.svg", "image/svg+xml"),
        ("/questions/clients/pictures/months.csv", "text/csv"),
        ("/questions/clients/pictures/months.json", "application/json"),
        (f"/who/{WHO}.json", "application/json"),
        (f"/why/{WHO}.json", "application/json"),
        ("/search.json?q=firm1", "application/json"),
        ("/data/set-aside.csv", "text/csv"),
    ],
)
def test_pages_come_in_other_forms_too(visitor, path, kind):
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    "path",
    [
        "/questions/clients/customers.csv",
        *(f"/questions/clients.{form}" for form in ("json", "csv", "html", "pdf")),
        *(f"/ask.{form}?q=customers" for form in ("json", "csv", "html", "pdf")),
        "/customers.csv",
        "/data/pairs.json",
        "/data/set-aside.csv",
        *(f"/who/{WHO}.{form}" for form in ("json", "html", "pdf")),
    ],
)
def test_no_page_waits_until_a_file_is_made(visitor, served, monkeypatch, path):
    free = []
    makers = ("answer_json", "table_csv", "answer_html", "answer_document")
    more = [(tables, "table_csv"), (customers, "csv_text"), (pairs, "pairs_json"), (data, "problems_csv")]
    more += [(who, name) for name in ("customer_json", "document_html", "document_pdf")]
    for module, name in [*product((questions, asking), makers), *more]:
        makes = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *of, make=makes: free.append(served.readers._free.qsize()) or make(*of)
        )
    assert visitor.get(path).status_code == 200
    assert free == [READERS]


@pytest.mark.parametrize(
    "path", ["/who/nobody-here", "/why/clients-late-ffffff", "/questions/nothing", "/nowhere"]
)
def test_what_there_is_not_is_said_in_words(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert "<h1" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", ["/?minutes=x", "/customers?sort=nothing", "/customers?is=enemy"])
def test_an_address_that_cannot_be_asked_says_what_can(visitor, path):
    assert visitor.get(path).status_code in (400, 404)


def test_a_sort_of_which_no_line_is_set_aside_any_more_leads_to_all_there_are(visitor):
    answer = visitor.get("/data/set-aside?sort=number.unreadable")
    assert (answer.status_code, "Nothing of this sort is set aside any more" in answer.text) == (200, True)
    assert '<a href="/data/set-aside">all sorts</a>' in answer.text
    assert "Nothing is set aside" not in visitor.get("/data/set-aside?sort=date.impossible").text


def test_every_finding_of_a_question_opens_its_evidence(visitor):
    links = re.findall(r'href="(/why/[^"]+)"', visitor.get("/questions/clients").text)
    assert links
    for link in links:
        assert "Counted:" in visitor.get(link, params={"part": "1"}).text


def test_amounts_lead_to_the_papers_that_they_are_made_of(visitor):
    table = visitor.get("/questions/clients/customers").text
    (there, *_) = re.findall(r'href="(/who/[^"]+)#money">[€$£]?[0-9]', table)
    page = visitor.get(there).text
    assert 'id="money"' in page
    assert '<a href="#bought">' in page
    bought = re.findall(r'data-drawer href="(/why/p-[0-9a-f]{8})">([^<]+)<', page.partition('id="bought"')[2])
    assert bought
    for link, amount in bought:
        papers = visitor.get(link).text
        assert f"<h1>{amount}" in papers
        assert "orders" in papers
        assert visitor.get(f"{link}.json").json()["papers"]
    assert visitor.get("/why/p-00000000").status_code == 404


@pytest.mark.parametrize("lens", [lens.name for lens in each_lens()])
def test_a_question_is_answered_as_of_the_day_of_its_address(visitor, lens):
    for day, said in (("2024-06-30", "30 Jun 2024"), ("2020-01-01", "1 Jan 2020")):
        page = settled(visitor, f"/questions/{lens}?as_of={day}")
        assert (page.status_code, f"As it was known on {said}." in page.text) == (200, True)
        assert 'name="as_of" type="date" max="' in page.text
        assert f'value="{day}"' in page.text
        assert visitor.get(f"/questions/{lens}.json?as_of={day}").json()["as_of"] == day


def test_what_a_question_leads_to_stays_on_its_earlier_day(visitor):
    day = "as_of=2024-06-30"
    page = settled(visitor, f"/questions/clients?{day}").text
    files = re.findall(r'href="(/questions/clients[^"]+)" download', page)
    assert len(files) > 4
    assert all(day in address for address in files)
    for link in re.findall(r'href="(/why/[^"]+)"', page):
        assert "Counted:" in visitor.get(link, params={"part": "1"}).text
    named = re.findall(r'href="(/who/[^"]+)"', page)
    tabs = re.findall(r'href="(/questions/[^"]+)"', re.search(r'<nav class="tabs".*?</nav>', page, re.S)[0])
    assert (len(named) > 1, len(tabs) > 0) == (True, True)
    assert [
        address for address in (*named, *tabs) if not address.removesuffix("#money").endswith(f"?{day}")
    ] == []
    assert "?as_of" not in visitor.get("/questions/clients").text
    rows = visitor.get(f"/questions/clients/customers?{day}&sort=name&down=1").text
    assert "as of 30 Jun 2024" in rows
    assert f'<a href="/questions/clients?{day}"' in rows
    assert "As it was known" not in visitor.get("/questions/clients").text
    assert visitor.get("/questions/clients?as_of=soon").status_code == 400


@pytest.fixture
def usual(served):
    """The last day with data of the tiny business, which is long ago."""
    with served.readers.lend() as business:
        return business.asked_day(None).day


def test_the_usual_day_is_told_where_it_is_not_today_and_not_where_it_was_asked_for(visitor, usual):
    told = f"{day_text(usual)}, the last day with data"
    page = visitor.get("/questions/clients").text
    assert f"The day to answer for; {told}, unless given." in page
    for options in ("", "&horizon_days=300"):  # Whoever comes first has it kept.
        for day, note in ((f"as_of={usual}", ""), ("", f"as of {told}"), (f"as_of={usual}", "")):
            answer = settled(visitor, f"/questions/clients.json?{day}{options}").json()
            assert (answer["as_of"], answer["as_of_note"]) == (str(usual), note)


def test_the_map_of_the_usual_day_is_that_of_the_page_however_it_is_asked_for(
    served, visitor, usual, monkeypatch
):
    drawn, answer_of = [], served.readers.answer
    with_map = {"pictures": (scattered(6, seed=6),)}
    days = (f"?as_of={usual}", "", "?as_of=2024-06-30")
    for day in days:
        settled(visitor, f"/questions/clients{day}")
    monkeypatch.setattr(served.readers, "answer", lambda *a, **k: replace(answer_of(*a, **k), **with_map))
    monkeypatch.setattr(parts, "map_for_page", lambda *_, earlier: drawn.append(earlier) or "<svg></svg>")
    for day in days:
        served.readers.memory.clear()
        settled(visitor, f"/questions/clients{day}")
    served.readers.memory.clear()
    assert drawn == [False, False, True]


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/questions/clients/customers?sort=year&down=1", 2),
        ("/questions/clients/customers?sort=year&from=2", 2),
        ("/questions/clients", None),
        ("/ask?q=customers", 2),
        ("/ask/rows/found?q=customers&from=2", 2),
    ],
)
def test_only_whom_the_rows_of_a_page_name_is_looked_up(visitor, served, monkeypatch, path, most):
    looked_up, keys_of = [], Business.keys_of
    monkeypatch.setattr(parts, "ROWS_FIRST", 2)
    monkeypatch.setattr(tables, "ROWS_PAGE", 2)
    monkeypatch.setattr(Business, "keys_of", lambda of, ids: looked_up.extend(ids) or keys_of(of, ids))
    served.readers.memory.clear()
    rows = re.findall(r"<tbody>.*?</tbody>", visitor.get(path).text, flags=re.S)
    linked = {link for one in rows for link in re.findall(r'href="(/who/[^"#]+)', one)}
    assert linked
    assert len(looked_up) == len(linked)
    assert most is None or len(linked) == most


def test_a_viewer_sees_no_way_to_change_anything(served):
    page = entered(served, "viewer").get("/").text
    assert "/today/say" not in page
    assert "/data/undo" not in entered(served, "viewer").get("/data").text


def test_a_sentence_is_asked_in_the_browser_and_shown_where_it_stops(visitor):
    found = visitor.get("/ask", params={"q": 'customers whose name contains "c1"'})
    assert "whose name contains" in found.text
    assert visitor.get("/ask.csv", params={"q": "customers"}).text.startswith("party_id,name")
    refused = visitor.get("/ask", params={"q": "customers whose lifetime valu > <b>3"})
    assert refused.status_code == 422
    assert "^^^^" in refused.text
    assert "<b>3" not in refused.text
    assert visitor.get("/ask.json", params={"q": "custmers"}).json()["remedy"] == 'Did you mean "customers"?'


def test_all_who_match_are_one_link_away_sorted_and_paged(visitor, monkeypatch):
    monkeypatch.setattr(parts, "ROWS_FIRST", 2)
    monkeypatch.setattr(tables, "ROWS_PAGE", 3)
    rows = visitor.get("/ask.json?q=customers").json()["tables"][0]["rows"]
    link = re.search(rf'href="([^"]+)">all {len(rows)} rows<', visitor.get("/ask?q=customers").text)[1]
    page = visitor.get(f"{link}&sort=name&down=1").text
    after = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    whole = page + visitor.get(after).text
    names = [row["name"] for row in sorted(rows, key=lambda row: row["name"], reverse=True)]
    assert re.findall(r'<a href="/who/[^"]+">([^<]+)', whole) == names
    assert 'aria-current="page">Ask<' in page
    assert visitor.get("/ask/rows/nothing?q=customers").status_code in (400, 404)


@pytest.mark.parametrize("rows", ["/ask/rows/found?q=customers&", "/questions/clients/customers?"])
def test_the_file_of_all_rows_has_them_in_the_order_of_their_page(visitor, monkeypatch, rows):
    monkeypatch.setattr(tables, "ROWS_PAGE", 2)
    page = visitor.get(f"{rows}sort=name&down=1&from=2").text
    link = html.unescape(re.search(r'href="([^"]+)" download>CSV<', page)[1])
    answer = visitor.get(link)
    names = [row["name"] for row in csv.DictReader(answer.text.splitlines())]
    assert (names, len(names)) == (sorted(names, reverse=True), 4)
    assert "attachment" in answer.headers["content-disposition"]
    named = rows.partition("?")[0]
    assert visitor.get(link.replace(named, f"{named}-not")).status_code in (400, 404)


def test_a_program_that_asks_badly_is_told_so_in_the_form_it_asked_for(visitor):
    empty = visitor.get("/ask.json")
    assert (empty.status_code, empty.json()["problem"]) == (422, "no sentence was asked")
    assert "/ask.json?q=" in empty.json()["remedy"]
    refused = visitor.get("/ask.csv", params={"q": "custmers"})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "text/plain; charset=utf-8")
    assert 'Did you mean "customers"?' in refused.text
