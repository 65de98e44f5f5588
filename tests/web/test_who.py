"""The page of one customer or person: what happened, what people write and correct, all we hold, any day."""

import re

import pytest

from closeknit.business import Business
from closeknit.errors import UnknownCustomer
from closeknit.workspace import open_workspace
from tests.web.conftest import NASTY, entered, form_of
from tests.web.test_doing import ana  # noqa: F401
from tests.web.test_guard import OURS

pytestmark = pytest.mark.slow

WHO = "email:c1@firm1.example"


def sent(served, client, path, **fields):
    return client.post(path, data={**form_of(served, client), "key": WHO, **fields}, headers=OURS)


def test_what_happened_is_walked_to_its_end_by_the_links_of_the_page(visitor):
    seen, path = [], f"/who/{WHO}"
    while path:
        page = visitor.get(path).text
        seen += re.findall(r'href="/event/(\d+)"', page.partition('id="timeline"')[2])
        found = re.search(r'rel="next" href="([^"#]+)#timeline"', page)
        path = found and found[1].replace("&amp;", "&")
    rows = visitor.get(f"/events/{WHO}.json").json()
    assert [int(one) for one in seen] == [row["id"] for row in rows["rows"]]
    assert rows["total"] == 21


def test_each_event_opens_with_the_line_it_was_read_from(visitor):
    number = visitor.get(f"/events/{WHO}.json").json()["rows"][0]["id"]
    page = visitor.get(f"/event/{number}").text
    assert "orders.csv" in page
    assert NASTY not in page
    for none in (1, 2**63):
        assert visitor.get(f"/event/{none}").status_code in (400, 404)


def test_nobody_goes_by_a_name_with_a_NUL_and_no_fact_is_one(tiny):
    with Business(open_workspace(tiny)) as business:
        for name in ("\0", "a\0b", f"{WHO}\0"):
            with pytest.raises(UnknownCustomer, match="no customer or person"):
                business.show(name)
        assert business.find('customers whose city is "\0"').answer.tables == ()


def test_a_note_is_kept_shown_found_among_all_we_hold_and_taken_back(own, ana):  # noqa: F811
    answer = sent(own, ana, "/note", text="<b>likes</b> short mails", due="")
    assert answer.status_code == 303
    number = answer.headers["location"].rpartition("=")[2]
    page = ana.get(answer.headers["location"]).text
    assert "&lt;b&gt;likes&lt;/b&gt; short mails" in page
    assert "<b>likes</b>" not in page
    assert "short mails" in ana.get(f"/held/{WHO}").text
    assert own.worker.going() == []
    sent(own, ana, "/note/take-back", decision=number)
    assert "short mails" not in ana.get(f"/who/{WHO}").text


def test_a_note_with_a_day_is_a_promise_and_past_it_says_so(own, ana):  # noqa: F811
    sent(own, ana, "/note", text="send the plan", due="2024-01-31")
    assert re.search(r"promised for 31 Jan 2024</strong> <span[^>]*>past", ana.get(f"/who/{WHO}").text)
    assert sent(own, ana, "/note", text="x", due="31/01/2024").status_code == 400


def test_a_corrected_fact_is_what_every_page_says_until_it_is_taken_back(own, ana):  # noqa: F811
    number = sent(own, ana, "/correct", name="City", value="Porto").headers["location"].rpartition("=")[2]
    assert own.worker.work_out().ended.wait(120)
    page = ana.get(f"/who/{WHO}").text
    assert "Porto</bdi><br>" in page
    assert "corrected by hand" in page
    found = ana.get("/ask.json", params={"q": 'people whose city is "Porto"'}).json()
    assert [row["key"] for row in found["tables"][0]["rows"]] == [WHO]
    sent(own, ana, "/correct/take-back", decision=number)
    assert own.worker.work_out().ended.wait(120)
    assert "Porto" not in ana.get(f"/who/{WHO}").text


def test_a_corrected_name_is_what_somebody_is_called(own, ana):  # noqa: F811
    sent(own, ana, "/correct", name="name", value="Carla One")
    assert own.worker.work_out().ended.wait(120)
    assert "Carla One" in [row["name"] for row in ana.get("/people.json").json()["rows"]]


def test_a_viewer_writes_nothing_and_a_member_corrects_nothing(own):
    for role, path, status in [
        ("viewer", "/note", 403),
        ("member", "/note", 303),
        ("member", "/correct", 403),
    ]:
        client = entered(own, role)
        assert sent(own, client, path, text="x", name="city", value="x").status_code == status
    page = entered(own, "viewer").get(f"/who/{WHO}").text
    assert 'action="/note"' not in page
    assert 'action="/correct"' not in page


def test_a_number_that_is_no_note_takes_nothing_back(own, ana):  # noqa: F811
    with Business(own.workspace) as business:
        number = business.ledger.decide("different", [WHO], ["email:c2@firm2.example"], by="ana")
    assert sent(own, ana, "/note/take-back", decision=number).status_code == 400
    assert sent(own, ana, "/correct/take-back", decision=number).status_code == 400


def test_as_of_an_earlier_day_nothing_later_is_told(visitor):
    page = visitor.get(f"/who/{WHO}", params={"as_of": "2023-06-30"}).text
    assert "As it was known on 30 Jun 2023" in page
    rows = visitor.get(f"/events/{WHO}.json", params={"as_of": "2023-06-30"}).json()["rows"]
    assert max(row["day"] for row in rows) <= "2023-06-30"
    assert len(rows) == 6
    assert visitor.get(f"/who/{WHO}", params={"as_of": "tomorrow"}).status_code == 400


@pytest.mark.parametrize(
    "path", [f"/who/{WHO}", f"/events/{WHO}.csv", "/segment", "/questions/clients", "/questions/clients.json"]
)
def test_a_day_yet_to_come_is_refused_in_words(visitor, path):
    answer = visitor.get(path, params={"name": "any", "as_of": "2100-01-01"})
    assert (answer.status_code, "1 Jan 2100 is yet to come" in answer.text) == (400, True)
    assert "Ask as of today or an earlier day" in answer.text


def test_all_we_hold_counts_every_line_of_the_file_that_names_them(visitor):
    held = visitor.get(f"/held/{WHO}.json").json()
    assert len(held["lines"]) == 21
    assert {line["file"] for line in held["lines"]} == {"orders.csv"}
    rows = visitor.get(f"/held/{WHO}.csv").text.splitlines()
    assert rows[0] == "source,file,row,column,value"
    assert len({tuple(row.split(",")[:3]) for row in rows[1:]}) == 21


def test_who_may_take_back_a_part_may_not_take_back_a_correction_by_it(own, ana):  # noqa: F811
    number = sent(own, ana, "/correct", name="city", value="Porto").headers["location"].rpartition("=")[2]
    for path in ("/role/take-back", "/note/take-back"):
        assert sent(own, entered(own, "member"), path, decision=number).status_code == 400
    with Business(own.workspace) as business:
        assert [one.value for one in business.corrections()] == ["Porto"]


@pytest.mark.parametrize("day", ["31/01/2024", "0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_of_ours_has_is_refused_wherever_it_is_asked_for(visitor, day):
    for path in (f"/who/{WHO}", f"/events/{WHO}.csv", "/segment?name=any"):
        answer = visitor.get(path, params={"name": "any", "as_of": day})
        assert answer.status_code == 400
        assert f"{day}&#34; is no day" in answer.text or f'{day}" is no day' in answer.text
        assert "from 1970-01-02 to 2199-12-31" in answer.text
