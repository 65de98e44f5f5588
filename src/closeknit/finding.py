"""A sentence of the question language, asked of an open business: read, held against its data, answered.

It joins the layers below: the language is `questions`, what customers are said to be comes from the answers
to the product's own questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from closeknit.answered import Chosen
from closeknit.answers import Answer, wording
from closeknit.answers.kept import keep, kept
from closeknit.briefings.segments import since
from closeknit.errors import NotUnderstood, UnknownCustomer, UnknownQuestion, did_you_mean
from closeknit.lenses.seam import Lens, Question, State, lens_named
from closeknit.lenses.state_reasons import state_reasons
from closeknit.lenses.states import activities_behind, in_state
from closeknit.progress import Progress, Quiet
from closeknit.questions import tree as t
from closeknit.questions.answering import VERSION, answer
from closeknit.questions.checking import check
from closeknit.questions.compiling import compiled
from closeknit.questions.printing import printed
from closeknit.questions.reading import parse
from closeknit.questions.seams import Ground, Reasons, answerable, evaluators
from closeknit.questions.vocabulary import Stated, Vocabulary
from closeknit.questions.words import CASES, THINGS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from closeknit.answered import AnsweredFolder
    from closeknit.desk.tables import Segment


@dataclass(frozen=True)
class Understood:
    """A sentence as it was read: the tree, how it is said back, the day, and the key of its answer."""

    text: str
    tree: t.Question
    sentence: str
    day: date
    note: str
    key: str


def understood(business: AnsweredFolder, text: str, as_of: date | str | None = None) -> Understood:
    """The sentence, read and found to make sense here; quick, nothing is answered.

    Raises:
        NotUnderstood: it is no sentence of the language, or makes no sense.
        UnknownQuestion: a condition that cannot be answered.
    """
    vocabulary = business.vocabulary()
    tree = parse(text, vocabulary)
    named = t.segments_in(tree.where)
    saved = _segments(business) if named else {}
    if named:
        vocabulary = _with(saved, vocabulary)
    check(tree, text, vocabulary)
    _refuse(tree, business)
    sentence = printed(tree, vocabulary)
    day, note = business.asked_day(tree.as_of or as_of)
    meant = tuple(f"{saved[name].segment_id} {saved[name].question}" for name in map(str.casefold, named))
    return Understood(text, tree, sentence, day, note, _key(sentence, business.book.version, day, *meant))


def naming_segments(business: AnsweredFolder) -> Vocabulary:
    """What sentences can name here, segments too, as they are now."""
    return _with(_segments(business), business.vocabulary())


def _with(saved: Mapping[str, Segment], vocabulary: Vocabulary) -> Vocabulary:
    """A vocabulary that knows these segments, and what each is of."""
    return replace(vocabulary, segments={one.name: things_in(one.question) for one in saved.values()})


def things_in(sentence: str) -> str:
    """What a sentence as printing writes it is about: it begins with it.

    It is not parsed: a segment may name what is not loaded any more, which is no trouble of the others.
    """
    return max((one for one in THINGS if sentence.startswith(one)), key=len)


def found_before(business: AnsweredFolder, asked: Understood) -> Answer | None:
    """The answer where it was worked out before."""
    known = kept(asked.key, business.workspace.answers)
    return None if known is None else business.aged(known, asked.note)


def find(business: AnsweredFolder, text: str, *, as_of: date | str | None, progress: Progress) -> Answer:
    """The answer to a sentence; kept, so that `why` opens its findings in another process."""
    asked = understood(business, text, as_of)
    known = found_before(business, asked)
    if known is not None:
        return known
    with _names_shown(asked):
        told = answer(asked.tree, _ground(business, asked.day, asked.key, progress))
    found = replace(
        told,
        as_of_note=asked.note,
        options={"question": asked.sentence},
        business=business.settings.name,
        book_version=business.book.version,
        cache_key=asked.key,
    )
    keep(found, business.workspace.answers)
    return found


@contextmanager
def _names_shown(asked: Understood) -> Iterator[None]:
    """A name that nobody goes by, or several do, is shown in the sentence."""
    try:
        yield
    except UnknownCustomer as refused:
        at, to = t.place_of_name(asked.tree, refused.about)
        if (at, to) == t.NOWHERE:
            raise
        raise NotUnderstood(refused.message, text=asked.text, at=at, to=to, remedy=refused.remedy) from None


@dataclass(frozen=True)
class Meant:
    """Whom a segment's name or a sentence means: numbers of customers and people, or of deals, tickets …"""

    ids: Sequence[int]
    cases: bool
    meaning: str
    named: str
    """As it follows "customers who are"."""
    said: tuple[t.Said, ...] = ()
    """The stances that the sentence asks for, of a segment the one it was saved with."""


