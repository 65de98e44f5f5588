"""Whether anybody thanked those who sent us somebody: in a mail, a message, or a note of a talk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.claims import THANKS_GIVEN, WRITTEN
from closeknit.engines.portable import among, look_up_some, stacked, whole_numbers
from closeknit.lenses.referrals import holds_any
from closeknit.lenses.seam import Question
from closeknit.texts.favours import THANKING, thanks_for

NOTED = ("activity.logged", "call.held", "meeting.held")
AT_ONCE = 5_000
"""Texts that are read at a time: all that thank one of many may be more than memory holds."""


@dataclass(frozen=True)
class Thanks:
    """When somebody was last thanked, and where it stands; `told`: whether texts of ours could tell."""

    day: int | None = None
    activity: int | None = None
    told: bool = True


def thanks(
    question: Question, since: Mapping[int, int], names: Mapping[int, Sequence[str]]
) -> dict[int, Thanks]:
    """For each who sent somebody: thanks since that day, for it or for one of these names."""
    if not since:
        return {}
    found: dict[int, tuple[int, int]] = {}
    waiting = question.collect(_candidates(question, since))
    while waiting.num_rows:
        for row, text in _read(question, waiting.slice(0, AT_ONCE)):
            who = row["referrer"]
            if who not in found and (row["kind"] == THANKS_GIVEN or _for_it(text, names[who])):
                found[who] = row["day"], row["activity_id"]
        waiting = _without(waiting.slice(AT_ONCE), found)
    told = bool(found) or _texts_of_ours(question)
    return {who: Thanks(*found[who]) if who in found else Thanks(told=told) for who in since}


def _read(question: Question, some: pa.Table) -> Iterator[tuple[dict[str, Any], str]]:
    """These candidates, each with its text."""
    rows, texts = some.to_pylist(), question.tables["texts"]
    wanted = {row["activity_id"] for row in rows if row["kind"] != THANKS_GIVEN}
    worded = among(texts.select("activity_id", "subject", "body"), "activity_id", wanted)
    told = question.collect(worded).to_pylist() if wanted else []
    said = {one["activity_id"]: (one["subject"], one["body"]) for one in told}
    return ((row, "\n".join(filter(None, said.get(row["activity_id"], ())))) for row in rows)


def _without(rows: pa.Table, found: Collection[int]) -> pa.Table:
    return rows.filter(pc.invert(pc.is_in(rows["referrer"], pa.array(found, pa.int64()))))


def _for_it(text: str, names: Sequence[str]) -> bool:
    return thanks_for(text, [short_name(name) for name in names])


def short_name(name: str) -> str:
    """As one calls a firm or person in passing: the first word, where it is no mere particle."""
    first = name.split()[0] if name.split() else ""
    return first if len(first) > 3 else name


def _candidates(question: Question, since: Mapping[int, int]) -> ir.Table:
    """All that may thank one of these, or somebody at the firm that one is, since their day: newest first."""
    line, parties, texts = (question.tables[name] for name in ("timeline", "parties", "texts"))
    them = whole_numbers(referrer=since, since=since.values())
    take = {"referrer": "referrer", "since": "since"}
    self, firm = (
        look_up_some(parties, column, them, "referrer", **take).select("party_id", *take)
        for column in ("party_id", "account_id")
    )
    rows = line.inner_join(stacked(self, firm).distinct(), "party_id")
    rows = rows.filter(rows.day >= rows.since)
    told = rows.filter(rows.kind == THANKS_GIVEN)
    noted = rows.filter(rows.kind.isin(list(NOTED)))
    sent = rows.filter(rows.kind.isin(list(WRITTEN)), rows.role == "recipient")
    sent = sent.semi_join(_by_us(question), "activity_id")
    thanking = texts.filter(holds_any(texts, THANKING)).select("activity_id").distinct()
    both = stacked(told, stacked(sent, noted).semi_join(thanking, "activity_id"))
    both = both.select("referrer", "activity_id", "day", "kind").distinct()
    return both.order_by([both.day.desc(), both.activity_id, both.referrer])


def _by_us(question: Question) -> ir.Table:
    """What one of us sent."""
    line, parties = question.tables["timeline"], question.tables["parties"]
    ours = parties.filter(parties.standing == "ours").select("party_id")
    sent = line.filter(line.role == "sender", line.kind.isin(list(WRITTEN))).semi_join(ours, "party_id")
    return sent.select("activity_id").distinct()


def _texts_of_ours(question: Question) -> bool:
    """Whether texts that we wrote, or notes of talks, are there at all."""
    line, texts = question.tables["timeline"], question.tables["texts"]
    noted = line.filter(line.kind.isin(list(NOTED))).select("activity_id")
    own = stacked(_by_us(question), noted)
    rows = texts.filter(texts.body.notnull()).semi_join(own, "activity_id")
    return bool(question.collect(rows.select("activity_id").limit(1)).num_rows)
