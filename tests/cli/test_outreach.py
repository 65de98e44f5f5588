"""A list of whom to turn to: made, filled in, loaded again, and nobody asked twice a quarter."""

import csv
import shutil
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from xlsxwriter import Workbook

from closeknit import open as opened
from closeknit.briefings.outreach import Approach
from closeknit.desk.asked import (
    NEVER,
    QUARTER,
    CameBack,
    Listed,
    Opening,
    came_back,
    drop_list,
    everybody_asked,
    put_on_list,
    resting,
)
from closeknit.desk.opening import open_desk
from closeknit.errors import UnknownQuestion
from closeknit.ledger.finding import LIST_COLUMNS, is_list, is_review
from closeknit.opened import AskedDay
from closeknit.outreach import again, make
from closeknit.outreach_list import COLUMNS, FILLED_IN, Outreach, table_of
from closeknit.questions.tree import Said
from closeknit.reviews.asked import _line, _told, filled_in, read_list
from closeknit.reviews.reading import rows_of as rows_of_sheet
from tests.briefings.test_outreach import scene

DAY = date(2026, 3, 2)
LATER = DAY + timedelta(days=QUARTER)
PEOPLE = "people at customers (who ordered in the last 200 days)"


def line(asked, answer="", again=""):
    problems = []
    row = {"asked on": asked, "what came back": answer, "do not ask again before": again, "key": "k"}
    return _line(row, DAY, 7, problems), problems


def test_a_filled_in_line_says_who_was_asked_when_and_when_again():
    assert line("2026-03-02") == (CameBack("k", DAY, "", LATER), [])
    assert line("x") == (CameBack("k", DAY, "", LATER), [])
    assert line("", "yes please")[0] == CameBack("k", DAY, "yes please", LATER)
    assert line("no")[0] == CameBack("k", None, "", None)
    assert line("x", again="2027-01-31")[0].again_from == date(2027, 1, 31)
    assert line("x", again="2026-03-05")[0].again_from == LATER
    assert line("x", again="never")[0].again_from == NEVER


def test_what_cannot_be_read_is_told_with_its_line():
    told, problems = line("maybe in spring", again="when it suits")
    assert told == CameBack("k", DAY, "", LATER)
    assert [said[:7] for said in problems] == ["line 7:", "line 7:"]
    assert 'holds "maybe in spring"' in problems[0]


def test_a_list_is_known_by_its_columns_whatever_was_added():
    assert is_list([*COLUMNS, "my own"])
    assert not is_list(COLUMNS[:-1])
    assert not is_review(COLUMNS)


def test_who_is_on_a_list_stays_as_they_are_until_they_are_asked(tmp_path):
    desk = open_desk(tmp_path / "desk.sqlite")
    put_on_list(desk, "spring", {"a": Listed("Tom"), "b": Listed()}, DAY)
    put_on_list(
        desk,
        "spring",
        {"a": Listed("Eva", Opening("Our last call was on 1 Mar 2026.")), "c": Listed("Eva")},
        DAY + timedelta(1),
    )
    assert [(row.key, row.through, row.opening) for row in everybody_asked(desk)] == [
        ("a", "Tom", "Our last call was on 1 Mar 2026."), ("b", "", None), ("c", "Eva", None),
    ]  # fmt: skip
    assert came_back(desk, "spring", [CameBack("a", DAY, "yes", LATER), CameBack("z", DAY, "", LATER)]) == (
        ["z"], 1,
    )  # fmt: skip
    assert came_back(desk, "spring", [CameBack("a", DAY, "yes", LATER)]) == ([], 0)
    with pytest.raises(UnknownQuestion, match=r'no list "sprin"\n.*did you mean "spring"'):
        drop_list(desk, "sprin")
    assert drop_list(desk, "spring") == (2, 1)


