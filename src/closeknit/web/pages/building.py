"""Building a sentence: pieces to change, leave out and add, words to go on with, who matches so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from closeknit.answers import wording
from closeknit.business import Business
from closeknit.errors import QuestionError
from closeknit.finding import Glance, Understood, glance, naming_segments, understood
from closeknit.questions.chips import Chips, chips, openings, sentence_of
from closeknit.questions.completing import completions
from closeknit.questions.words import THINGS
from closeknit.web.visits import Action, Page, Visit

ASK = "/ask"
OFFERED = 12
"""Words offered at once for a sentence to go on with."""
LONGEST = 4_000
"""Characters of a sentence that are looked at."""


@dataclass(frozen=True)
class Offered:
    """Words to go on with, and the sentence with them."""

    words: str
    sentence: str


def path_of(sentence: str, ending: str = "") -> str:
    """Where a sentence is asked."""
    return f"{ASK}{ending}?{urlencode({'q': sentence})}"


def assembled(visit: Visit) -> str:
    """The sentence that the form of pieces makes; empty where another form was sent."""
    asked = visit.request.query_params
    if "of" not in asked:
        return ""
    parts = [*asked.getlist("piece"), f"{visit.asked('opening')} {visit.asked('rest')}"]
    return sentence_of(visit.asked("of"), parts, visit.asked("joined"), asked.getlist("end"))[:LONGEST]


def offered(business: Business, sentence: str) -> list[Offered]:
    """How a sentence can go on."""
    vocabulary = naming_segments(business)
    begun = sentence if sentence.endswith(" ") or not sentence else f"{sentence} "
    ended = completions(sentence, vocabulary, most=OFFERED) if begun != sentence else []
    found = [Offered(words, _ended(sentence, words)) for words in ended]
    found += [Offered(words, f"{begun}{words} ") for words in completions(begun, vocabulary, most=OFFERED)]
    return found[:OFFERED]


def _ended(sentence: str, words: str) -> str:
    """The sentence with its unfinished last words replaced by the phrase they begin."""
    begun = next(
        n for n in range(min(len(words), len(sentence)), -1, -1)
        if words[:n].lower() == sentence[len(sentence) - n :].lower()
    )  # fmt: skip
    return f"{sentence[: len(sentence) - begun]}{words} "


def parts_for(business: Business, sentence: str, asked: Understood | None) -> dict[str, Any]:
    """What the form of pieces shows: those of a sentence that was understood, else the things alone."""
    vocabulary = naming_segments(business)
    things = next((one for one in THINGS if sentence.startswith(one)), "customers")
    found = chips(asked.tree, vocabulary) if asked else Chips(things, "and", (), f"{things} ")
    return {
        "pieces": found,
        "things": list(THINGS),
        "openings": openings(found.things, vocabulary),
        "ask_path": path_of,
        "offered": [] if asked else offered(business, sentence),
    }


def live(visit: Visit) -> Response:
    """Who matches what stands there so far, and the pieces of it; nothing is kept."""
    sentence = assembled(visit) or visit.asked("q")[:LONGEST]
    with visit.served.readers.lend() as business:
        if business is None or not sentence:
            return visit.page("ask_live.html", sentence="", problem=None, said="", pieces=None)
        said = ""
        try:
            asked = understood(business, sentence)
            # How customers stand is told by answers; a glance works none of them out.
            if visit.served.readers.answers(business) is not None:
                name = ("glance", asked.key)
                said = seen(visit.served.readers.memory.get(name, lambda: glance(business, asked)))
        except QuestionError as problem:
            parts = parts_for(business, sentence, None) | {"pieces": None}
            return visit.page("ask_live.html", sentence=sentence, problem=problem, said="", **parts)
        parts = parts_for(business, asked.sentence, asked)
        return visit.page("ask_live.html", sentence=sentence, problem=None, said=said, **parts)


def seen(found: Glance) -> str:
    """How many match, and who first."""
    if not found.count:
        return "Nobody matches so far."
    more = found.count - len(found.names)
    named = wording.listing(list(found.names), len(found.names))
    return f"{found.count:,} so far: {named}{f' and {more:,} more' if more else ''}"


def going_on(visit: Visit) -> Response:
    """Words that can come next, for a list under the field."""
    sentence = str(visit.request.query_params.get("q", ""))[:LONGEST]
    with visit.served.readers.lend() as business:
        found = [] if business is None else offered(business, sentence)
    return JSONResponse([{"words": one.words, "sentence": one.sentence} for one in found])


PAGES: list[Page | Action] = [Page(f"{ASK}/live", live), Page(f"{ASK}/next.json", going_on)]
