"""Search over names, keys, subjects and texts of everything loaded, and the topics that people talk about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from closeknit.answers import Answer, wording
from closeknit.book.search import Hit, search
from closeknit.business import Business
from closeknit.keys.text import ascii_folded
from closeknit.texts.topics import one_form
from closeknit.web.pages.pending import nothing_loaded
from closeknit.web.showing import question_path, who_path
from closeknit.web.visits import Action, Page, Visit

MOST_PARTIES, MOST_OTHERS = 8, 6
LOOKED_THROUGH = 100
"""People and firms among whom customers are looked for: many share a name that is hardly typed."""
TOPICS = "topics"
"""The question that tells what people talk about, and its table of topics."""
NONE_LISTED: Mapping[str, Iterable[str]] = MappingProxyType({})
LONGEST = 200
"""Characters of a search that are looked at."""


@dataclass(frozen=True)
class Found:
    """One result: what it is, its title and words, and the page it leads to."""

    kind: str
    title: str
    excerpt: str
    path: str


def results(visit: Visit) -> Response:
    """What holds the words: customers and people first, then deals and tickets, then topics, then texts."""
    words = visit.asked("q")[:LONGEST]
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        heard = visit.served.readers.answer(business, TOPICS)
        found = found_for(business, words, heard) if words else []
    if visit.request.url.path.endswith(".json"):
        return JSONResponse([vars(one) for one in found])
    return visit.page("search_list.html" if visit.part else "search.html", words=words, found=found)


def found_for(business: Business, words: str, heard: Answer | None) -> list[Found]:
    """The results for some words; of topics none while what was `heard` is not worked out."""
    matching = search(business.book, words, place="parties", limit=LOOKED_THROUGH)
    standings = business.standings_of([hit.id for hit in matching])
    parties = customers_first(matching, standings)[:MOST_PARTIES]
    cases = search(business.book, words, place="cases", limit=MOST_OTHERS)
    texts = search(business.book, words, place="activities", limit=MOST_OTHERS)
    ids = sorted({h.id for h in parties} | {h.account_id for h in (*parties, *cases, *texts)})
    keys, names = business.keys_of(ids), business.names_of(ids)
    return [*_parties(parties, keys, names, standings), *_cases(cases, keys, names),
            *topics_with(heard, words, business.settings.topic_words()), *_texts(texts, names)]  # fmt: skip


def customers_first(hits: Sequence[Hit], standings: dict[int, str]) -> list[Hit]:
    """Customers before all others; as they were found among each."""
    return sorted(hits, key=lambda hit: standings.get(hit.id) != "customer" or hit.account_id != hit.id)


def _parties(
    hits: Sequence[Hit], keys: dict[int, str], names: dict[int, str], standings: dict[int, str]
) -> list[Found]:
    found = []
    for hit in hits:
        at = names.get(hit.account_id, "") if hit.account_id != hit.id else ""
        standing = standings.get(hit.id, "")
        kind = "person" if at and standing != "ours" else wording.standing(standing)
        found.append(
            Found(kind, hit.title, f"at {at}" if at else "", who_path(keys.get(hit.id, str(hit.id))))
        )
    return found


def _cases(hits: Sequence[Hit], keys: dict[int, str], names: dict[int, str]) -> list[Found]:
    return [
        Found("deal or ticket", hit.title, _at(hit, names), who_path(keys[hit.account_id]))
        for hit in hits
        if hit.account_id in keys
    ]


def _texts(hits: Sequence[Hit], names: dict[int, str]) -> list[Found]:
    return [Found("text", hit.title, _at(hit, names), f"/event/{hit.id}") for hit in hits]


def _at(hit: Hit, names: dict[int, str]) -> str:
    return " · ".join(filter(None, (names.get(hit.account_id, ""), hit.excerpt)))


def topics_with(
    heard: Answer | None, words: str, listed: Mapping[str, Iterable[str]] = NONE_LISTED
) -> list[Found]:
    """The topics whose name, or a word or phrase `listed` for them, holds all the words asked for.

    Those raised by most customers first.
    """
    table = next((t for t in heard.tables if t.name == TOPICS), None) if heard else None
    rows = table.data.select(["topic", "now", "before"]).to_pylist() if table else []
    found = []
    for row in rows:
        said = (row["topic"], *listed.get(row["topic"], ()))
        through = next((one for one in said if holds(one, words)), "")
        if through:
            excerpt = _raised(row["now"], row["before"], "" if through == row["topic"] else through)
            found.append(Found("topic", row["topic"], excerpt, topic_path(row["topic"])))
    return found[:MOST_OTHERS]


def _raised(now: int, before: int, through: str) -> str:
    """What stands under a topic: the word of its list that it was found by, and who raises it."""
    raised = f"raised by {wording.count(now, 'customer')} lately, {before:,} before" if now or before else ""
    return " · ".join(filter(None, (f"for “{through}”" if through else "", raised)))


def topic_path(topic: str) -> str:
    """Where what people said of a topic is shown."""
    return f"{question_path(TOPICS)}?{urlencode({'about': topic})}"


def holds(name: str, words: str) -> bool:
    """Whether all words occur in a name, in singular or plural, the last one at least as a beginning."""
    here, asked = (re.findall(r"\w+", ascii_folded(text)) for text in (name, words))
    forms = set(map(one_form, here))
    if not asked or not forms.issuperset(map(one_form, asked[:-1])):
        return False
    return one_form(asked[-1]) in forms or any(word.startswith(asked[-1]) for word in here)


PAGES: list[Page | Action] = [Page("/search", results), Page("/search.json", results)]
