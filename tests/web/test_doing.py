"""What people do on pages, through the worker: reading again, parting, keeping mappings, saying done."""

import html
import re

import pytest

from closeknit.briefings.mail import Conversation
from closeknit.business import Business
from closeknit.identity.parties import Resolution
from closeknit.web.pages.mappings import mapping_path, mending_path
from tests.ledger.loads import ORDERS
from tests.web.conftest import entered, form_of
from tests.web.test_guard import OURS

pytestmark = pytest.mark.slow

LATE = "email:c1@firm1.example"


@pytest.fixture
def ana(own):
    return entered(own, "admin")


def did(own, client, path, **fields):
    """The job that a form began, ended."""
    answer = client.post(path, data={**form_of(own, client), **fields}, headers=OURS)
    assert answer.status_code == 303, answer.text
    job = own.worker.job(answer.headers["location"].rpartition("/")[2])
    assert job.ended.wait(60)
    return job


def test_trying_the_lines_set_aside_changes_nothing_and_works_out_nothing(own, ana):
    before = own.worker._business.ledger.version()
    job = did(own, ana, "/data/retry", dry="1")
    assert (job.state, [j.title for j in own.worker._jobs.values()]) == ("done", [job.title])
    assert own.worker._business.ledger.version() == before
    assert "<h1" in ana.get(f"/data/jobs/{job.id}").text


def test_reading_the_lines_set_aside_again_works_out_the_answers_after_it(own, ana):
    job = did(own, ana, "/data/retry")
    assert job.state == "done"
    assert [j.key for j in own.worker._jobs.values()] == ["", "answers"]
    assert "<h1" in ana.get(f"/data/jobs/{job.id}").text


def test_proposed_mappings_are_kept_in_the_folder(own, ana):
    table = "bill no,billed on,client name,sum eur\n" + "".join(
        f"{n},2025-03-{n:02},Firm {n},{n}00.50\n" for n in range(1, 13)
    )
    sent = {"files": ("bills.csv", table.encode())}
    answer = ana.post("/data/drop", data=form_of(own, ana), files=sent, headers=OURS)
    job = own.worker.job(answer.headers["location"].rpartition("/")[2])
    assert job.ended.wait(60)
    assert "bills.csv" in ana.get(f"/data/jobs/{job.id}").text
    kept = ana.post("/data/mappings", data={**form_of(own, ana), "job": job.id}, headers=OURS)
    assert "1 mapping written" in kept.text
    assert len(list(own.workspace.mappings.glob("*.toml"))) == 2
    (link,) = re.findall(r'href="(/data/mapping\?of=[^"]+)"', kept.text)
    assert "bill no" in ana.get(link.replace("&amp;", "&")).text


def test_how_lines_are_read_is_mended_on_a_page_and_they_go_in(own, ana):
    page = ana.get("/data/set-aside").text
    assert "31/02/2024" in page
    address = mapping_path("shop/orders")
    assert address in page
    text, read = typed_in(ana.get(address).text)
    assert text == ORDERS
    form = {**form_of(own, ana), "of": "shop/orders", "read": read}
    wrong = ana.post("/data/mapping/keep", data={**form, "text": text + "[[["}, headers=OURS)
    assert (wrong.status_code, "is not valid TOML" in wrong.text, "[[[" in wrong.text) == (400, True, True)
    mended = text.replace('at = "ordered_at"', 'at = "ordered_at"\nwhen = { order_id = { not = ["999"] } }')
    kept = ana.post("/data/mapping/keep", data={**form, "text": mended}, headers=OURS)
    assert kept.status_code == 303, kept.text
    assert "Try it, change nothing" in ana.get(kept.headers["location"]).text
    assert did(own, ana, "/data/retry", dry="0").state == "done"
    assert "Nothing is set aside" in ana.get("/data/set-aside").text


def typed_in(page):
    """The text in the form of a page, and the mark of what was read."""
    text = re.search(r"<textarea[^>]*>\n(.*)</textarea>", page, re.DOTALL)[1]
    return html.unescape(text), re.search(r'name="read" value="(\w*)"', page)[1]


def test_two_who_mend_one_mapping_see_each_others_texts(own, ana):
    address, keep = mapping_path("shop/orders"), "/data/mapping/keep"
    text, read = typed_in(ana.get(address).text)
    form = {**form_of(own, ana), "of": "shop/orders", "read": read}
    assert ana.post(keep, data={**form, "text": text + "# theirs"}, headers=OURS).status_code == 303
    refused = ana.post(keep, data={**form, "text": text + "# mine"}, headers=OURS)
    assert (refused.status_code, typed_in(refused.text)[0]) == (400, text.strip() + "\n# mine")
    assert "changed by somebody else while you changed it" in refused.text
    assert "# theirs" in refused.text.partition("As it is kept by now")[2]
    again = {**form, "read": typed_in(refused.text)[1], "text": text + "# theirs\n# mine"}
    assert ana.post(keep, data=again, headers=OURS).status_code == 303
    assert typed_in(ana.get(address).text)[0] == text.strip() + "\n# theirs\n# mine\n"


