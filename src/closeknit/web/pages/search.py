"""Search over names, keys, subjects and texts of everything loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from closeknit.answers import wording
from closeknit.book.search import Hit, search
from closeknit.business import Business
from closeknit.web.pages.pending import nothing_loaded
from closeknit.web.showing import who_path
from closeknit.web.visits import Action, Page, Visit

MOST_PARTIES, MOST_OTHERS = 8, 6
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
    """What holds the words: customers and people first, then deals and tickets, then texts."""
    words = visit.asked("q")[:LONGEST]
    with visit.served.readers.lend() as business:
        if business is None:
            return nothing_loaded(visit, "Customers")
        found = found_for(business, words) if words else []
    if visit.request.url.path.endswith(".json"):
        return JSONResponse([vars(one) for one in found])
    return visit.page("search_list.html" if visit.part else "search.html", words=words, found=found)


def found_for(business: Business, words: str) -> list[Found]:
    """The results for some words."""
    parties = search(business.book, words, place="parties", limit=MOST_PARTIES)
    cases = search(business.book, words, place="cases", limit=MOST_OTHERS)
    texts = search(business.book, words, place="activities", limit=MOST_OTHERS)
    ids = sorted({h.id for h in parties} | {h.account_id for h in (*parties, *cases, *texts)})
    keys, names = business.keys_of(ids), business.names_of(ids)
    standings = business.standings_of([hit.id for hit in parties])
    first = customers_first(parties, standings)
    return [*_parties(first, keys, names, standings), *_others("deal or ticket", cases, keys, names),
            *_others("text", texts, keys, names)]  # fmt: skip


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


def _others(kind: str, hits: Sequence[Hit], keys: dict[int, str], names: dict[int, str]) -> list[Found]:
    return [
        Found(kind, hit.title, " · ".join(filter(None, (names.get(hit.account_id, ""), hit.excerpt))),
              who_path(keys[hit.account_id]))
        for hit in hits
        if hit.account_id in keys
    ]  # fmt: skip


PAGES: list[Page | Action] = [Page("/search", results), Page("/search.json", results)]
