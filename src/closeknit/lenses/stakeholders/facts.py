"""What is known of people at any customer: titles, roles in the CRM, your word, and who brought whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import closeknit.lenses.stakeholders.signs as signs
from closeknit.lenses.seam import Question
from closeknit.lenses.stakeholders.deals import Deal
from closeknit.lenses.stakeholders.roles import of_crm
from closeknit.lenses.stakeholders.stakeholder import Key, Said, Stakeholder
from closeknit.lenses.stakeholders.weighing import Behaviour, Count, suggest

Dated = tuple[tuple[int, int], ...]
"""Days, each with somebody."""


@dataclass(frozen=True)
class Facts:
    """What is known of people whatever the customer or deal."""

    titles: Mapping[int, str]
    crm: Mapping[int, tuple[str, ...]]
    said: Mapping[tuple[int, int, int | None], Said]
    since: int
    """The day after which what people did at a customer counts."""
    brought: Mapping[Key, Dated]
    """By account and person: the day, and whom they brought in."""
    joined: Mapping[Key, Dated]
    """By account and person: the day, and who brought them in."""

    def stakeholder(
        self, account: int, person: int, counts: Mapping[str, Count], deal: Deal | None = None
    ) -> Stakeholder:
        """Somebody with these signs, and those of who brought whom in."""
        span = (deal.from_day, deal.to_day) if deal else (self.since + 1, -signs.EARLIEST)
        met = _within(self.brought.get((account, person), ()), span)
        joined = _within(self.joined.get((account, person), ()), span)
        counts = {**counts, **_counted(signs.BROUGHT, met), **_counted(signs.JOINED, joined)}
        behaviour = Behaviour(counts, self.titles.get(person, ""), self.crm.get(person, ()))
        said = self.said.get((account, person, None), Said())
        if deal is not None:
            of_deal = self.said.get((account, person, deal.case_id), Said())
            said = replace(of_deal, role=of_deal.role or said.role, stake=of_deal.stake or said.stake)
        names = tuple(sorted({who for _, who in met}))
        return Stakeholder(person, account, behaviour, suggest(behaviour), said, names)


def _within(dated: Dated, span: tuple[int, int]) -> Dated:
    return tuple((day, who) for day, who in dated if span[0] <= day <= span[1])


def _counted(what: str, dated: Dated) -> dict[str, Count]:
    """A sign as often as there are others in it; none where there are none."""
    days = [day for day, _ in dated]
    others = len({who for _, who in dated})
    return {what: Count(others, others, min(days), max(days))} if days else {}


def facts(question: Question, since: int) -> Facts:
    """What is known of everybody, as of the day of the question; see `Facts`."""
    tables = question.tables
    names: dict[int, str] = {}
    crm: dict[int, tuple[str, ...]] = {}
    rows = question.collect(signs.titles(tables).order_by("person", "name", "value")).to_pylist()
    for row in rows:
        if row["name"] == signs.BUYING_ROLE:
            crm[row["person"]] = of_crm(row["value"])
        else:
            names.setdefault(row["person"], row["value"])
    brought: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    joined: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    pairs = signs.brought(tables)
    for row in question.collect(pairs).to_pylist():
        brought[row["account"], row["person"]].append((row["day"], row["other"]))
        joined[row["account"], row["other"]].append((row["day"], row["person"]))
    sorted_ones = ({k: tuple(sorted(v)) for k, v in one.items()} for one in (brought, joined))
    return Facts(names, crm, _said(question), since, *sorted_ones)


def _said(question: Question) -> dict[tuple[int, int, int | None], Said]:
    """What was said by account, person and deal, the newest word of each sort."""
    rows = question.collect(question.tables["roles"]).to_pylist()
    found: dict[tuple[int, int, int | None], Said] = {}
    for row in sorted(rows, key=lambda r: (len(r["decision_id"]), r["decision_id"])):
        key = row["account_id"], row["party_id"], row["case_id"]
        before = found.get(key, Said())
        role, stake = row["role"], row["stake"]
        found[key] = Said(
            before.role if role is None else role,
            before.stake if stake is None else stake,
            row["by"],
            row["day"],
        )
    return found
