"""Whether anybody thanked those who sent us somebody: in a mail, a message, or a note of a talk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from closeknit.claims import THANKS_GIVEN
from closeknit.engines.portable import look_up, look_up_some, stacked
from closeknit.lenses.referrals import holds_any
from closeknit.lenses.seam import Question
from closeknit.texts.favours import THANKING, thanks_for

WRITTEN = ("email.sent", "message.sent")
NOTED = ("activity.logged", "call.held", "meeting.held")
AT_ONCE = 1_000
"""Texts that are taken out of what the engine gave at a time."""
REFERRERS = pa.schema([("referrer", pa.int64()), ("since", pa.int64())])


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
    for row in _rows(question.collect(_candidates(question, since))):
        who = row["referrer"]
        if who not in found and _for_it(row, names[who]):
            found[who] = row["day"], row["activity_id"]
    told = bool(found) or _texts_of_ours(question)
    return {who: Thanks(*found[who]) if who in found else Thanks(told=told) for who in since}


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(AT_ONCE):
        yield from batch.to_pylist()


def _for_it(row: Mapping[str, Any], names: Sequence[str]) -> bool:
    if row["kind"] == THANKS_GIVEN:
        return True
    text = "\n".join(part for part in (row["subject"], row["body"]) if part)
    return thanks_for(text, [short_name(name) for name in names])


def short_name(name: str) -> str:
    """As one calls a firm or person in passing: the first word, where it is no mere particle."""
    first = name.split()[0] if name.split() else ""
    return first if len(first) > 3 else name


def _candidates(question: Question, since: Mapping[int, int]) -> ir.Table:
    """All that may thank one of these, or somebody at the firm that one is, since their day: newest first."""
    line, parties, texts = (question.tables[name] for name in ("timeline", "parties", "texts"))
    given = pa.table({"referrer": list(since), "since": list(since.values())}, REFERRERS)
    them = ibis.memtable(given)
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
    worded = look_up(both, "activity_id", texts, "activity_id", subject="subject", body="body")
    return worded.order_by([worded.day.desc(), worded.activity_id, worded.referrer])


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
