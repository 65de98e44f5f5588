"""Jobs beside the pages: asked for twice done once, and a failure that is told rather than tried for ever."""

import shutil
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from threading import Event
from types import SimpleNamespace

import pytest

from closeknit.business import Business
from closeknit.errors import SettingsError, WorkspaceBusy
from closeknit.web.pages import pending
from closeknit.web.readers import Readers
from closeknit.web.serving import close_served, open_served
from closeknit.web.worker import AGAIN_AFTER, Job, Worker
from closeknit.workspace import create_workspace, open_workspace
from tests.web.conftest import entered
from tests.web.test_entrance import Clock


def broken(business, progress):
    raise SettingsError("the rate cannot be used", remedy="Mend closeknit.toml.")


def bug(business, progress):
    raise ZeroDivisionError


def done(worker, work, key="answers"):
    """A job of that work, ended."""
    job = worker.submit("Working out the answers", work, key=key)
    assert job.ended.wait(20)
    return job


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def fresh(tmp_path):
    """What requests to a folder of one test share."""
    opened = open_served(create_workspace(tmp_path / "new"), lambda _: None, working=False)
    yield opened
    close_served(opened)


@pytest.fixture
def worker(fresh, clock):
    working = Worker(fresh.workspace, clock)
    working.start()
    yield working
    working.close()


@pytest.mark.parametrize("work", [broken, bug])
def test_work_that_failed_is_not_begun_anew_at_every_look(worker, clock, work):
    failed = done(worker, work)
    assert (failed.state, bool(failed.problem)) == ("failed", True)
    assert done(worker, work) is failed
    assert done(worker, work, key="another question") is not failed
    clock.now += AGAIN_AFTER
    assert done(worker, work) is not failed


def test_work_that_failed_is_begun_anew_once_something_was_loaded(worker, monkeypatch):
    failed = done(worker, broken)
    monkeypatch.setattr(type(worker._business.ledger), "version", lambda _: "another")
    assert done(worker, lambda *_: "fine").result == "fine"
    assert failed.state == "failed"


def test_work_that_failed_is_begun_anew_after_what_is_still_going(worker):
    failed, end = done(worker, broken), Event()
    worker.submit("Loading", lambda *_: end.wait(20))
    again = worker.submit("Working out the answers", lambda *_: "fine", key="answers")
    end.set()
    assert again is not failed


class Reading:
    """Readers of a business whose answers are not worked out."""

    tables, day = "v1", date(2026, 3, 1)

    def lend(self):
        return nullcontext(object())

    def answers(self, business):
        return None

    def answer(self, business, question, options=None, *, as_of=None):
        return None


@pytest.fixture
def waiting(fresh, worker, monkeypatch):
    """A folder whose answers are still to be worked out, and a worker."""
    monkeypatch.setattr(Business, "turn", lambda *_: True)
    monkeypatch.setattr(Business, "passing", nullcontext)
    return replace(fresh, readers=Reading(), worker=worker)


@pytest.mark.parametrize("path", ["/", "/who/email:ana@x.example"])
def test_a_page_says_why_the_answers_cannot_be_worked_out(waiting, worker, monkeypatch, path):
    monkeypatch.setattr("closeknit.web.worker.answer_all", broken)
    done(worker, broken)
    answer = entered(waiting, "viewer").get(path)
    assert answer.status_code == 400
    assert "The rate cannot be used" in answer.text
    assert "Mend closeknit.toml." in answer.text
    assert "data-refresh" not in answer.text


def test_the_page_of_a_question_says_why_it_cannot_be_answered(waiting, monkeypatch):
    monkeypatch.setattr(pending, "answered", lambda *_: broken(None, None))
    client = entered(waiting, "viewer")
    for _ in range(2):
        assert "The rate cannot be used" in client.get("/questions/clients").text
    assert (
        len([job for job in waiting.worker._jobs.values() if job.key.startswith("v1 2026-03-01 clients")])
        == 1
    )