def test_who_rests_is_told_with_the_latest_day_of_all_lists_and_nobody_listed_later(tmp_path):
    desk = open_desk(tmp_path / "desk.sqlite")
    put_on_list(desk, "spring", dict.fromkeys("abc", Listed()), DAY)
    put_on_list(desk, "summer", dict.fromkeys("ad", Listed()), DAY + timedelta(10))
    came_back(desk, "spring", [CameBack("b", None, "", None)])
    assert resting(desk, DAY) == {"a": LATER, "c": LATER}
    later = LATER + timedelta(10)
    assert resting(desk, DAY + timedelta(10)) == {"a": later, "c": LATER, "d": later}
    assert resting(desk, LATER) == {"a": later, "d": later}


def test_what_came_back_is_told_by_list_with_who_is_not_on_it(tmp_path):
    business = SimpleNamespace(desk=open_desk(tmp_path / "desk.sqlite"))
    put_on_list(business.desk, "spring", {"a": Listed("Tom")}, DAY)
    lines = [CameBack("a", DAY, "yes", LATER), CameBack("z", None, "", None)]
    assert _told(business, Path("spring.csv"), {"spring": lines}) == [
        "spring.csv: spring: 1 asked, 1 came back, 1 new",
        "spring.csv: 1 not on the list “spring” and left out: z",
    ]
    (said,) = _told(business, Path("spring.csv"), {})
    assert "nothing is filled in yet" in said


ZOE_BEFORE = "email:zoe.before@x.example"


def kept_scene(folder):
    """Ana was asked and said never again, Bo refuses by now, Zoe, listed under her former address, was not
    asked, of Ed nothing is loaded."""
    book, who = scene()
    keys = {f"email:{name}@x.example": who[name] for name in ("ana", "bo")} | {ZOE_BEFORE: who["zoe"]}
    desk = open_desk(folder / "desk.sqlite")
    put_on_list(desk, "spring", {**dict.fromkeys(keys, Listed("Tom")), "email:ed@x.example": Listed()}, DAY)
    came_back(desk, "spring", [CameBack("email:ana@x.example", DAY, "=not now", NEVER)])
    return SimpleNamespace(
        desk=desk,
        has_desk=lambda: True,
        passing=nullcontext,
        asked_day=lambda _: AskedDay(DAY),
        titles=lambda: {"made/by-hand": "Made by hand"},
        plain_question=lambda _: book.question("2026-06-30"),
        ids_of=lambda given: {key: keys[key] for key in given if key in keys},
    )


def test_a_kept_list_is_written_again_with_what_came_back_and_who_must_not_be_asked(tmp_path):
    business = kept_scene(tmp_path)
    made = again(business, " spring ")
    made.write(tmp_path / "spring.csv")
    rows = rows_of(tmp_path / "spring.csv")
    told = [[row[column] for column in ("name", "through", *LIST_COLUMNS[:3])] for row in rows]
    assert told == [
        ["Ana", "Tom", "2026-03-02", "'=not now", "never"],
        ["Bo", "Tom", "", "", "never"],
        ["Zoe", "Tom", "", "", LATER.isoformat()],
    ]
    assert [row["opening"][:12] for row in rows] == ["On 3 Jun 202", "", ""]
    assert rows[2]["key"] == ZOE_BEFORE, "under what she is on the list, so that what came back is found"
    assert made.notes[1:] == (
        "1 left out: nothing that is loaded tells of them any more.",
        "1 asked, 1 came back, 1 not to be asked again yet.",
        "1 who must not be contacted any more.",
    )
    before = [(row.key, row.asked_on, row.answer, row.again_from) for row in everybody_asked(business.desk)]
    assert read_list(business, tmp_path / "spring.csv") == ["spring.csv: spring: 1 asked, 1 came back, 0 new"]
    assert before == [
        (row.key, row.asked_on, row.answer, row.again_from) for row in everybody_asked(business.desk)
    ]
    made.write(tmp_path / "spring.vcf")
    ana, bo, _ = (tmp_path / "spring.vcf").read_text("utf-8").replace("\n ", "").split("END:VCARD")[:3]
    assert "Asked on 2026-03-02: =not now. Never ask again." in ana
    assert "CATEGORIES:spring,do not contact" in bo


