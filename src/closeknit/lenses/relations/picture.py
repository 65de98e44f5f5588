"""The map of who knows whom: of everybody, or of those around the ways to somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.answers import Picture, wording
from closeknit.keys.text import ascii_folded
from closeknit.lenses.people import people
from closeknit.lenses.relations.cooling import Relation, cooled
from closeknit.lenses.relations.known import Known, Person
from closeknit.lenses.relations.steps import StepByStep

EACH, GROUPED = 200, 1_000
"""People drawn one by one, the closest to us; of more than GROUPED all are drawn, by groups."""
MOST_TIES = 20_000
AROUND = 6
"""The closest of each person on a way who are drawn beside it."""
READ = "Coloured dots: us. Lines: how close"
"""How to read it."""
READ_GROUPED = "Coloured dots: nobody but us. Larger dots: people who know each other. Lines: how close"
"""The same where so many are drawn that they become groups."""

Pair = tuple[int, int]


def everybody(known: Known, relations: Sequence[Relation]) -> Picture | None:
    """The map of the closest relationships; None where nobody knows anybody."""
    met = {r.person for r in relations}
    if not met:
        return None
    shown = met if len(met) > GROUPED else {r.person for r in _closest(relations)}
    ties = _strongest(known, {*shown, *known.ours})
    cold = cooled(list(relations))
    parts = {_pair(r.closest, r.person): "cooling" for r in cold}
    title = wording.count(len(met), "person", "people") + f" in touch with {len(known.ours):,} of us"
    if cold:
        title += f"; {wording.count(len(cold), 'relationship')} {'cools' if len(cold) == 1 else 'cool'}"
    few = len(met) - len(shown)
    left = f"; {few:,} with less contact are not drawn" if few else ""
    read = READ_GROUPED if len(shown) > GROUPED else READ
    return _picture(known, ties, parts, title, f"{read}, the dashed ones cooling{left}")


def around(known: Known, found: Sequence[StepByStep], name: str) -> Picture | None:
    """The map of the ways found to somebody, the warmest standing out, and of whom those on it know best."""
    if not found:
        return None
    best = [_pair(*step) for step in pairwise(found[0].way.people)]
    near = {n for told in found for n in told.way.people}
    beside = {n for person in found[0].way.people for n in _friends(known, person)}
    ties = _strongest(known, near | beside, keep=best)
    title = f"The warmest way to {name}: " + " → ".join(known.persons[p].name for p in found[0].way.people)
    return _picture(known, ties, dict.fromkeys(best, "way"), title, f"{READ}; the way stands out")


def _closest(relations: Sequence[Relation]) -> list[Relation]:
    return sorted(relations, key=lambda r: (-r.strength, r.person))[:EACH]


def _friends(known: Known, person: int) -> list[int]:
    """Whom somebody knows best."""
    one, other = known.rows["one"].to_numpy(), known.rows["other"].to_numpy()
    at = np.flatnonzero((one == person) | (other == person))
    strength = known.rows["strength"].to_numpy()[at]
    first = at[np.lexsort((at, -strength))][:AROUND]
    return [int(other[n] if one[n] == person else one[n]) for n in first]


def _strongest(known: Known, among: Collection[int], keep: Collection[Pair] = ()) -> list[dict[str, Any]]:
    """The ties among these people, the strongest MOST_TIES, and those to keep whatever their strength."""
    within = pa.array(sorted(n for n in among if n in known.persons))
    rows = known.rows.select(["one", "other", "strength"])
    rows = rows.filter(pc.and_(pc.is_in(rows["one"], within), pc.is_in(rows["other"], within)))
    rows = rows.sort_by([("strength", "descending"), ("one", "ascending"), ("other", "ascending")])
    kept = set(keep)
    ranked = enumerate(rows.to_pylist())
    return [row for n, row in ranked if n < MOST_TIES or _pair(row["one"], row["other"]) in kept]


def _picture(
    known: Known, ties: Sequence[Mapping[str, Any]], parts: Mapping[Pair, str], title: str, subtitle: str
) -> Picture:
    drawn = [known.persons[n] for n in sorted({n for t in ties for n in (t["one"], t["other"])})]
    firms = _firms(known, drawn)
    names = _names(drawn, firms)
    at = {p.party_id: None if p.ours else p.account_id for p in drawn}
    one, other = [t["one"] for t in ties], [t["other"] for t in ties]
    data = {
        "from": [names[n] for n in one],
        "to": [names[n] for n in other],
        "strength": [round(t["strength"], 3) for t in ties],
        "part": [parts.get(_pair(*ends), "") for ends in zip(one, other, strict=True)],
        "from_firm": [firms[n] for n in one],
        "to_firm": [firms[n] for n in other],
        "from_firm_id": pa.array([at[n] for n in one], pa.int64()),
        "to_firm_id": pa.array([at[n] for n in other], pa.int64()),
    }
    return Picture("map", title, subtitle, "map", pa.table(data), "from", "to", series="part")


def _names(drawn: Sequence[Person], firms: Mapping[int, str]) -> dict[int, str]:
    """A name for each that is nobody else's here: two of one name are told apart, by their keys where these
    say more than the name, and by the whole key where nothing shorter does."""
    told = {p.party_id: p.name for p in drawn}
    short = {p.party_id: _hint(p, firms[p.party_id]) for p in drawn}
    for hints in (short, {p.party_id: p.key for p in drawn}):
        often = Counter(told.values())
        told |= {p.party_id: f"{p.name} ({hints[p.party_id]})" for p in drawn if often[told[p.party_id]] > 1}
    return told


def _hint(person: Person, firm: str) -> str:
    """What tells somebody from a namesake: the value of their key, else their firm, else whose key it is."""
    system, _, value = person.key.partition(":")
    hints = (value, firm or "one of us", system)
    return next(
        (hint for hint in hints if hint and ascii_folded(hint) != ascii_folded(person.name)), person.key
    )


def _firms(known: Known, drawn: Sequence[Person]) -> dict[int, str]:
    """Where each is; our own people nowhere. Who is a customer themselves stands for their own firm."""
    named = people(known.question, {p.account_id for p in drawn if not p.ours})
    return {p.party_id: "" if p.ours else named.subject(p.account_id).name for p in drawn}


def _pair(one: int, other: int) -> Pair:
    return (min(one, other), max(one, other))