@pytest.fixture
def slow(worker, monkeypatch):
    """Work that does not end before the test does; what stands so far is known."""
    end = Event()

    def work(business, progress):
        progress.stands("Three kinds of events come before a purchase.")
        progress.step("Trying past days", 3, 8)
        end.wait(20)
        raise SettingsError("the test is over")

    monkeypatch.setattr("closeknit.web.worker.answer_all", work)
    monkeypatch.setattr(pending, "answered", lambda *given: work(*given[-2:]))
    monkeypatch.setattr(pending, "PATIENCE", 0.05)
    yield
    end.set()


def test_a_page_that_waits_looks_again_and_says_what_stands_so_far(waiting, slow):
    client = entered(waiting, "viewer")
    first = client.get("/questions/triggers").text
    assert 'data-refresh="2"' in first
    # The work itself begins when its thread gets its turn.
    page = next(p for _ in range(400) if "So far" in (p := client.get("/questions/triggers").text))
    assert "So far: Three kinds of events come before a purchase." in page
    assert 'value="3" max="8"' in page


@pytest.mark.parametrize(
    "path",
    ["/today.json", "/who/x.json", "/questions/clients.json", "/questions/clients.csv",
     "/questions/clients.html", "/questions/clients/pictures/late.svg", "/questions/clients/late.csv"],
)  # fmt: skip
def test_a_file_whose_answer_is_on_its_way_is_none_yet(waiting, slow, path):
    answer = entered(waiting, "viewer").get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Ask again in 2 seconds" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/today.json", "/customers.json", "/people.csv", "/who/x.json", "/why/x.json", "/search.json?q=x",
     "/data/set-aside.csv", "/questions/clients.csv", "/questions/clients/pictures/late.svg"],
)  # fmt: skip
def test_there_is_no_file_where_nothing_is_loaded(empty, path):
    answer = entered(empty, "viewer").get(path)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (409, "text/plain")
    assert "Nothing is loaded yet" in answer.text


def test_a_file_that_cannot_be_asked_for_says_so_in_plain_words(waiting):
    answer = entered(waiting, "viewer").get("/questions/nothing.csv")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (404, "text/plain")


def test_a_failed_job_says_why(waiting, worker):
    job = done(worker, broken, key="")
    page = entered(waiting, "viewer").get(f"/data/jobs/{job.id}").text
    assert ": not done" in page
    assert "the rate cannot be used" in page
    assert "Mend closeknit.toml." in page
    assert "data-refresh" not in page


def test_a_load_behind_other_work_says_that_it_waits_for_its_turn(waiting, worker):
    end, begun = Event(), Event()
    first = worker.submit("Answers", lambda *_: begun.set() or end.wait(20))
    assert begun.wait(20)
    behind = worker.submit("Loading orders.csv", lambda *_: None)
    client = entered(waiting, "viewer")
    told = [client.get(f"/data/jobs/{job.id}").text for job in (first, behind)]
    end.set()
    assert ["Waiting for its turn" in page for page in told] == [False, True]
    assert ["Starting" in page for page in told] == [True, False]
    assert behind.ended.wait(20)


def test_a_job_nobody_remembers_is_not_found(empty):
    assert entered(empty, "viewer").get("/data/jobs/x").status_code == 404


def test_work_that_began_before_something_was_decided_is_done_again_after_it(worker, monkeypatch):
    end, begun = Event(), Event()
    first = worker.submit("Answers", lambda *_: begun.set() or end.wait(20), key="answers")
    assert begun.wait(20)
    assert worker.submit("Answers", lambda *_: "fine", key="answers") is first
    monkeypatch.setattr(type(worker._business.ledger), "version", lambda _: "another")
    again = worker.submit("Answers", lambda *_: "fine", key="answers")
    assert again is not first
    assert worker.submit("Answers", lambda *_: "fine", key="answers") is again
    end.set()
    assert again.ended.wait(20)