def meant_by(business: AnsweredFolder, text: str, day: date) -> Meant:
    """Who is in the segment of that name, or whom a sentence means, on a day.

    Raises:
        UnknownQuestion: no segment goes by that name.
        NotUnderstood: it begins as a sentence does, and is none.
    """
    saved = _segments(business)
    one = saved.get(" ".join(text.split()).casefold())
    if one is not None:
        cases = things_in(one.question) in CASES
        ids = in_segment(business, one.name, day)
        said = stances_asked(business, one.question, day)
        return Meant(ids, cases, f"{one.name} ({one.question})", f'in segment "{one.name}"', said)
    if text.split() and text.split()[0].casefold() in _FIRST_WORDS:
        asked = understood(business, text, day)
        ids = [row["who"] for row in matching_on(business, asked)]
        return Meant(ids, asked.tree.things in CASES, asked.sentence, asked.sentence, _stances(asked.tree))
    raise UnknownQuestion(
        f'there is no segment "{text}"',
        remedy=did_you_mean(text, [segment.name for segment in saved.values()])
        or 'closeknit segments lists them; a sentence such as "customers who are late" does as well.',
        about=text,
    )


def stances_asked(business: AnsweredFolder, sentence: str, day: date) -> tuple[t.Said, ...]:
    """The stances that a sentence asks for; none where what it names is not there any more."""
    try:
        return _stances(understood(business, sentence, day).tree)
    except (NotUnderstood, UnknownQuestion):
        return ()


def _stances(tree: t.Question) -> tuple[t.Said, ...]:
    return tuple(leaf for leaf, wanted in t.leaves(tree.where) if wanted and isinstance(leaf, t.Said))


def chosen(business: AnsweredFolder, within: str, day: date) -> Chosen:
    """The customers in a segment, or whom a sentence means; of people and deals, the customers they are of.

    Raises:
        UnknownQuestion: no segment goes by that name, or nobody is in it.
        NotUnderstood: it begins as a sentence does, and is none.
    """
    meant = meant_by(business, within, day)
    accounts = business.accounts_of(meant.cases, meant.ids)
    if not accounts:
        raise UnknownQuestion(f"nobody: {meant.named}", remedy="closeknit segments lists who is in them.")
    count, when = wording.count(len(accounts), "customer"), wording.day_text(day)
    return Chosen(
        accounts, meant.meaning, f"Only {count}: {meant.named}, {when}. What they did before counts too."
    )


_FIRST_WORDS = {said.split()[0] for phrases in THINGS.values() for said in phrases}
"""What sentences begin with."""


def matching_on(business: AnsweredFolder, asked: Understood) -> Sequence[dict[str, Any]]:
    """Who, and which deals, match on the day: rows of who (their number), name, key; no answer is made."""
    rows = _rows(business, asked)
    found: list[dict[str, Any]] = business.engine.collect(rows.select("who", "name", "key")).to_pylist()
    return found


@dataclass(frozen=True)
class Glance:
    """How many match a sentence, and the names of the first."""

    count: int
    names: tuple[str, ...]


def glance(business: AnsweredFolder, asked: Understood, *, most: int = 8) -> Glance:
    """How many match, and who first; no answer is made or kept."""
    rows = _rows(business, asked)
    first = business.engine.collect(rows.select("name", "key").limit(most)).to_pylist()
    if len(first) < most:
        return Glance(len(first), tuple(row["name"] or row["key"] for row in first))
    count = business.engine.collect(rows.aggregate(n=rows.count()))["n"][0].as_py()
    return Glance(count, tuple(row["name"] or row["key"] for row in first))


def _rows(business: AnsweredFolder, asked: Understood) -> ir.Table:
    with _names_shown(asked):
        return compiled(asked.tree, _ground(business, asked.day, asked.key, Quiet()))


