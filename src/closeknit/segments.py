"""Segments of an open business: saved questions, and who entered and left each one on which day.

A segment is looked at on every day up to the day of questions (`look_at_all`), after each load, decision
or undo and by `closeknit segments`. Each look is the saved question asked as of that day, so a time in it
(`between 7 and 42 days ago`) lets somebody in, and out again, as days pass. What was seen stays as it was
seen; for a day nobody looked at, the question is asked as of then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from getpass import getuser
from itertools import count
from time import sleep
from typing import TYPE_CHECKING

from closeknit.answers import wording
from closeknit.briefings.segments import LATELY, Line, Member, Moved, Page
from closeknit.desk import segments as kept
from closeknit.errors import CloseknitError, UnknownQuestion
from closeknit.finding import Understood, matching_on, things_in, understood
from closeknit.identity.wording import spoken_key
from closeknit.ledger.store import utc_now
from closeknit.progress import Progress, Quiet
from closeknit.questions import tree as t
from closeknit.questions import windows
from closeknit.questions.printing import printed
from closeknit.questions.words import CASES

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder
    from closeknit.desk.tables import Segment, Stay

MOST_DAYS = 14
"""Days in a row that are looked at when nobody looked before: the newest. Earlier ones are passed over."""


def add(
    business: AskedFolder,
    name: str,
    question: str,
    *,
    enter: int | None = None,
    leave: int | None = None,
    back: int = 0,
    by: str = "",
    progress: Progress | None = None,
) -> Page:
    """Save a question under a name and look at who is in it; gives the segment.

    enter, leave: days after the question's one event on which somebody enters, and the last on which they
    are still in it. back: look at so many earlier days too.

    Raises:
        NotUnderstood, UnknownQuestion: no question that can be saved, or no name that can be given.
    """
    asked = understood(business, question)
    if asked.tree.as_of is not None:
        raise UnknownQuestion(
            "a segment is looked at day by day, so its question names no day",
            remedy=f"Leave out: as of {asked.tree.as_of.isoformat()}",
            about=question,
        )
    if enter is not None or leave is not None:
        timed = replace(asked.tree, where=_timed(asked.tree, enter, leave))
        asked = understood(business, printed(timed, business.vocabulary()))
    kept.add(business.desk, name, asked.sentence, by=by or getuser(), at=utc_now())
    segment = kept.segment_named(business.desk, name)
    _look_at(business, segment, _days(segment, asked.day, back), progress or Quiet())
    return page(business, name)


def _timed(question: t.Question, enter: int | None, leave: int | None) -> t.Condition:
    """The condition with the time of its one event set: from so many to so many days ago."""
    if leave is None or not 0 <= (enter or 0) <= leave:
        raise UnknownQuestion(
            f"nobody could be in a segment entered on day {enter or 0} and left after day {leave}",
            remedy="Give both, the lesser first: --enter 7 --leave 42",
        )
    parts = question.where.parts if isinstance(question.where, t.And) else (question.where,)
    events = [part for part in parts if isinstance(part, t.Happened) and part.event.window is None]
    if len(events) != 1:
        what = "no event" if not events else f"{len(events)} events"
        raise UnknownQuestion(
            f"the question has {what} without a time of its own, so it is not clear when one enters",
            remedy='It takes one, such as: "customers who closed a funding round" --enter 7 --leave 42',
        )
    window = windows.Between(enter or 0, leave, "day")
    timed = replace(events[0], event=replace(events[0].event, window=window))
    found = tuple(timed if part is events[0] else part for part in parts if part is not None)
    return found[0] if len(found) == 1 else t.And(found)


def drop(business: AskedFolder, name: str) -> str:
    """Forget a segment and who was in it; gives its name.

    Raises:
        UnknownQuestion: there is none of that name, or another segment asks for who is in it.
    """
    gone = kept.segment_named(business.desk, name)
    users = [one.name for one in kept.segments(business.desk) if _asks_for(business, one, gone.name)]
    if users:
        raise UnknownQuestion(
            f'segment "{gone.name}" is asked for in {wording.listing(users)}',
            remedy=f'First: closeknit segments drop "{users[0]}"',
            about=name,
        )
    return kept.drop(business.desk, name).name


def _asks_for(business: AskedFolder, segment: Segment, name: str) -> bool:
    try:
        named = t.segments_in(understood(business, segment.question).tree.where)
    except CloseknitError:  # a question that cannot be asked any more asks for nobody
        return False
    return name.casefold() in {one.casefold() for one in named}


# Looking


def look_at_all(business: AskedFolder, *, progress: Progress | None = None) -> tuple[list[Moved], list[str]]:
    """Look at every segment on each day since the last look; gives who came and went, and what hindered."""
    if not business.has_desk():
        return [], []
    moved: list[Moved] = []
    hindered: list[str] = []
    today = business.asked_day(None).day
    with business.passing():
        for segment in kept.segments(business.desk):
            try:
                moved += _look_at(business, segment, _days(segment, today, 0), progress or Quiet())
            except CloseknitError as error:
                hindered.append(f'segment "{segment.name}" was not looked at: {error.message}')
    return moved, hindered


def _days(segment: Segment, today: date, back: int) -> list[date]:
    """The days to look at: those since the last look, today again."""
    first = today - timedelta(days=back)
    if segment.seen_to is not None:
        first = max(segment.seen_to, today - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]


def _look_at(
    business: AskedFolder, segment: Segment, days: Sequence[date], progress: Progress
) -> list[Moved]:
    version = business.book.version
    fresh = [day for day in days if (day, version) != (segment.seen_to, segment.seen_version)]
    moved = []
    for done, day in enumerate(fresh):
        progress.step(f"Seeing who is in {segment.name}", done, len(fresh))
        # Tables of an earlier day go with it: the next day's take their names, and equal statements.
        with business.passing():
            asked = understood(business, segment.question, day)
            moved.append(_look(business, segment, asked, version))
    return [one for one in moved if one.entered or one.left]


def _look(business: AskedFolder, segment: Segment, asked: Understood, version: str) -> Moved:
    found = {row["key"]: row for row in matching_on(business, asked)}
    by_number = {row["who"]: key for key, row in found.items()}
    before = [stay.key for stay in kept.stays(business.desk, segment) if stay.key not in found]
    now = {key: by_number[who] for key, who in business.ids_of(before).items() if who in by_number}
    seen = kept.look(business.desk, segment, asked.day, version, found, now)
    gone = _known(business, asked.tree.things, seen.left)
    return Moved(
        segment.name,
        asked.day,
        tuple(found[key]["name"] or key for key in seen.entered),
        tuple(gone[key][1] for key in seen.left),
    )


def _known(business: AskedFolder, things: str, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The number and name of each by key; 0 and the key in words where nothing of it is loaded any more."""
    ids = business.ids_of(keys)
    names = business.case_names_of if things in CASES else business.names_of
    named = names(sorted(set(ids.values())))
    return {key: (ids.get(key, 0), named.get(ids.get(key, 0)) or spoken_key(key)) for key in keys}


