"""Segments as they are typed: saved, looked at after loads, asked for in sentences, watched."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from closeknit import create
from closeknit.briefings.segments import Moved
from closeknit.desk.opening import open_desk
from closeknit.desk.segments import add, segments
from closeknit.desk.tables import Segment
from closeknit.errors import UnknownQuestion
from closeknit.finding import _in_since, _with, find, meant_by
from closeknit.lenses.seam import each_lens
from closeknit.opened import AskedDay
from closeknit.progress import Quiet
from closeknit.questions.reading import parse
from closeknit.questions.vocabulary import Vocabulary
from closeknit.questions.windows import Between
from closeknit.segments import MOST_DAYS, _days, _timed, look_at_all
from tests.cli.test_acting import NEWS, ORDERS, TODAY, news, orders

FUNDED = "customers who closed a funding round"


def timed(sentence, **plan):
    return _timed(parse(sentence, Vocabulary()), **plan)


def test_the_days_after_an_event_become_a_time_of_the_sentence():
    assert timed(FUNDED, enter=7, leave=42).event.window == Between(7, 42, "day")
    both = timed(f"{FUNDED} and have an open deal", enter=0, leave=3)
    assert both.parts[0].event.window == Between(0, 3, "day")


@pytest.mark.parametrize(
    ("sentence", "enter", "leave", "said"),
    [
        (FUNDED, 42, 7, "nobody could be in"),
        (FUNDED, 7, None, "nobody could be in"),
        ("customers who have an open deal", 7, 42, "no event"),
        (f"{FUNDED} and never ordered and ordered", 7, 42, "2 events"),
        (f"{FUNDED} this year", 7, 42, "no event"),
    ],
)
def test_a_window_that_means_nothing_is_refused_with_an_example(sentence, enter, leave, said):
    with pytest.raises(UnknownQuestion, match=said) as refused:
        timed(sentence, enter=enter, leave=leave)
    assert "--enter 7 --leave 42" in refused.value.remedy


def test_a_segment_that_names_what_is_not_loaded_any_more_is_no_trouble_of_the_others():
    gone = Segment(name="Gone", question='possible customers whose what was dropped is "x"')
    assert _with({"gone": gone}, Vocabulary()).segments == {"Gone": "possible customers"}


def test_a_segment_that_cannot_be_looked_at_is_told_and_the_others_are_looked_at(tmp_path, monkeypatch):
    desk = open_desk(tmp_path / "desk.sqlite")
    for name in ("a", "b"):
        add(desk, name, "customers", by="ana", at=datetime(2026, 7, 1))
    business = SimpleNamespace(
        desk=desk, has_desk=lambda: True, asked_day=lambda _: AskedDay(TODAY), passing=nullcontext
    )

    def looked_at(_, segment, days, __):
        if segment.name == "a":
            raise UnknownQuestion("what it names is gone")
        return [Moved(segment.name, days[0], ("Ana",), ())]

    monkeypatch.setattr("closeknit.segments._look_at", looked_at)
    assert look_at_all(business) == (
        [Moved("b", TODAY, ("Ana",), ())],
        ['segment "a" was not looked at: what it names is gone'],
    )


class _Seen:
    def __init__(self, seen_to):
        self.seen_to = seen_to


def test_every_day_since_the_last_look_is_looked_at_up_to_a_fortnight():
    assert _days(_Seen(None), TODAY, 0) == [TODAY]
    assert len(_days(_Seen(None), TODAY, 3)) == 4
    assert _days(_Seen(TODAY), TODAY, 0) == [TODAY]
    assert _days(_Seen(TODAY - timedelta(2)), TODAY, 0) == [TODAY - timedelta(n) for n in (2, 1, 0)]
    assert len(_days(_Seen(TODAY - timedelta(99)), TODAY, 0)) == MOST_DAYS
    assert _days(_Seen(TODAY + timedelta(5)), TODAY, 0) == []


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    """Three firms that bought long ago; one had money come in ten days before the last day."""
    folder = tmp_path_factory.mktemp("segments")
    made = create(folder / "firm")
    for name, text in (("orders", ORDERS), ("news", NEWS)):
        (made.workspace.mappings / f"{name}.toml").write_text(text, "utf-8")
    bought = [(name, 300, 100) for name in ("Ada", "Bo", "Cy")]
    made.load([orders(folder, "a", [*bought, ("Di", 0, 5)]), news(folder, [("funding", "Ada", 10)])])
    return made


@pytest.mark.slow
def test_a_segment_lets_people_in_and_out_as_days_pass_and_a_load_says_so(firm, tmp_path, typed):
    home = firm.workspace.folder
    added = typed(home, "segments", "add", "funded", FUNDED, "--enter", "7", "--leave", "12", "--back", "5")
    assert added.returncode == 0, added.stderr
    assert "funded: 1 is in it" in added.stdout
    page = firm.segment("funded")
    assert [(one.name, one.entered, one.at_start) for one in page.members] == [
        ("Ada", TODAY - timedelta(3), False)
    ]
    assert firm.segment("funded", as_of=TODAY - timedelta(4)).members == ()
    long_before = firm.segment("funded", as_of=TODAY - timedelta(300))
    assert (long_before.members, long_before.looked_at) == ((), False)
    # Five days later Bo's news are a week old, and Ada's are too old.
    rows = [("funding", "Ada", 10), ("funding", "Bo", 2)]
    report = firm.load([news(tmp_path, rows), orders(tmp_path, "b", [("Di", -5, 5)])])
    assert [note for note in report.notes if note.startswith("funded")] == [
        "funded: Ada left, 3 Jul 2026",
        "funded: Bo entered, 5 Jul 2026",
    ]
    assert [one.name for one in firm.segment("funded").members] == ["Bo"]
    assert [(one.name, str(day)) for one, day in firm.segment("funded").left] == [("Ada", "2026-07-03")]
    for day in range(9):
        on = TODAY - timedelta(3) + timedelta(day)
        asked = firm.find("customers who closed a funding round between 7 and 12 days ago", as_of=on)
        seen = {one.name for one in firm.segment("funded", as_of=on).members}
        assert seen == set(_names(asked)), on
    found = typed(home, "find", 'customers in segment "Funded" and who ordered')
    assert "1 customer in segment" in found.stdout
    assert 'in segment "Funded" (since 5 Jul 2026)' in " ".join(found.stdout.split())
    shown = json.loads(typed(home, "segments", "show", "funded", "--json").stdout)
    assert [one["name"] for one in shown["members"]] == ["Bo"]
    listed = json.loads(typed(home, "segments", "--json").stdout)
    assert [(one["name"], one["count"], one["left_lately"]) for one in listed] == [("funded", 1, 1)]


def _names(reply):
    return [row["name"] for table in reply.answer.tables for row in table.data.to_pylist()]


@pytest.mark.slow
def test_a_segment_within_another_keeps_it_from_being_dropped(firm, typed):
    home = firm.workspace.folder
    firm.add_segment("buyers", "customers who ordered")
    firm.add_segment("buyers of late", 'customers in segment "buyers" and who ordered in the last 9 days')
    refused = typed(home, "segments", "drop", "buyers")
    assert refused.returncode == 2
    assert 'segment "buyers" is asked for in buyers of late' in refused.stderr
    assert "did you mean" in typed(home, "find", 'customers in segment "bayers"').stderr
    assert typed(home, "segments", "drop", "buyers of late").returncode == 0
    assert typed(home, "segments", "drop", "buyers").returncode == 0
    gone = typed(home, "find", 'customers in segment "buyers"')
    assert "no segment" in gone.stderr
    dated = typed(home, "segments", "add", "x", "customers who ordered as of 2026-01-31")
    assert "day by day" in dated.stderr


@pytest.mark.slow
def test_since_when_is_read_of_those_alone_who_are_shown_by_whatever_key_they_were_kept(firm):
    firm.add_segment("bought", "customers who ordered")
    (segment,) = (one for one in segments(firm.desk) if one.name == "bought")
    (ada,), (bo,) = (meant_by(firm, f'customers whose name is "{name}"', TODAY).ids for name in ("Ada", "Bo"))
    assert firm.keys_of([ada])[ada] in firm.any_key_of([ada])
    assert set(firm.ids_of(sorted(firm.any_key_of([ada, bo]))).values()) == {ada, bo}
    assert set(_in_since(firm, "bought", segment.seen_to, [ada]).words) == {ada}
    assert set(_in_since(firm, "bought", segment.seen_to, []).words) == set()
    firm.drop_segment("bought")


@pytest.mark.slow
def test_a_question_can_be_asked_of_a_segment_alone(firm, typed):
    home = firm.workspace.folder
    firm.add_segment("a and b", 'customers whose name is one of "Ada", "Bo"')
    told = typed(home, "ask", "clients", "--within", "a AND b", "--json")
    assert told.returncode == 0, told.stderr
    answer = json.loads(told.stdout)
    assert answer["assumptions"][0].startswith('Only 2 customers: in segment "a and b"')
    named = {row.get("name") for table in answer["tables"] for row in table["rows"] if isinstance(row, dict)}
    assert named & {"Ada", "Bo"}
    assert not named & {"Cy", "Di"}
    sentence = firm.ask("clients", within='customers whose name is one of "Ada", "Bo"').answer
    assert [f.sentence for f in sentence.findings] == [f["sentence"] for f in answer["findings"]]
    assert answer["assumptions"][0] not in firm.ask("clients").answer.assumptions
    for lens in each_lens():
        assert answer["assumptions"][0] in firm.ask(lens.name, within="a and b").answer.assumptions
    kept = typed(home, "export", "purchases", "--within", "a and b").stdout.splitlines()
    everything = typed(home, "export", "purchases").stdout.splitlines()
    assert 1 < len(kept) < len(everything)
    assert set(kept) <= set(everything)
    assert "not with ocel" in typed(home, "export", "ocel", "--within", "a and b").stderr
    refused = typed(home, "ask", "clients", "--within", "a and c")
    assert (refused.returncode, "did you mean" in refused.stderr) == (2, True)
    firm.drop_segment("a and b")


@pytest.mark.slow
def test_whatever_changes_what_is_known_says_who_came_and_went(firm, tmp_path):
    firm.add_segment("buyers", "customers who ordered")
    report = firm.load([orders(tmp_path, "u", [("Eve", 3, 70)])])
    assert [note.partition(",")[0] for note in report.notes] == ["buyers: Eve entered"]
    undone = firm.undo(report.understood[0].import_id)
    assert "\nbuyers: Made firm “eve” left, " in undone
    firm.add_segment("regulars", "customers whose number of orders > 1")
    joined = firm.decide("same", "Bo", "Cy")
    assert re.search("\nregulars: (Bo|Cy) entered, ", joined)
    parted = firm.undo(re.search("d-[0-9]+", joined)[0])
    assert re.search("\nregulars: .* left, ", parted)
    firm.drop_segment("regulars")
    firm.drop_segment("buyers")


@pytest.mark.slow
def test_watching_tells_who_entered_though_another_process_looked(firm, tmp_path, typed, monkeypatch):
    firm.add_segment("all", "customers")
    other = []

    def load_meanwhile(seconds):
        if not other:
            other.append(orders(tmp_path, "w", [("Newcomer", 1, 70)]))
            firm.load(other)

    monkeypatch.setattr("closeknit.segments.sleep", load_meanwhile)
    told = typed(firm.workspace.folder, "segments", "watch", "all", "--times", "2")
    assert told.stdout.startswith("Watching all. Ctrl-C stops it.")
    assert "all: Newcomer entered" in told.stdout
    firm.drop_segment("all")


def test_nothing_is_said_to_be_watched_where_a_name_is_no_segments(tmp_path, typed, monkeypatch):
    with_a_desk = SimpleNamespace(desk=open_desk(tmp_path / "desk.sqlite"))
    monkeypatch.setattr("closeknit.cli.segmenting.loaded", lambda folder: with_a_desk)
    refused = typed(tmp_path, "segments", "watch", "nosuch")
    with_a_desk.desk.close()
    assert (refused.returncode, refused.stdout) == (2, "")
    assert 'there is no segment "nosuch"' in refused.stderr


@pytest.mark.slow
def test_a_load_succeeds_beside_a_torn_file_of_segments_and_says_so(firm, tmp_path):
    firm.add_segment("all", "customers")
    whole = firm.workspace.desk.read_bytes()
    firm.close()
    firm.workspace.desk.write_bytes(whole[:100])
    report = firm.load([orders(tmp_path, "t", [("Torn", 1, 70)])])
    assert report.stored == 1
    assert [note for note in report.notes if "segments were not looked at" in note and "damaged" in note]
    firm.workspace.desk.write_bytes(whole)
    firm.close()
    firm.drop_segment("all")


def test_a_sentence_that_names_no_segment_opens_no_desk(sample, monkeypatch):
    from closeknit import open as opened

    with opened(sample) as business:
        monkeypatch.setattr(type(business), "has_desk", lambda _: pytest.fail("the desk was looked for"))
        assert find(business, "customers limit 1", as_of=None, progress=Quiet()).lens == "find"
