"""A sentence of the question language, asked of an open business: read, held against its data, answered.

It joins the layers below: the language is `questions`, what customers are said to be comes from the answers
to the product's own questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from closeknit.answers import Answer
from closeknit.answers.kept import keep, kept
from closeknit.errors import UnknownQuestion
from closeknit.lenses.seam import in_state, lens_named
from closeknit.progress import Progress, Quiet
from closeknit.questions import tree as t
from closeknit.questions.answering import VERSION, answer
from closeknit.questions.checking import check
from closeknit.questions.printing import printed
from closeknit.questions.reading import parse
from closeknit.questions.seams import Ground, answerable, evaluators
from closeknit.questions.vocabulary import Stated

if TYPE_CHECKING:
    from closeknit.asking import AskedFolder


@dataclass(frozen=True)
class Understood:
    """A sentence as it was read: the tree, how it is said back, the day, and the key of its answer."""

    tree: t.Question
    sentence: str
    day: date
    note: str
    key: str


def understood(business: AskedFolder, text: str, as_of: date | str | None = None) -> Understood:
    """The sentence, read and found to make sense here; quick, nothing is answered.

    Raises:
        NotUnderstood: it is no sentence of the language, or makes no sense.
        UnknownQuestion: a condition that cannot be answered.
    """
    vocabulary = business.vocabulary()
    tree = parse(text, vocabulary)
    check(tree, text, vocabulary)
    _refuse(tree, business)
    sentence = printed(tree, vocabulary)
    day, note = business.asked_day(tree.as_of or as_of)
    return Understood(tree, sentence, day, note, _key(sentence, business.book.version, day))


def found_before(business: AskedFolder, asked: Understood) -> Answer | None:
    """The answer where it was worked out before."""
    return kept(asked.key, business.workspace.answers)


def find(business: AskedFolder, text: str, *, as_of: date | str | None, progress: Progress) -> Answer:
    """The answer to a sentence; kept, so that `why` opens its findings in another process."""
    asked = understood(business, text, as_of)
    known = found_before(business, asked)
    if known is not None:
        return known
    ground = Ground(
        business.question(asked.day, {}, asked.key, progress),
        business.vocabulary(),
        lambda state: _in_state(business, state, asked.day),
    )
    found = replace(
        answer(asked.tree, ground),
        as_of_note=asked.note,
        options={"question": asked.sentence},
        business=business.settings.name,
        book_version=business.book.version,
        cache_key=asked.key,
    )
    keep(found, business.workspace.answers)
    return found


def _refuse(asked: t.Question, business: AskedFolder) -> None:
    """Say what cannot be answered, and ask the nearest question that can."""
    reasons, nearest = answerable(asked, evaluators())
    if reasons and nearest is not None:
        sentence = printed(nearest, business.vocabulary())
        raise UnknownQuestion(reasons, remedy=f"Ask instead: {sentence}", about=reasons)


def _in_state(business: AskedFolder, stated: Stated, day: date) -> Sequence[int]:
    """Those whom the answer to a question of the product says to be in a state on a day."""
    lens = lens_named(stated.lens)
    found = business.answer_of(lens, day, {}, Quiet())
    return in_state(found, next(one for one in lens.states if one.name == stated.name))


def _key(sentence: str, book: str, day: date) -> str:
    said = "\x1f".join(["find", VERSION, sentence, book, day.isoformat()])
    return f"find-{sha256(said.encode()).hexdigest()[:16]}"