# Showing


def lines(business: AskedFolder) -> list[Line]:
    """All segments, as they were last looked at."""
    if not business.has_desk():
        return []
    today = business.asked_day(None).day
    return [_line(business, one, today) for one in kept.segments(business.desk)]


def _line(business: AskedFolder, segment: Segment, today: date) -> Line:
    since = today - timedelta(days=LATELY - 1)
    ever = kept.stays(business.desk, segment)
    inside = _members(business, segment, [stay for stay in ever if kept.in_it(stay, today)])
    return Line(
        segment.name,
        segment.question,
        things_in(segment.question),
        len(inside),
        sum(1 for one in inside if one.entered and one.entered >= since and not one.at_start),
        sum(1 for stay in ever if stay.left is not None and since <= stay.left <= today),
        segment.seen_to,
    )


def page(business: AskedFolder, name: str, *, as_of: date | str | None = None) -> Page:
    """Who is in a segment on a day, since when, and who left it lately.

    Raises:
        UnknownQuestion: there is none of that name.
    """
    day, note = business.asked_day(as_of)
    segment = kept.segment_named(business.desk, name)
    looked_at = kept.looked_at(segment, day)
    if looked_at:
        ever = kept.stays(business.desk, segment)
        members = _members(business, segment, [stay for stay in ever if kept.in_it(stay, day)])
        since = day - timedelta(days=LATELY - 1)
        gone = [(stay, stay.left) for stay in ever if stay.left is not None and since <= stay.left <= day]
        named = _as_members(business, segment, [stay for stay, _ in gone])
        left = [(one, day_out) for one, (_, day_out) in zip(named, gone, strict=True)]
        left.sort(key=lambda pair: pair[1], reverse=True)
    else:
        rows = matching_on(business, understood(business, segment.question, day))
        members = tuple(Member(row["key"], row["name"] or row["key"], row["who"], None) for row in rows)
        left = []
    return Page(
        segment.name,
        segment.question,
        things_in(segment.question),
        day,
        note,
        looked_at,
        members,
        tuple(left),
        business.freshness(day),
    )


