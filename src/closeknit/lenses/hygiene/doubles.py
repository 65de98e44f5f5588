"""Who is there more than once: entered twice in one system, or likely the same and waiting for a look.

Entered twice is known: an e-mail, a number or a decision makes the two entries one. Systems that know people
and firms by name only are left out, as two spellings of a name are no two entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from closeknit.answers import AnswerTable, ShownColumn, Subject, wording
from closeknit.engines.portable import look_up
from closeknit.keys import EVERYWHERE, is_entry
from closeknit.lenses.hygiene.known import OURS_TO_KEEP, PARTIES, Known
from closeknit.lenses.parts import Part


def twice(known: Known) -> Part:
    """Persons and organizations that one system holds under several numbers."""
    entries = [row for row in _entries(known) if len(row["values"]) > 1]
    if not entries:
        return Part()
    by_system: dict[str, int] = defaultdict(int)
    for row in entries:
        by_system[row["system"]] += 1
    said = [f"{n:,} in {system}" for system, n in sorted(by_system.items(), key=lambda x: (-x[1], x[0]))]
    subjects = [row["subject"] for row in entries]
    count = len({s.party_id for s in subjects})
    such_as = "such as " if len(entries) > 1 else ""
    finding = known.counted(
        "twice",
        f"{_many(entries)} {'is' if count == 1 else 'are'} entered more than once: {wording.listing(said)}, "
        f"{such_as}{entries[0]['subject'].name} ({wording.listing(entries[0]['values'])}). "
        "Look at each before you merge it there: few programs can take a merge back.",
        subjects,
        PARTIES,
        "one system holds two or more numbers for them",
    )
    return Part(findings=(finding,), tables=(_twice_table(entries),))


def _many(entries: Sequence[dict[str, Any]]) -> str:
    """`3 people and 1 organization`."""
    people = len({r["subject"].party_id for r in entries if r["kind"] == "person"})
    firms = len({r["subject"].party_id for r in entries if r["kind"] != "person"})
    both = [wording.count(people, "person", "people")] * bool(people)
    return wording.listing([*both, *[wording.count(firms, "organization")] * bool(firms)])


def _entries(known: Known) -> list[dict[str, Any]]:
    """Numbers of each party in each system that has several for it."""
    parties, keys = known.question.tables["parties"], known.question.tables["keys"]
    ours = parties.filter(parties.standing.isin(OURS_TO_KEEP)).select("party_id", "name", "key", party="kind")
    own = keys.filter(keys.key_kind.notin(EVERYWHERE)).select(
        "party_id", "key_kind", "key_value", "rule", "stream_id"
    )
    many = own.group_by("party_id", "key_kind").aggregate(n=own.count())
    some = own.semi_join(many.filter(many.n > 1), ["party_id", "key_kind"])
    rows = some.inner_join(ours, "party_id").order_by("party_id", "key_kind", "key_value")
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for row in known.question.collect(rows).to_pylist():
        if not is_entry(row["key_kind"], row["key_value"]) or _merged(row):
            continue
        place = found.setdefault(
            (row["party_id"], row["key_kind"]),
            {
                "subject": Subject(row["party_id"], row["name"], row["key"]),
                "kind": row["party"],
                "system": known.system(row["key_kind"].partition("_")[0]),
                "key_kind": row["key_kind"],
                "values": [],
            },
        )
        place["values"].append(row["key_value"])
    return sorted(found.values(), key=lambda r: (r["system"], r["subject"].name, r["subject"].party_id))


def _merged(row: Mapping[str, Any]) -> bool:
    """Whether a line of the program itself shows it with another number: they were merged there."""
    source = str(row["stream_id"]).partition("/")[0]
    return bool(row["rule"] == "record" and source == row["key_kind"].partition("_")[0])


def _twice_table(entries: Sequence[dict[str, Any]]) -> AnswerTable:
    data = pa.table(
        {
            "party_id": [r["subject"].party_id for r in entries],
            "name": [r["subject"].name for r in entries],
            "system": [r["system"] for r in entries],
            "key_kind": [r["key_kind"] for r in entries],
            "entries": [", ".join(r["values"]) for r in entries],
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "name"),
        ShownColumn("system", "in"),
        ShownColumn("entries", "under the numbers"),
    )
    return AnswerTable("twice", "Entered more than once", columns, data)


def waiting(known: Known) -> Part:
    """Pairs that may be one, which somebody should look at."""
    rows = known.question.collect(_pairs(known)).to_pylist()
    if not rows:
        return Part()
    one = [Subject(r["one_party"], r["one_name"], r["one_key"]) for r in rows]
    other = [Subject(r["other_party"], r["other_name"], r["other_key"]) for r in rows]
    wait = "waits" if len(rows) == 1 else "wait"
    pairs = f"{wording.count(len(rows), 'pair')} may be one and {wait} for you to look"
    such_as = ":" if len(rows) == 1 else ", such as"
    names = f"{one[0].name} and {other[0].name}" if one[0].name != other[0].name else f"twice {one[0].name}"
    finding = known.counted(
        "likely_twice",
        f"{pairs}{such_as} {names} ({wording.share(rows[0]['chance'])} likely). "
        "Go through them with closeknit review.",
        [s for pair in zip(one, other, strict=True) for s in pair],
        PARTIES,
        "much alike, but nothing that both have proves it",
    )
    return Part(findings=(finding,), tables=(_waiting_table(rows),))


def _pairs(known: Known) -> ir.Table:
    """Pairs with both names, the likeliest first; those nobody deals with are left out."""
    pairs, parties = known.question.tables["likely_same"], known.question.tables["parties"]
    rows = look_up(pairs, "one_party", parties, "party_id", one_name="name", one_is="standing")
    rows = look_up(rows, "other_party", parties, "party_id", other_name="name", other_is="standing")
    rows = rows.filter(rows.one_name.notnull(), rows.other_name.notnull())
    rows = rows.filter(rows.one_is.isin(OURS_TO_KEEP) | rows.other_is.isin(OURS_TO_KEEP))
    return rows.order_by([rows.chance.desc(), "one_key", "other_key"])


def _waiting_table(rows: Sequence[dict[str, Any]]) -> AnswerTable:
    data = pa.table(
        {
            "party_id": [r["one_party"] for r in rows],
            "name": [r["one_name"] for r in rows],
            "other_party": [r["other_party"] for r in rows],
            "other": [r["other_name"] for r in rows],
            "chance": [r["chance"] for r in rows],
            "why": [r["why"] for r in rows],
        }
    )
    columns = (
        ShownColumn("party_id", "", kind="id"),
        ShownColumn("name", "one"),
        ShownColumn("other_party", "", kind="id"),
        ShownColumn("other", "other"),
        ShownColumn("chance", "likely the same", kind="share"),
        ShownColumn("why", "what speaks for and against", below=True),
    )
    note = (
        "closeknit review goes through them; a decision can be taken back for ever. Where something says "
        "that they are two, such as an entry for each in one program, that likelihood is the most it can be."
    )
    return AnswerTable("likely_twice", "May be the same", columns, data, note)