def test_a_mapping_that_cannot_be_read_closes_no_page_and_is_mended_on_its_own(own, ana):
    (own.workspace.mappings / "bills.toml").write_text("[[[")
    own.workspace.own_mappings[1].write_text(ORDERS + "[[[")
    data = ana.get("/data")
    assert (data.status_code, data.text.count("is not valid TOML"), "How fresh" in data.text) == (
        200,
        2,
        True,
    )
    assert re.findall(r'href="([^"]+)">Mend it', data.text) == [
        mending_path("bills.toml"),
        mending_path("orders.toml"),
    ]
    assert data.text.count('role="alert">mappings/') == 2
    page = ana.get(mending_path("orders.toml"))
    text, read = typed_in(page.text)
    assert (page.status_code, text.endswith("[[[")) == (200, True)
    assert ">mappings/orders.toml is not valid TOML" in page.text
    form = {**form_of(own, ana), "of": "shop/orders", "file": "orders.toml", "read": read}
    refused = ana.post("/data/mapping/keep", data={**form, "text": ORDERS + "more [["}, headers=OURS)
    assert (refused.status_code, "more [[" in refused.text) == (400, True)
    assert 'name="file" value="orders.toml"' in refused.text
    kept = ana.post("/data/mapping/keep", data={**form, "text": ORDERS}, headers=OURS)
    assert (kept.status_code, "Kept." in ana.get(kept.headers["location"]).text) == (303, True)
    assert ana.get(mending_path("../closeknit.toml")).status_code == 400
    assert ana.get("/data").text.count("Mend it") == 1
    for shown in (data, page, refused, ana.get("/data")):
        assert str(own.workspace.folder) not in shown.text


def test_a_join_is_taken_apart_from_its_page(own, ana):
    with Business(own.workspace) as business:
        business.decide("same", LATE, "email:c2@firm2.example", by="ana")
        business.answers()
    page = ana.get(f"/why/{LATE}").text
    join = re.search(r'name="join" value="(j-[^"]+)"', page)
    assert join, page
    job = did(own, ana, "/apart", join=join[1])
    assert job.state == "done", job.problem
    assert "are now two" in ana.get(f"/data/jobs/{job.id}").text


def test_a_customers_page_shows_the_mail_with_them(ana, monkeypatch):
    written = Conversation("The next delivery", 3, 19_877, from_them=True, author=None)
    monkeypatch.setattr("closeknit.briefings.customer.mail_with", lambda *_: (written,))
    key = ana.get("/today.json").json()["rows"][0]["subject"]["key"]
    page = ana.get(f"/who/{key}").text
    assert "<h2>Mail</h2>" in page
    assert "The next delivery – 3 mails, they wrote last" in page


def said_of(own, client, key, kinds, said="done"):
    form = {**form_of(own, client), "key": key, "kinds": kinds, "said": said}
    return client.post("/today/say", data=form, headers=OURS)


def test_what_is_done_is_no_longer_to_do_on_the_customers_page(own, ana):
    row = ana.get("/today.json").json()["rows"][0]
    key, kinds = row["subject"]["key"], ",".join(r["kind"] for r in row["reasons"])
    assert "<h2>Now</h2>" in ana.get(f"/who/{key}").text
    number = said_of(own, ana, key, kinds).headers["location"].rpartition("=")[2]
    assert "<h2>Now</h2>" not in ana.get(f"/who/{key}").text
    assert ana.get(f"/who/{key}.json").json()["to_do"] is None
    with Business(own.workspace) as business:
        assert business.show(key).to_do is None
    assert "Kept." in ana.get(f"/?said={number}").text
    assert "Kept." not in ana.get("/?said=whatever").text


def test_done_takes_a_customer_off_the_list_and_taking_back_returns_it(own, ana):
    row = ana.get("/today.json").json()["rows"][0]
    key, kinds = row["subject"]["key"], ",".join(r["kind"] for r in row["reasons"])
    answer = said_of(own, ana, key, kinds)
    assert answer.status_code == 303
    assert key not in [r["subject"]["key"] for r in ana.get("/today.json").json()["rows"]]
    number = answer.headers["location"].rpartition("=")[2]
    ana.post("/today/take-back", data={**form_of(own, ana), "decision": number}, headers=OURS)
    assert key in [r["subject"]["key"] for r in ana.get("/today.json").json()["rows"]]


def test_of_nobody_and_of_no_reason_nothing_can_be_said(own, ana):
    row = ana.get("/today.json").json()["rows"][0]
    key, kind = row["subject"]["key"], row["reasons"][0]["kind"]
    for who, kinds in [("email:no@body.example", kind), (key, "no-such-reason"), (key, f"{kind},nothing")]:
        assert said_of(own, ana, who, kinds).status_code in (400, 404)
    with Business(own.workspace) as business:
        assert business.said() == ()


def test_a_finding_nobody_kept_is_not_worked_out_by_the_page_that_asks_for_it(own, ana):
    for file in own.workspace.answers.iterdir():
        file.unlink()
    assert "Working out the answers" in ana.get("/why/clients-late-ffffff").text
    job = own.worker.work_out()
    assert job.ended.wait(120)
    assert ana.get("/why/clients-late-ffffff").status_code == 404


def test_how_a_customer_came_together_is_read_of_it_alone_and_not_built(ana, monkeypatch):
    told_of, load = [], Resolution.load
    monkeypatch.setattr(
        Resolution, "load", lambda folder, names, of: told_of.append(of) or load(folder, names, of)
    )
    monkeypatch.setattr(
        "closeknit.opened.OpenFolder.refresh", lambda *_, **__: pytest.fail("built in a page")
    )
    assert "Known as" in ana.get(f"/why/{LATE}").text
    assert [len(of) for of in told_of] == [1]


def test_a_table_ends_with_its_last_rows_wherever_it_is_asked_to_begin(own, ana):
    page = ana.get("/questions/clients/customers?from=50").text
    assert re.search(r"(\d+) rows, 1 to \1\b", page), page[:2000]