def _members(business: AskedFolder, segment: Segment, inside: Sequence[Stay]) -> tuple[Member, ...]:
    """Those of these stays, each once though entries became one since.

    Who entered last comes first, those of one day by name.
    """
    found: dict[object, Member] = {}
    for one in _as_members(business, segment, inside):
        found.setdefault(one.number or one.key, one)
    by_name = sorted(found.values(), key=lambda one: one.name)
    return tuple(sorted(by_name, key=lambda one: one.entered or date.min, reverse=True))


def _as_members(business: AskedFolder, segment: Segment, chosen: Sequence[Stay]) -> list[Member]:
    known = _known(business, things_in(segment.question), [stay.key for stay in chosen])
    return [
        Member(
            stay.key, known[stay.key][1], known[stay.key][0], stay.entered, stay.entered == segment.seen_from
        )
        for stay in chosen
    ]


# Watching


def watched(
    business: AskedFolder, names: Sequence[str], *, every: float, times: int = 0
) -> Iterator[tuple[list[Moved], list[str]]]:
    """Look again and again, and tell who came and went since, whoever looked first: this or another process.

    every: seconds between two looks. times: so many looks, 0 for ever.

    Raises:
        UnknownQuestion: one of the names is no segment's.
    """
    # Names are looked up at once, not at the first look: who asks may say what is watched before that.
    chosen = [kept.segment_named(business.desk, name) for name in names] or kept.segments(business.desk)
    return _watched(business, chosen, every, times)


def _watched(
    business: AskedFolder, chosen: Sequence[Segment], every: float, times: int
) -> Iterator[tuple[list[Moved], list[str]]]:
    before = {segment.name: kept.stays(business.desk, segment) for segment in chosen}
    for done in range(times) if times else count():
        if done:
            sleep(every)
        business.refresh()
        _, hindered = look_at_all(business)
        after = {segment.name: kept.stays(business.desk, segment) for segment in chosen}
        moved = [one for segment in chosen for one in _between(business, segment, before, after)]
        before = after
        if moved or hindered:
            yield moved, hindered


def _between(
    business: AskedFolder,
    segment: Segment,
    before: Mapping[str, Sequence[Stay]],
    after: Mapping[str, Sequence[Stay]],
) -> list[Moved]:
    """What changed between two looks, day by day."""
    then, now = ({(s.key, s.entered): s.left for s in ever[segment.name]} for ever in (before, after))
    entered = [(day, key) for key, day in now if (key, day) not in then]
    changed = [(key, day) for (key, since), day in now.items() if then.get((key, since)) != day]
    left = [(day, key) for key, day in changed if day is not None]
    known = _known(business, things_in(segment.question), [key for _, key in (*entered, *left)])
    return [
        Moved(
            segment.name,
            day,
            tuple(known[key][1] for on, key in entered if on == day),
            tuple(known[key][1] for on, key in left if on == day),
        )
        for day in sorted({day for day, _ in (*entered, *left)})
    ]
