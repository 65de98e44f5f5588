"""A sentence of the question language, asked of an open business: read, held against its data, answered.

It joins the layers below: the language is `questions`, what customers are said to be comes from the answers
to the product's own questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    from closeknit.business import Business


def find(business: Business, text: str, *, as_of: date | str | None, progress: Progress) -> Answer:
    """The answer to a sentence; kept, so that `why` opens its findings in another process."""
    vocabulary = business.vocabulary()
    asked = parse(text, vocabulary)
    check(asked, text, vocabulary)
    _refuse(asked, business)
    sentence = printed(asked, vocabulary)
    day, note = business.asked_day(asked.as_of or as_of)
    key = _key(sentence, business.book.version, day)
    known = kept(key, business.workspace.answers)
    if known is not None:
        return known
    ground = Ground(
        business.question(day, {}, key, progress), vocabulary, lambda state: _in_state(business, state, day)
    )
    found = replace(
        answer(asked, ground),
        as_of_note=note,
        options={"question": sentence},
        business=business.settings.name,
        book_version=business.book.version,
        cache_key=key,
    )
    keep(found, business.workspace.answers)
    return found


def _refuse(asked: t.Question, business: Business) -> None:
    """Say what cannot be answered, and ask the nearest question that can."""
    reasons, nearest = answerable(asked, evaluators())
    if reasons and nearest is not None:
        sentence = printed(nearest, business.vocabulary())
        raise UnknownQuestion(reasons, remedy=f"Ask instead: {sentence}", about=reasons)


def _in_state(business: Business, stated: Stated, day: date) -> Sequence[int]:
    """Those whom the answer to a question of the product says to be in a state on a day."""
    lens = lens_named(stated.lens)
    found = business.answer_of(lens, day, {}, Quiet())
    return in_state(found, next(one for one in lens.states if one.name == stated.name))


def _key(sentence: str, book: str, day: date) -> str:
    said = "\x1f".join(["find", VERSION, sentence, book, day.isoformat()])
    return f"find-{sha256(said.encode()).hexdigest()[:16]}"