def test_what_is_kept_to_put_a_list_together_goes_when_it_is_there(tmp_path):
    business, kept, inside = kept_scene(tmp_path), [], []
    question = business.plain_question(None)

    @contextmanager
    def passing():
        inside.append(True)
        yield
        inside.pop()

    def keep(*given):
        kept.append(bool(inside))
        return question.keep(*given)

    business.passing = passing
    business.plain_question = lambda _: replace(question, keep=keep)
    again(business, "spring")
    assert kept
    assert all(kept)


def test_an_opening_that_was_shown_is_the_one_a_list_is_written_with_later(tmp_path, monkeypatch):
    book, who = scene()
    said = ("ana", "zoe")
    for day, stance, quote in (("04", "concern", "Churn worries us."), ("20", "asked", "What does it cost?")):
        book.mention(who["north"], who["ana"], f"2026-06-{day}", stance, quote)
    business, listed = kept_scene(tmp_path), {f"email:{name}@new.example": who[name] for name in said}
    for row in book.rows["parties"]:
        row["key"] = next((key for key, n in listed.items() if n == row["party_id"]), row["key"])
    business.plain_question = lambda _: book.question("2026-06-30")
    business.ids_of = lambda given: {key: listed[key] for key in given if key in listed}
    churn = Said("concern", "churn")
    monkeypatch.setattr(
        "closeknit.outreach._whom",
        lambda business, of, day: ([who[name] for name in said], (churn,) if of == "worried" else ()),
    )
    columns = ("name", "through", "opening", "from", "read from")
    drop_list(business.desk, "spring")
    shown = make(business, "churn", "worried").table.select(columns).to_pylist()
    words = "On 4 Jun 2026 you wrote: “Churn worries us.”"
    assert [tuple(row.values()) for row in shown] == [
        ("Ana", "Tom", words, date(2026, 6, 4), "Made by hand"), ("Zoe", "", "", None, ""),
    ]  # fmt: skip
    book.mention(who["north"], who["zoe"], "2026-06-21", "asked", "When can we start?")
    ana, zoe = again(business, "churn").table.select(columns).to_pylist()
    assert ana == shown[0]
    assert zoe["opening"] == "On 21 Jun 2026 you wrote: “When can we start?”", "none was shown: as of today"
    assert make(business, "churn", "others").table.select(columns).to_pylist() == [ana, zoe]
    book.rows["mentions"].clear()
    assert again(business, "churn").table.select(columns).to_pylist() == [ana, zoe], "kept since it was shown"
    book.attribute(who["ana"], "do_not_contact", "yes")
    assert again(business, "churn").table["opening"].to_pylist()[0] == ""


def test_a_list_that_is_not_kept_is_refused_with_those_there_are(tmp_path):
    business = kept_scene(tmp_path)
    with pytest.raises(
        UnknownQuestion, match=r'no list "sprin"\n.*did you mean "spring"\? There are: spring'
    ):
        again(business, "sprin")
    business.has_desk = lambda: False
    with pytest.raises(UnknownQuestion, match=r"There is none yet\. Make one: closeknit outreach "):
        again(business, "spring")


