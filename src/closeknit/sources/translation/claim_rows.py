"""Claims as queries: what each table of a mapping says, row by row, over the table of facts.

Each function gives queries whose columns are those of one claim table (see `closeknit.claims`), without
stream, epoch and import. Facts hold the slots of `slots` and a list of keys for each party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

from closeknit.claims import WORKS_AT
from closeknit.ids import stable_id_sql
from closeknit.sources.mappings.mapping import Mapping
from closeknit.sources.mappings.meanings import CASE_STATUSES, Activity, Case, Line, Party, Tie
from closeknit.sources.mappings.values import Value
from closeknit.sources.translation.expressions import one_of, text_sql
from closeknit.sources.translation.party_keys import (
    KeySlots,
    firm_name,
    has_one_key,
    party_column,
    piece_of,
)
from closeknit.sources.translation.row_problems import FIELD, ROW, Suspect
from closeknit.sources.translation.slots import Reading, Slots
from closeknit.sources.translation.times import quoted

_APART = ", '\x1f', "
"""Between what names an activity, in the arguments of concat."""
_CONSTANT = re.compile(r"'((?:[^']|'')*)'(?:::varchar)?")
_DAY = 86_400_000_000
"""Microseconds of a day."""


@dataclass(frozen=True)
class Query:
    """Rows of one claim table over the facts: SQL of its columns by name, and of which rows there are."""

    columns: Dict[str, str]
    where: str
    having: str = ""

    def constant(self, column: str) -> str | None:
        """The text that a column holds in every row, where it is one."""
        found = _CONSTANT.fullmatch(self.columns.get(column, ""))
        return found[1].replace("''", "'") if found else None

    def sql(self, repeated: Dict[str, Sequence[str]]) -> str:
        """The query; `repeated` are the texts of columns that hold few, over all queries of its table."""
        listed = ", ".join(
            f'{one_of(self.constant(name) or "", *repeated[name]) if name in repeated else sql} as "{name}"'
            for name, sql in self.columns.items()
        )
        query = f"select record_id, version, {listed} from facts where {self.where}"
        return f"select * from ({query}) where {self.having}" if self.having else query


@dataclass
class Claims:
    """Makes the queries of one mapping, and collects the suspects on the way."""

    mapping: Mapping
    slots: Slots
    keys: KeySlots
    suspects: list[Suspect]

    def party(self, name: str) -> str:
        """The fact that lists the keys of a party: that of its one key, where nothing else is asked."""
        listed = party_column(self.slots, self.keys, name)
        return listed if listed.isidentifier() else f"p{list(self.mapping.party).index(name)}"

    def _text(self, value: Value | None) -> str:
        return self.slots.text(value) if value else "null"

    def _doubt(self, reading: Reading, severity: str, when: str = "true") -> str:
        code = reading.code if when == "true" else f"case when {when} then {reading.code} end"
        self.suspects.append(Suspect(severity, code, reading.label, reading.text))
        return reading.value

    def _time(self, value: Value | None) -> str:
        return self._doubt(self.slots.time(value), FIELD) if value else "null"

    def _number(
        self, value: Value | None, when: str = "true", *, severity: str = FIELD, hours: bool = False
    ) -> str:
        return self._doubt(self.slots.number(value, hours=hours), severity, when) if value else "null"

    def _flag(self, value: Value | None) -> str:
        return self._doubt(self.slots.flag(value), FIELD) if value else "null"

    def _currency(self, value: Value | None) -> str:
        return self._doubt(self.slots.currency(value), FIELD) if value else "null"

    def _details(self, details: Dict[str, Value]) -> str:
        if not details:
            return "null"
        pairs = ", ".join(
            f"{quoted(_json_name(name))} || to_json({self.slots.text(value)})::varchar"
            for name, value in details.items()
        )
        return f"'{{' || nullif(concat_ws(', ', {pairs}), '') || '}}'"

    # ── what happened ────────────────────────────────────────────────────────────────────────────────

    def activity(self, place: int, one: Activity) -> dict[str, list[Query]]:
        """Queries for activities, participants and lines of one [[activity]]."""
        at = self.slots.time(one.at)
        kind = self.slots.constant(one.kind)
        wanted = f"({self.slots.condition(one.when)} and {kind} is not null)"
        self._doubt_time(at, one, wanted)
        there = f"{wanted} and {at.value} is not null"
        number = self.slots.once(f"case when {wanted} then {self._activity_id(place, one, kind)} end")
        columns = self._activity_columns(one, number, kind, at.value, wanted)
        present = [
            Query(
                {"activity_id": number, "role": quoted(role), "key": self._who(party)},
                there,
                "key is not null",
            )
            for role, parties in one.participants.items()
            for party in parties
        ]
        return {
            "activities": [Query(columns, there)],
            "participants": present,
            "lines": [self._line(n, line, number, there, wanted) for n, line in enumerate(one.lines, 1)],
        }

    def _activity_columns(
        self, one: Activity, number: str, kind: str, at: str, wanted: str
    ) -> dict[str, str]:
        return {
            "activity_id": number,
            "kind": kind,
            "occurred_at": at,
            "known_at": f"coalesce({self._time(one.known)}, {at} + to_microseconds({self._lag()}))",
            "case_key": self.case_key(self.mapping.case[one.case]) if one.case else "null",
            "amount": self._number(one.amount, wanted, severity=ROW),
            "tax": self._number(one.tax, wanted),
            "currency": self._currency(one.currency),
            "hours": self._number(one.hours, wanted, severity=ROW, hours=True),
            "cost": self._number(one.cost, wanted),
            "billable": self._flag(one.billable),
            "invoiced": self._flag(one.invoiced),
            "subject": self._text(one.subject),
            "body": self._text(one.body),
            "link": self._text(one.link),
            "details": self._details(one.details),
        }

    def _doubt_time(self, at: Reading, one: Activity, wanted: str) -> None:
        if one.optional:
            self._doubt(at, FIELD, wanted)
            return
        missing = [f"when not {found} then null" for _, _, found in self.lookups_of(one.at)]
        absent = "'date.missing'" if not missing else f"case {' '.join(missing)} else 'date.missing' end"
        code = f"coalesce({at.code}, case when {at.text} is null then {absent} end)"
        self.suspects.append(Suspect(ROW, f"case when {wanted} then {code} end", at.label, at.text))
        for stream, text, found in self.lookups_of(one.at):
            lost = f"case when {wanted} and not {found} then 'lookup.missing' end"
            self.suspects.append(Suspect(ROW, lost, stream, text))

    def lookups_of(self, value: Value) -> Iterator[tuple[str, str, str]]:
        """(stream, text looked for, whether it was found) for each lookup that a value needs."""
        for name in {found[0]: None for c in value.columns() if (found := self.mapping.looked_up(c))}:
            yield self.mapping.lookup[name].stream, *self.lookup_facts(name)

    def lookup_facts(self, name: str) -> tuple[str, str]:
        """Slots of the text that was looked for, and of whether it was found."""
        joined = Value(join=tuple(self.mapping.lookup[name].on.values()), with_=", ")
        return self.slots.text(joined), f"({self.slots.text(Value(column=f'{name}.?found'))} is not null)"

    def _lag(self) -> str:
        return f"{round(self.mapping.record.known_after_days * _DAY)}::bigint"

    def _activity_id(self, place: int, one: Activity, kind: str) -> str:
        """Names the activity by its grain, else by its record; a second block of one kind is another one."""
        grain = "'record ', record_id"
        if one.one_per:
            slots = [self.slots.text(Value(column=c)) for c in one.one_per]
            given = " or ".join(f"{s} is not null" for s in slots)
            grain = f"case when {given} then concat({_APART.join(slots)}) else concat({grain}) end"
        before = [a for a in self.mapping.activity[:place] if a.kind == one.kind and a.one_per == one.one_per]
        again = f"{_APART}{quoted(str(len(before) + 1))}" if before else ""
        stream = f"{self.mapping.source}/{one.shared}" if one.shared else self.mapping.stream_id
        return stable_id_sql(f"concat({quoted(stream)}{_APART}{kind}{_APART}{grain}{again})")

    def _who(self, name: str) -> str:
        keys = self.party(name)
        return f"unnest({keys})" if self.mapping.party[name].several else f"{keys}[1]"

    def _line(self, n: int, line: Line, activity_id: str, there: str, wanted: str) -> Query:
        product = self._text(line.product)
        description = self._text(line.description)
        columns = {
            "activity_id": activity_id,
            "line_no": str(n),
            "product_key": product,
            "description": description,
            "quantity": self._number(line.quantity, wanted),
            "amount": self._number(line.amount, wanted, severity=ROW),
            "profit": self._number(line.profit, wanted),
        }
        filled = " or ".join(
            f"{columns[c]} is not null" for c in ("product_key", "description", "quantity", "amount")
        )
        return Query(columns, f"{there} and ({filled})")

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────

    def party_claims(self, name: str, one: Party) -> dict[str, list[Query]]:
        """Queries for keys that are one party, its traits, and where it works."""
        keys, kind = self.party(name), quoted(one.kind)
        who, there = self._who(name), f"len({keys}) > 0"
        other = f"unnest(case when len({keys}) = 1 then {keys} else {keys}[2:] end)"
        if one.several or has_one_key(one):
            other = who
        since = self._time(one.since)
        named = {"name": one.name, **one.traits} if one.name else one.traits
        traits = {trait: self._trait(name, one, value) for trait, value in named.items()} | (
            {"ours": "'yes'"} if one.ours else {}
        )
        claims = {
            "same": [Query({"party_kind": kind, "key_a": who, "key_b": other}, there)],
            "traits": [
                Query(
                    {
                        "key": who,
                        "party_kind": kind,
                        "name": quoted(trait),
                        "value": text,
                        "since": self._time(one.since_of[trait]) if trait in one.since_of else since,
                        "until": "null",
                    },
                    there,
                    "value is not null",
                )
                for trait, text in traits.items()
            ],
        }
        if one.works_at:
            claims["ties"] = [
                self._tie_query(Tie(from_=name, to=one.works_at, kind=WORKS_AT, since=one.since))
            ]
        return claims

    def _trait(self, name: str, one: Party, value: Value) -> str:
        """Its text; of several parties each has what its own piece of the cell says."""
        pieces = piece_of(self.slots, self.keys, name, value) if one.several else ""
        if not pieces:
            return self._text(value)
        piece = f"unnest(case when len({self.party(name)}) > 0 then {pieces} else []::varchar[] end)"
        return text_sql(replace(value, split=""), lambda _: piece)

    def tie(self, one: Tie) -> dict[str, list[Query]]:
        """The query for one [[tie]]."""
        return {"ties": [self._tie_query(one)]}

    def _tie_query(self, one: Tie) -> Query:
        columns = {
            "from_key": self._who(one.from_),
            "to_key": self._who(one.to),
            "kind": quoted(one.kind),
            "since": self._time(one.since),
            "until": self._time(one.until),
        }
        both = f"len({self.party(one.from_)}) > 0 and len({self.party(one.to)}) > 0"
        there = f"{self.slots.condition(one.when)} and {both}"
        return Query(columns, there, "from_key <> to_key")

    # ── things with a life cycle ─────────────────────────────────────────────────────────────────────

    def case_key(self, one: Case) -> str:
        """`kind:source-value`, or `kind:value@firm` for one that is named within an organization."""
        text = self.slots.text(one.key)
        plain = f"{quoted(f'{one.kind}:{self.mapping.source}-')} || {text}"
        firm = self.mapping.party[one.within].name if one.within else None
        if firm is None:
            return plain
        within = firm_name(self.slots, self.keys, firm)
        tidy = f"lower(regexp_replace(trim({text}), '\\s+', ' ', 'g'))"
        return f"coalesce({quoted(f'{one.kind}:')} || {tidy} || '@' || {within}, {plain})"

    def case_claims(self, one: Case) -> dict[str, list[Query]]:
        """Queries for one [case.…] and its stages."""
        key, when = self.case_key(one), self.slots.condition(one.when)
        there = f"{when} and {self.slots.text(one.key)} is not null"
        seen = f"coalesce({self._time(one.seen)}, seen_at)"
        columns = {
            "case_key": key,
            "kind": quoted(one.kind),
            **{
                f"{role}_key": f"{self.party(name)}[1]" if name else "null"
                for role, name in (("account", one.account), ("contact", one.contact), ("owner", one.owner))
            },
            "name": self._text(one.name),
            "status": self._status(one),
            "type": self._text(one.type),
            "opened_at": self._time(one.opened),
            "due_at": self._time(one.due),
            "closed_at": self._time(one.closed),
            "amount": self._number(one.amount),
            "amount_open": self._number(one.amount_open),
            "currency": self._currency(one.currency),
            "estimate_hours": self._number(one.estimate_hours, hours=True),
            "seen_at": seen,
            "details": self._details(one.details),
        }
        return {"cases": [Query(columns, there)], "stages": list(self._stages(one, key, there, seen))}

    def _status(self, one: Case) -> str:
        if one.status is None:
            return "null"
        text = self.slots.text(one.status)
        known = f"lower({text}) in ({', '.join(map(quoted, CASE_STATUSES))})"
        # A word that the map lacks is one that nobody thought of, not an empty cell.
        word = self.slots.text(replace(one.status, map={}, else_=None))
        wrong = f"case when {word} is not null and not coalesce({known}, false) then 'status.unknown' end"
        self.suspects.append(Suspect(FIELD, wrong, one.status.label, word))
        return f"case when {known} then lower({text}) end"

    def _stages(self, one: Case, key: str, there: str, seen: str) -> Iterator[Query]:
        dated = 'stage is not null and "at" is not null'
        listed = [(stage.name, self._time(stage.at), stage.when, dated) for stage in one.stages]
        if one.stage:
            at = f"coalesce({self._time(one.stage_at)}, {seen})" if one.stage_at else seen
            # Without a time of its own it is kept: the file that first showed it tells, when it is read.
            listed.append((one.stage, at, (), "stage is not null"))
        for name, at, when, having in listed:
            columns = {"case_key": key, "stage": self._text(name), "at": at}
            yield Query(columns, f"{there} and {self.slots.condition(when)}", having)


def _json_name(name: str) -> str:
    import json

    return json.dumps(name, ensure_ascii=False) + ": "
