"""What is known of people beside what they did: titles, roles in the CRM, your word, who brought whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import closeknit.lenses.stakeholders.signs as signs
from closeknit.day_numbers import FOR_EVER
from closeknit.lenses.seam import Question
from closeknit.lenses.stakeholders.deals import Deal
from closeknit.lenses.stakeholders.roles import of_crm
from closeknit.lenses.stakeholders.stakeholder import Key, Said, Stakeholder
from closeknit.lenses.stakeholders.weighing import Behaviour, Count, suggest

Dated = tuple[tuple[int, int], ...]
"""Days, each with somebody."""


@dataclass(frozen=True)
class Facts:
    """What is known of people, at customers and in deals."""

    titles: Mapping[int, str]
    crm: Mapping[int, tuple[str, ...]]
    """By person: the role that the CRM gives them wherever they are."""
    crm_of_deals: Mapping[Key, tuple[str, ...]]
    """By deal and person: the role that it gives them there."""
    crm_at: Mapping[Key, tuple[str, ...]]
    """By account and person: the roles in all deals there."""
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
        span = (deal.from_day, deal.to_day) if deal else (self.since + 1, FOR_EVER)
        met = _within(self.brought.get((account, person), ()), span)
        joined = _within(self.joined.get((account, person), ()), span)
        counts = {**counts, **_counted(signs.BROUGHT, met), **_counted(signs.JOINED, joined)}
        behaviour = Behaviour(counts, self.titles.get(person, ""), self.of_crm(account, person, deal))
        said = self.said.get((account, person, None), Said())
        if deal is not None:
            of_deal = self.said.get((account, person, deal.case_id), Said())
            said = replace(of_deal, role=of_deal.role or said.role, stake=of_deal.stake or said.stake)
        names = tuple(sorted({who for _, who in met}))
        suggestion = suggest(behaviour)
        alone = self.crm.get(person, ())
        apart = suggestion if behaviour.crm == alone else suggest(replace(behaviour, crm=alone))
        return Stakeholder(person, account, behaviour, suggestion, apart, said, names)

    def of_crm(self, account: int, person: int, deal: Deal | None) -> tuple[str, ...]:
        """The roles that the CRM gives somebody: in a deal what it says of that one, else of the person."""
        if deal is not None and (deal.case_id, person) in self.crm_of_deals:
            return self.crm_of_deals[deal.case_id, person]
        everywhere = self.crm.get(person, ())
        return everywhere if deal is not None else _joined(everywhere, self.crm_at.get((account, person), ()))


def _joined(*roles: tuple[str, ...]) -> tuple[str, ...]:
    """All of these roles, each once."""
    return tuple(dict.fromkeys(role for some in roles for role in some))


def _within(dated: Dated, span: tuple[int, int]) -> Dated:
    return tuple((day, who) for day, who in dated if span[0] <= day <= span[1])


def _counted(what: str, dated: Dated) -> dict[str, Count]:
    """A sign as often as there are others in it; none where there are none."""
    days = [day for day, _ in dated]
    others = len({who for _, who in dated})
    return {what: Count(others, others, min(days), max(days))} if days else {}


def facts(question: Question, since: int, deals: Sequence[Deal]) -> Facts:
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
    return Facts(names, crm, *_given(question, deals), _said(question), since, *sorted_ones)


def _given(
    question: Question, deals: Sequence[Deal]
) -> tuple[dict[Key, tuple[str, ...]], dict[Key, tuple[str, ...]]]:
    """The roles that the CRM gives people in these deals: by deal and by account."""
    accounts = {deal.case_id: deal.account for deal in deals}
    rows = question.collect(signs.roles_given(question.tables).order_by("deal", "person", "value"))
    of_deals: dict[Key, tuple[str, ...]] = defaultdict(tuple)
    at: dict[Key, tuple[str, ...]] = defaultdict(tuple)
    for row in rows.to_pylist():
        account, roles = accounts.get(row["deal"]), of_crm(row["value"])
        if account is not None and roles:
            for found, key in ((of_deals, (row["deal"], row["person"])), (at, (account, row["person"]))):
                found[key] = _joined(found[key], roles)
    return dict(of_deals), dict(at)


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