@pytest.mark.slow
def test_pages_go_on_with_what_was_there_until_all_is_answered_anew(tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "shop")
    workspace = open_workspace(tmp_path / "shop")
    going = Job("Working out the answers", lambda *_: None, state="running")
    work = [None]
    readers = Readers(workspace, size=1, catching_up=lambda *_: work[0])
    seen = []

    def look():
        with readers.lend() as business:
            seen.append(business.book.folder.name)

    look()
    with Business(workspace) as business:
        business.correct("email:c1@firm1.example", "city", "Porto", by="ana")
        business.refresh()
    for job in (going, going, None):
        work[0] = job
        look()
    assert seen[0] == seen[1] == seen[2] != seen[3]
    readers.close()


def test_readers_hold_once_in_which_files_numbers_stand(tmp_path, monkeypatch):
    asked = []

    def opened(book, engine, settings, whereabouts):
        asked.append(whereabouts)
        return SimpleNamespace(passing=nullcontext)

    monkeypatch.setattr("closeknit.book.reading.Reading", opened)
    monkeypatch.setattr(Business, "turn", lambda *_: True)
    monkeypatch.setattr(Business, "book", SimpleNamespace(folder=tmp_path))
    readers = Readers(create_workspace(tmp_path / "new"), size=2)
    with readers.lend() as one, readers.lend() as other:
        assert one is not other
    assert [whereabouts is asked[0] for whereabouts in asked] == [True, True]
    readers.close()


@pytest.fixture
def days(monkeypatch):
    """The day it is, for pages and for work: the last of these."""
    day = [date(2026, 3, 1)]
    now = SimpleNamespace(now=lambda _: SimpleNamespace(date=lambda: day[-1]))
    monkeypatch.setattr("closeknit.web.readers.datetime", now)
    monkeypatch.setattr("closeknit.opened.datetime", now)
    return day


@pytest.fixture
def clocks(days, monkeypatch, tmp_path):
    """The same, where tables are those of one folder."""
    monkeypatch.setattr(Business, "turn", lambda *_: True)
    monkeypatch.setattr(Business, "passing", nullcontext)
    monkeypatch.setattr(Business, "book", SimpleNamespace(folder=tmp_path))
    return days


def test_pages_stay_on_the_day_before_until_all_is_answered_on_the_new_one(clocks, tmp_path):
    going = Job("Working out the answers", lambda *_: None, state="running")
    work, asked, seen = [going], [], []
    readers = Readers(
        create_workspace(tmp_path / "new"),
        size=1,
        catching_up=lambda tables, day: asked.append((tables, day)) or work[0],
    )

    def look():
        with readers.lend() as business:
            seen.append(business.today_here())

    look()
    clocks.append(date(2026, 3, 2))
    look()
    readers.memory.get(("of", "yesterday"), lambda: 1)
    look()
    work[0] = None
    look()
    look()
    assert seen == [date(2026, 3, 1)] * 3 + [date(2026, 3, 2)] * 2
    assert asked == [(tmp_path.name, date(2026, 3, 2))] * 3
    assert readers.memory.get(("of", "yesterday"), lambda: 2) == 2
    readers.close()


def test_when_a_day_begins_its_answers_are_worked_out_before_anybody_comes(clocks, fresh, clock, monkeypatch):
    monkeypatch.setattr("closeknit.web.worker.DAY_LOOKED_AT", 0.01)
    answered = Event()
    monkeypatch.setattr("closeknit.web.worker.answer_all", lambda *_: answered.set() or ("v1", clocks[-1]))
    working = Worker(fresh.workspace, clock)
    working.start()
    assert not answered.wait(0.1)
    clocks.append(date(2026, 3, 2))
    assert answered.wait(20)
    for job in working.going():
        assert job.ended.wait(20)
    assert working.catching_up("v1", date(2026, 3, 2)) is None
    assert working.catching_up("v1", date(2026, 3, 3)) is not None
    working.close()