def _ground(business: AnsweredFolder, day: date, key: str, progress: Progress) -> Ground:
    asked = business.question(day, {}, key, progress)
    return Ground(
        asked,
        business.vocabulary(),
        lambda state: _in_state(business, state, day),
        lambda name: in_segment(business, name, day),
        lambda leaf, ids: _explained(business, asked, leaf, ids),
    )


def _explained(
    business: AnsweredFolder, asked: Question, leaf: t.Is | t.InSegment, ids: Sequence[int]
) -> Reasons:
    """Why these are in a state, by the answer that says so; or since when in a segment, and its question."""
    if isinstance(leaf, t.InSegment):
        return _in_since(business, leaf.name, asked.as_of, ids)
    stated = business.vocabulary().state[leaf.state]
    lens, state = _lens_of(stated)
    answered, question = _answer_of(business, lens, asked.as_of), replace(asked, options=lens.settle({}))
    return Reasons(state_reasons(answered, state, ids), activities_behind(answered, state, ids, question))


def _in_since(business: AnsweredFolder, name: str, day: date, ids: Sequence[int]) -> Reasons:
    """Since when these are in a segment, as far as that was looked at, and its question."""
    from closeknit.desk.segments import in_it, looked_at, segment_named, stays_of

    segment = segment_named(business.desk, name)
    question = understood(business, segment.question, day).tree
    if not looked_at(segment, day):
        return Reasons({}, asked=question)
    theirs = stays_of(business.desk, segment, business.any_key_of(ids))
    inside = [stay for stay in theirs if in_it(stay, day)]
    numbers, shown = business.ids_of([stay.key for stay in inside]), set(ids)
    words = {
        numbers[stay.key]: "since " + since(stay.entered, stay.entered == segment.seen_from)
        for stay in reversed(inside)
        if numbers.get(stay.key) in shown
    }
    return Reasons(words, asked=question)


def in_segment(business: AnsweredFolder, name: str, day: date) -> Sequence[int]:
    """Numbers of those in a segment on a day: as it was seen then, else as its question finds now.

    Raises:
        UnknownQuestion: there is no such segment.
    """
    from closeknit.desk.segments import in_it, looked_at, segment_named, stays

    segment = segment_named(business.desk, name)
    if looked_at(segment, day) and day != segment.seen_to:
        keys = [stay.key for stay in stays(business.desk, segment) if in_it(stay, day)]
        return sorted(set(business.ids_of(keys).values()))
    return [row["who"] for row in matching_on(business, understood(business, segment.question, day))]


def _segments(business: AnsweredFolder) -> dict[str, Segment]:
    """Segments by their name in small letters; none where nobody ever made one."""
    if not business.has_desk():
        return {}
    from closeknit.desk.segments import segments

    return {one.name.casefold(): one for one in segments(business.desk)}


def _refuse(asked: t.Question, business: AnsweredFolder) -> None:
    """Say what cannot be answered, and ask the nearest question that can."""
    reasons, nearest = answerable(asked, evaluators())
    if reasons and nearest is not None:
        sentence = printed(nearest, business.vocabulary())
        raise UnknownQuestion(reasons, remedy=f"Ask instead: {sentence}", about=reasons)


def _in_state(business: AnsweredFolder, stated: Stated, day: date) -> Sequence[int]:
    """Those whom the answer to a question of the product says to be in a state on a day."""
    lens, state = _lens_of(stated)
    return in_state(_answer_of(business, lens, day), state)


def _answer_of(business: AnsweredFolder, lens: Lens, day: date) -> Answer:
    """The answer of a question of the product on a day, with its own settings."""
    return business.answer_of(lens, day, {}, Quiet())


def _lens_of(stated: Stated) -> tuple[Lens, State]:
    """The question of the product that gives a state, and the state as it declares it."""
    lens = lens_named(stated.lens)
    return lens, next(one for one in lens.states if one.name == stated.name)


def _key(sentence: str, book: str, day: date, *segments: str) -> str:
    said = "\x1f".join(["find", VERSION, sentence, book, day.isoformat(), *segments])
    return f"find-{sha256(said.encode()).hexdigest()[:16]}"
