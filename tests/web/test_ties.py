"""Who of us knows whom at a customer, on its page and as files."""

from __future__ import annotations

import pytest

from closeknit.business import Business
from closeknit.web.pages import ties
from tests.reports.maps.ties_made import picture

pytestmark = pytest.mark.slow

WHO = "domain:firm2.example"
TABLE = "from,to,strength,part,from_firm,to_firm"


@pytest.fixture
def asked(served, monkeypatch):
    """Numbers of the customers whose map was asked for; each has one."""
    numbers = []

    def found(_answers, firm):
        numbers.append(firm)
        return picture(("Ana", "Mia", 0.9, "", "", "Halden"))

    monkeypatch.setattr(ties, "who_knows", found)
    served.readers.memory.clear()
    yield numbers
    served.readers.memory.clear()


def test_a_page_shows_the_map_of_its_customer_and_gives_it_as_files(served, visitor, asked):
    page = visitor.get(f"/who/{WHO}").text
    for form in ("csv", "json", "svg", "png"):
        assert f'href="/map/{WHO}.{form}"' in page
    answer = visitor.get(f"/map/{WHO}.csv")
    assert answer.text.lstrip("\ufeff").splitlines() == [TABLE, "Ana,Mia,0.9,,,Halden"]
    assert answer.headers["content-disposition"] == 'attachment; filename="who-knows-whom.csv"'
    assert "<svg" in visitor.get(f"/map/{WHO}.svg").text
    with Business(served.workspace) as business:
        assert set(asked) == {business.show(WHO).subject.party_id}


def test_an_earlier_day_has_no_map_and_leaves_today_its_own(visitor, asked):
    for _ in range(2):
        then = visitor.get(f"/who/{WHO}?as_of=2023-06-30").text
        assert ("/map/" in then, "/map/" in visitor.get(f"/who/{WHO}").text) == (False, True)
    assert len(asked) == 1


def test_beside_a_list_a_customer_is_shown_without_the_map_that_needs_a_page(visitor, asked):
    part = visitor.get(f"/who/{WHO}?part=1").text
    assert ("<h1>" in part, "<html" in part, "/map/" in part, asked) == (True, False, False, [])


def test_where_nobody_knows_anybody_there_is_no_map_and_no_file(visitor):
    assert "/map/" not in visitor.get(f"/who/{WHO}").text
    refused = visitor.get(f"/map/{WHO}.csv")
    assert (refused.status_code, "nobody of us is known" in refused.text) == (400, True)
