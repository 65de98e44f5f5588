"""How many introductions away somebody is: by hand, on every engine; by chance, as networkx has it."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from closeknit.errors import UnknownCustomer
from closeknit.questions import tree
from closeknit.questions.introductions import passed_on, within
from tests.lenses.handmade import HandmadeBook
from tests.questions.plainly import few_steps_away

AS_OF = "2026-06-30"


def chain():
    """Tom of us mails Priya, who meets Dana, who mails Eva; Zoe knows nobody."""
    book = HandmadeBook()
    firms = [book.party(name) for name in ("North", "South", "East")]
    tom = book.colleague("Tom")
    priya, dana, eva = (
        book.person(name, at=firm) for name, firm in zip(("Priya", "Dana", "Eva"), firms, strict=True)
    )
    book.person("Zoe", at=firms[0])
    for one, other in ((tom, priya), (priya, dana), (dana, eva)):
        for _ in range(3):
            book.activity("meeting.held", firms[0], "2026-06-01", by={"organizer": one, "attendee": other})
    for row in book.rows["timeline"]:
        row["role"] = "account" if row["role"] == "buyer" else row["role"]
    return book


def reached(steps, who, asked):
    ids = within(tree.Near(steps, who), asked)
    people = asked.tables["parties"].semi_join(ids, "party_id")
    return set(asked.collect(people)["name"].to_pylist())


def test_whom_we_know_is_no_introduction_away_and_whom_they_know_one():
    asked = chain().question(AS_OF)
    assert reached(0, "", asked) == {"Priya"}
    assert reached(1, "", asked) == {"Priya", "Dana"}
    assert reached(2, "", asked) == {"Priya", "Dana", "Eva"}


def test_a_way_may_begin_with_somebody_named():
    asked = chain().question(AS_OF)
    assert reached(0, "dana", asked) == {"Priya", "Eva"}


def test_a_way_may_begin_with_everybody_at_a_firm_or_nobody():
    asked = chain().question(AS_OF)
    assert reached(0, "South", asked) == {"Priya", "Eva"}
    assert reached(0, "East", asked) == {"Dana"}
    book = chain()
    book.party("Empty")
    assert reached(1, "Empty", book.question(AS_OF)) == set()


def test_of_two_of_one_name_neither_begins_a_way():
    book = chain()
    book.person("Dana", at=book.party("West"))
    with pytest.raises(UnknownCustomer, match='"dana" could be Dana'):
        reached(0, "dana", book.question(AS_OF))


def test_our_own_people_begin_a_way_but_pass_nobody_on():
    """Priya knows Tom of us, who alone knows Fay: nobody outside could introduce the two."""
    book = chain()
    tom = next(p["party_id"] for p in book.rows["parties"] if p["name"] == "Tom")
    firm = book.party("West")
    fay = book.person("Fay", at=firm)
    book.activity("meeting.held", firm, "2026-06-01", by={"organizer": tom, "attendee": fay})
    book.rows["timeline"][:] = [row for row in book.rows["timeline"] if row["role"] != "buyer"]
    asked = book.question(AS_OF)
    assert reached(1, "Priya", asked) == {"Tom", "Dana", "Eva"}
    assert reached(0, "Tom", asked) == {"Priya", "Fay"}
    assert reached(0, "", asked) == {"Priya", "Fay"}


OURS, OTHERS = ("Us 0", "Us 1"), tuple(f"Other {n}" for n in range(7))
PEOPLE = OURS + OTHERS
TWO = st.sets(st.sampled_from(PEOPLE), min_size=2, max_size=2).map(sorted)


def as_networkx_has_it(pairs, who, most_steps):
    """How many are reached with each number of introductions. Two may meet or stand on a list."""
    book = HandmadeBook()
    ids = {name: book.colleague(name) for name in OURS} | {name: book.person(name) for name in OTHERS}
    for place, (one, other) in enumerate(pairs):
        if place % 2:
            book.tie(ids[one], ids[other], "knows")
        else:
            meeting = {"organizer": ids[one], "attendee": ids[other]}
            book.activity("meeting.held", book.party("Firm"), "2026-06-01", by=meeting)
            book.rows["timeline"][-3]["role"] = "account"
    ties = dict.fromkeys(map(tuple, pairs), 1.0)
    asked, first = book.question(AS_OF), {who} if who else set(OURS)
    wanted = [few_steps_away(ties, OURS, first, steps) for steps in range(most_steps + 1)]
    assert [reached(steps, who, asked) for steps in range(most_steps + 1)] == wanted
    return list(map(len, wanted))


@example([["Other 0", "Us 0"], ["Other 0", "Us 1"], ["Other 1", "Us 1"]], "Other 0")
@given(st.lists(TWO, max_size=10), st.sampled_from(["", *PEOPLE]))
@settings(max_examples=3, deadline=None)
def test_who_is_few_introductions_away_is_whom_networkx_reaches(pairs, who):
    as_networkx_has_it(pairs, who, 1)


@pytest.mark.slow
def test_who_is_few_introductions_away_is_whom_networkx_reaches_in_many_networks():
    """With one more introduction more are reached in many of them: what is held is no matter of one step."""
    found = {}

    @given(st.lists(TWO, min_size=8, max_size=12), st.sampled_from(["", *PEOPLE]))
    @settings(max_examples=25, deadline=None, database=None, derandomize=True)
    def each(pairs, who):
        found[str(pairs), who] = as_networkx_has_it(pairs, who, 2)

    each()
    assert sum(none < one < two for none, one, two in found.values()) > 4, found.values()


@pytest.mark.slow
def test_introductions_are_the_same_on_every_engine(every_engine):
    assert reached(1, "", chain().question(AS_OF, engine=every_engine)) == {"Priya", "Dana"}


def test_an_unknown_name_is_refused_with_what_to_do():
    asked = chain().question(AS_OF)
    with pytest.raises(UnknownCustomer, match='did you mean "Dana"'):
        within(tree.Near(1, "Danna"), asked)


def test_the_warmest_way_to_each_is_told_with_the_last_contact_of_each_two():
    book = chain()
    asked = book.question(AS_OF)
    ids = {row["name"]: row["party_id"] for row in book.rows["parties"]}
    found = passed_on(tree.Near(2), asked, [ids["Priya"], ids["Eva"], ids["Zoe"]])
    assert {who: one.names for who, one in found.items()} == {
        ids["Priya"]: ("Tom",),
        ids["Eva"]: ("Tom", "Priya", "Dana"),
    }
    assert len(found[ids["Eva"]].contacts) == 3
    days = dict(asked.collect(asked.tables["activities"].select("activity_id", "day")).to_pandas().to_numpy())
    assert all(days[act] == day for day, act in found[ids["Eva"]].contacts)


def test_no_way_is_told_that_has_more_introductions_than_were_asked_for():
    """Dana is known to Tom by name only, and warmly through Priya: asked for nobody between, it is Tom."""
    book = chain()
    ids = {row["name"]: row["party_id"] for row in book.rows["parties"]}
    tom, dana = ids["Tom"], ids["Dana"]
    book.tie(tom, dana, "knows")
    asked = book.question(AS_OF)
    assert passed_on(tree.Near(0), asked, [dana])[dana].names == ("Tom",)
    assert passed_on(tree.Near(0), asked, [dana])[dana].contacts == ()


def test_nothing_is_read_twice_to_tell_the_way_from_us():
    book = chain()
    read = []
    asked = book.question(AS_OF)
    watched = replace(asked, collect=lambda rows: read.append(rows.op()) or asked.collect(rows))
    (eva,) = (row["party_id"] for row in book.rows["parties"] if row["name"] == "Eva")
    assert passed_on(tree.Near(2), watched, [eva])[eva].names == ("Tom", "Priya", "Dana")
    assert len(read) == len(set(read))


def test_one_of_us_may_be_sought_but_passes_nobody_on():
    book = chain()
    ids = {row["name"]: row["party_id"] for row in book.rows["parties"]}
    found = passed_on(tree.Near(1, "Dana"), book.question(AS_OF), [ids["Tom"]])
    assert found[ids["Tom"]].names == ("Dana", "Priya")