def test_a_list_made_anew_of_others_holds_all_not_asked_yet_and_counts_as_it_is_kept(tmp_path, monkeypatch):
    book, who = scene()
    who |= {name.lower(): book.person(name, at=who["north"]) for name in ("Di", "Ed", "Fay")}
    for row in book.rows["parties"]:
        row["key"] = f"email:{row['name'].lower()}@x.example"
    business = kept_scene(tmp_path)
    business.plain_question = lambda _: book.question("2026-06-30")
    business.ids_of = lambda given: {k: who[n] for k in given if (n := k[6:].partition("@")[0]) in who}
    named = {}
    monkeypatch.setattr(
        "closeknit.outreach._whom", lambda business, of, day: ([who[n] for n in named[of]], ())
    )
    named |= {"first": ["di", "ana"], "others": ["ed", "ana", "fay", "bo"]}
    drop_list(business.desk, "spring")
    assert [one.name for one in make(business, "churn", "first").people] == ["Di"]
    put_on_list(business.desk, "idle", {"email:fay@x.example": Listed()}, DAY)
    made = make(business, "churn", "others")
    assert [one.name for one in made.people] == ["Ed", "Di"]
    assert made.notes[:4] == (
        "2 people on the list, 0 with words of their own.",
        "1 left out: must not be contacted.",
        "1 left out: asked on another list within a quarter (91 days), or not to be asked again yet.",
        "1 left out: on another list within a quarter (91 days), not asked there yet: idle.",
    )
    assert again(business, "churn").notes[0] == made.notes[0]
    came_back(business.desk, "churn", [CameBack("email:di@x.example", DAY, "", LATER)])
    made = make(business, "churn", "others")
    assert [one.name for one in made.people] == ["Ed"]
    assert made.notes[0] == "2 people on the list, 1 of them to ask now, 0 with words of their own."
    assert again(business, "churn").notes[0].startswith("2 people on the list, ")


def test_a_list_without_a_name_is_refused():
    with pytest.raises(UnknownQuestion, match="a list needs a name"):
        make(SimpleNamespace(), "  ", "customers")


def test_how_to_tell_what_came_back_goes_with_the_file_that_was_written():
    one = Approach(1, "email:a@x.example", "Ana", "", "", "")
    made = Outreach("spring", table_of("spring", [one], {}, {}, DAY), (one,), ())
    assert made.how(Path("a.csv")) == FILLED_IN
    assert [".csv" in said for said in made.how(Path("a.vcf"))] == [True]
    assert replace(made, people=()).how(Path("a.csv")) == ()