def test_answers_begun_before_midnight_are_followed_by_those_of_the_new_day(
    clocks, fresh, clock, monkeypatch
):
    monkeypatch.setattr("closeknit.web.worker.DAY_LOOKED_AT", 0.01)
    begun, looked, midnight, done = Event(), Event(), Event(), Event()
    days, today = [], Business.today_here

    def look(business):
        days.append(today(business))
        if days[-2:] == [date(2026, 3, 2)] * 2:
            looked.set()
        return days[-1]

    def answers(*_):
        day = clocks[-1]
        begun.set()
        midnight.wait(20)
        if day == date(2026, 3, 2):
            done.set()
        return "v1", day

    monkeypatch.setattr("closeknit.web.worker.answer_all", answers)
    monkeypatch.setattr(Business, "today_here", look)
    working = Worker(fresh.workspace, clock)
    working.start()
    working.work_out()
    assert begun.wait(20)
    clocks.append(date(2026, 3, 2))
    # Once it looks again, it has done what it does about a new day while other answers are under way.
    assert looked.wait(20)
    midnight.set()
    assert done.wait(20)
    working.close()


@pytest.mark.slow
def test_over_midnight_pages_and_what_they_ask_for_are_of_one_day(days, tiny, tmp_path):
    shutil.copytree(tiny, tmp_path / "shop")
    days.append(date(2024, 12, 10))
    served, loaded = open_served(open_workspace(tmp_path / "shop"), lambda _: None), Event()
    assert served.worker.work_out().ended.wait(120)
    visitor = entered(served, "viewer")

    def told(path):
        for _ in range(200):
            page = visitor.get(path).text
            if "data-refresh" not in page:
                return page
        raise AssertionError("it never came")

    assert "as of 10 Dec 2024" in told("/")
    days.append(date(2024, 12, 11))
    # What is loaded holds up the answers of the new day, not what a page asks for.
    served.worker.submit("Loading", lambda *_: loaded.wait(60))
    assert "as of 10 Dec 2024" in told("/")
    for path in ("/questions/clients?fit_until=2024-06-30", "/ask?q=customers"):
        assert "as of 10 Dec 2024" in told(path)
    loaded.set()
    assert served.worker.work_out().ended.wait(120)
    for path in ("/", "/questions/clients?fit_until=2024-06-30", "/ask?q=customers"):
        assert "as of 11 Dec 2024" in told(path)
    close_served(served)


@pytest.mark.slow
def test_of_tables_that_could_not_be_answered_from_pages_read_all_the_same(tiny):
    failed = Job("Working out the answers", lambda *_: None, state="failed")
    readers = Readers(open_workspace(tiny), size=1, catching_up=lambda *_: failed)
    failed.ended.set()
    assert not readers._hold("v9", date(2026, 3, 2))
    readers.close()


def test_what_was_said_during_a_load_is_in_the_answers_that_come_after_it(worker, monkeypatch):
    order, loaded, answering = [], Event(), Event()

    def answers(*_):
        answering.set()
        order.append("answered")

    def said(*_):
        if not answering.wait(0.05):
            raise WorkspaceBusy("loading", pid=0)
        order.append("kept")

    monkeypatch.setattr(Business, "turn", lambda *_: True)
    monkeypatch.setattr("closeknit.web.worker.answer_all", answers)
    monkeypatch.setattr(type(worker._business.ledger), "version", lambda _: str("kept" in order))
    worker.submit("Loading", lambda *_: loaded.wait(20))
    worker.work_out()
    # Kept just after the answers to what was loaded have begun: they do not know of it.
    kept = worker.keep("Correcting", said, follows=True)
    loaded.set()
    assert kept.ended.wait(20)
    for job in worker.going():
        assert job.ended.wait(20)
    assert order[-1] == "answered"
    assert "kept" in order


def test_what_nothing_follows_from_works_out_no_answers(worker, monkeypatch):
    monkeypatch.setattr(Business, "turn", lambda *_: True)
    assert worker.keep("Keeping a note", lambda *_: "d-0001", follows=False).ended.wait(20)
    assert worker.going() == []