def test_a_list_saved_as_a_workbook_with_real_days_is_read_as_the_csv_is(tmp_path):
    """Excel makes days of texts that look like some, and gives them back as moments at midnight."""
    people = [Approach(n, f"email:{n}@x.example", f"Ana {n}", "", "", "") for n in range(3)]
    made = Outreach("spring", table_of("spring", people, {}, {}, DAY), tuple(people), ())
    made.write(tmp_path / "spring.csv")
    written = rows_of(tmp_path / "spring.csv")
    filled = [("2026-03-02", "yes", "2026-12-01"), ("x", "", "never"), ("", "", "2026-06-01")]
    for row, cells in zip(written, filled, strict=True):
        row |= dict(zip(LIST_COLUMNS[:3], cells, strict=True))
    with Workbook(tmp_path / "spring.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for line, row in enumerate(written, 1):
            sheet.write_row(line, 0, [_as_excel_keeps_it(row[column]) for column in COLUMNS])
    save(tmp_path / "filled.csv", written)
    as_csv, as_xlsx = (
        filled_in(*rows_of_sheet(tmp_path / name, needed=LIST_COLUMNS), {}, DAY)
        for name in ("filled.csv", "spring.xlsx")
    )
    assert as_csv == as_xlsx
    assert as_xlsx == (
        {
            "spring": [
                CameBack("email:0@x.example", DAY, "yes", date(2026, 12, 1)),
                CameBack("email:1@x.example", DAY, "", NEVER),
            ]
        },
        [],
    )


def _as_excel_keeps_it(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text or None


@pytest.fixture(scope="module")
def own(loaded_sample, tmp_path_factory):
    return shutil.copytree(loaded_sample, tmp_path_factory.mktemp("outreach") / "veldhaven")


def rows_of(file):
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


def save(file, rows):
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.slow
def test_a_list_is_made_filled_in_and_loaded_and_nobody_is_asked_twice_a_quarter(own, tmp_path, typed):
    first = typed(own, "outreach", "spring", PEOPLE, "--to", str(tmp_path / "spring.csv"))
    assert first.returncode == 0, first.stderr
    rows = rows_of(tmp_path / "spring.csv")
    said = " ".join(first.stdout.split())
    assert f"{len(rows)} people on the list" in said
    assert "left out: must not be contacted" in said
    assert {row["list"] for row in rows} == {"spring"}
    assert all(row["through"] for row in rows[:5])
    words = [row for row in rows if row["opening"].startswith("On ")]
    assert words
    assert all(row["from"] for row in words)
    again = typed(own, "outreach", "autumn", PEOPLE, "--to", str(tmp_path / "autumn.csv"))
    told = " ".join(again.stdout.split())
    assert (
        f"{len(rows)} left out: on another list within a quarter (91 days), not asked there yet: spring."
        in told
    )
    assert rows_of(tmp_path / "autumn.csv") == []

    rows[0]["asked on"], rows[0]["what came back"] = "2026-06-20", "=cmd wants a call"
    rows[1]["asked on"] = "no"
    filled = tmp_path / "filled.csv"
    save(filled, rows)
    told = typed(own, "load", str(filled))
    assert told.returncode == 0, told.stderr
    assert "spring: 1 asked, 1 came back, 2 new" in " ".join(told.stdout.split())
    assert "spring: 1 asked, 1 came back, 0 new" in " ".join(typed(own, "load", str(filled)).stdout.split())
    lists = " ".join(typed(own, "outreach").stdout.split())
    assert f"spring: {len(rows)} on it" in lists
    assert "1 asked, 1 came back" in lists
    kept = typed(own, "outreach", "spring", "--to", str(tmp_path / "kept.csv"))
    assert "1 asked, 1 came back, 1 not to be asked again yet." in " ".join(kept.stdout.split())
    assert [row["key"] for row in rows_of(tmp_path / "kept.csv")] == [row["key"] for row in rows]
    assert rows_of(tmp_path / "kept.csv")[0]["what came back"] == "'=cmd wants a call"
    assert "a list needs a file" in typed(own, "outreach", "spring").stderr
    typed(own, "outreach", "spring", PEOPLE, "--to", str(tmp_path / "again.csv"))
    assert {row["key"] for row in rows_of(tmp_path / "again.csv")} == {row["key"] for row in rows[1:]}
    with opened(own) as business:
        freed = business.outreach("autumn", business.find(PEOPLE))
        assert [one.key for one in freed.people] == [rows[1]["key"]]


@pytest.mark.slow
def test_a_sentence_its_answer_and_a_segment_saved_with_it_give_the_same_openings(loaded_sample, tmp_path):
    sentence = 'people who like "crm"'
    with opened(shutil.copytree(loaded_sample, tmp_path / "veldhaven")) as business:
        business.add_segment("fond of crm", sentence)
        openings = []
        for of in (sentence, business.find(sentence), "fond of crm"):
            openings.append(business.outreach("routes", of).table["opening"].to_pylist())
            business.drop_outreach("routes")
    assert any("CRM" in opening for opening in openings[0])
    assert openings[0] == openings[1] == openings[2]


@pytest.mark.slow
def test_cards_carry_through_whom_and_the_opening_and_a_wrong_ending_lists_nobody(own, tmp_path, typed):
    refused = typed(own, "outreach", "cards", "customers", "--to", str(tmp_path / "cards.doc"))
    assert refused.returncode == 2
    assert "cards:" not in typed(own, "outreach").stdout
    done = typed(own, "outreach", "cards", "customers", "--to", str(tmp_path / "cards.vcf"))
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "cards.vcf").read_text("utf-8")
    assert text.count("BEGIN:VCARD") >= 1
    assert "NOTE:Through " in text.replace("\r\n ", "")
    assert "CATEGORIES:cards" in text
    dropped = typed(own, "outreach", "cards", "--drop").stdout
    assert "asked already, so they stay: 0." in " ".join(dropped.split())
