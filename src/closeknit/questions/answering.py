"""The answer to a question of the language: who matches, why each one does, and what lies behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from closeknit.answers import Answer, AnswerTable, Evidence, Finding, ShownColumn, Subject, Verdict, wording
from closeknit.day_numbers import day_to_date
from closeknit.questions import tree
from closeknit.questions.behind import Behind, behind
from closeknit.questions.checking import Checker
from closeknit.questions.compiling import compiled
from closeknit.questions.days import bounds
from closeknit.questions.opinions import MEANS, took
from closeknit.questions.printing import Printer, counted, printed
from closeknit.questions.seams import Ground
from closeknit.questions.words import CASES

EXPLAINED = 100
"""So many of those who match are explained one by one; all are in the table."""

NAMED = 3

VERSION = "2"

Row = Mapping[str, Any]


def answer(question: tree.Question, ground: Ground) -> Answer:
    """The answer, with one finding for each of the first who match."""
    rows = ground.asked.collect(compiled(question, ground))
    told = Telling(question, ground)
    first = rows.slice(0, EXPLAINED).to_pylist()
    return Answer(
        lens="find",
        question=told.sentence,
        headline=told.headline(rows.num_rows, [row["name"] or row["key"] for row in first[: NAMED + 1]]),
        as_of=ground.asked.as_of,
        findings=tuple(told.findings(first)),
        tables=(told.table(rows),) if rows.num_rows else (),
        assumptions=tuple(told.meanings()),
        left_out=told.left_out(rows.num_rows),
        freshness=ground.asked.freshness,
        currency=ground.asked.business.currency,
        lens_version=VERSION,
    )


class Telling:
    """Words for what was found."""

    def __init__(self, question: tree.Question, ground: Ground) -> None:
        self.question, self.ground = question, ground
        self.printer = Printer(ground.vocabulary, one=True)
        self.sentence = printed(question, ground.vocabulary)
        self.checker = Checker(ground.vocabulary)
        self.measures = tree.measures_of(question)
        self.leaves = tree.leaves(question.where)

    def headline(self, count: int, names: Sequence[str]) -> str:
        """How many match what was understood, and the first of them."""
        said = counted(count, self.question, self.ground.vocabulary)
        if count == 0:
            return said
        more = f" and {count - NAMED:,} more" if count > NAMED else ""
        named = ", ".join(names[:NAMED]) if more else wording.listing(names[:NAMED])
        return f"{said}: {named}{more}"

    def left_out(self, count: int) -> tuple[str, ...]:
        """What is in the table only."""
        if count <= EXPLAINED:
            return ()
        return (f"Why each one matches is told for the first {EXPLAINED}; the table holds all {count:,}.",)

    # One by one

    def findings(self, rows: Sequence[Row]) -> Iterable[Finding]:
        """Why each of these matches."""
        ids = [row["who"] for row in rows]
        found = [self._behind(leaf, wanted, ids) for leaf, wanted in self.leaves] if ids else []
        for row in rows:
            yield self._finding(row, found)

    def _behind(self, leaf: tree.Condition, wanted: bool, ids: Sequence[int]) -> Behind:
        return behind(self.ground, self.question.things, leaf, wanted, ids)

    def _finding(self, row: Row, found: Sequence[Behind]) -> Finding:
        reasons, who = [], row["who"]
        for place, ((leaf, wanted), behind_it) in enumerate(zip(self.leaves, found, strict=True)):
            if row[f"h{place}"] == wanted:
                reasons.append(self._reason(leaf, wanted, row, behind_it))
        evidence = self._evidence(row, found)
        name = row["name"] or row["key"]
        return Finding(
            id=self.ground.asked.finding_id("find", "match", who),
            kind="match",
            sentence=f"{name}: {'; '.join(dict.fromkeys(reasons))}" if reasons else name,
            verdict=Verdict.COUNTED,
            n=max(len(evidence.ids), 1),
            n_what="fact" if len(evidence.ids) < 2 else "facts",
            subjects=() if self.question.things in CASES else (Subject(who, name, row["key"]),),
            evidence=evidence,
        )

    def _reason(self, leaf: tree.Condition, wanted: bool, row: Row, behind_it: Behind) -> str:
        """A condition as it holds of one: with its value, or the day."""
        measure = getattr(leaf, "measure", None)
        if measure is not None and row[f"m{self.measures.index(measure)}"] is not None:
            said = f"{self.printer.measure(measure)} {self.value(measure, row)}"
            between = behind_it.through.get(row["who"])
            return (
                f"{said} ({_between(between, behind_it.activities.get(row['who'], ()))})" if between else said
            )
        if measure is not None:
            return f"{self.printer.measure(measure)} is not known"
        said = self.printer.after_name(leaf if wanted else tree.Not(leaf), self.question.things)
        acts, quote = behind_it.activities.get(row["who"], ()), behind_it.quotes.get(row["who"])
        if acts and quote:
            return f"{said} (“{quote}”, {wording.day_text(day_to_date(acts[0][0]))})"
        if because := behind_it.because.get(row["who"]):
            return f"{said} ({because})"
        if through := behind_it.through.get(row["who"]):
            return f"{said} ({through[0]} knows {', who knows '.join([*through[1:], 'them'])})"
        if not isinstance(leaf, tree.Happened):
            return said
        if acts:
            return f"{said} ({'' if wanted else 'last '}{wording.day_text(day_to_date(acts[0][0]))})"
        return said if wanted else f"{said} (never before)"

    def value(self, measure: tree.Measure, row: Row) -> str:
        """A measure's value as people read it."""
        value = row[f"m{self.measures.index(measure)}"]
        match self.checker.type_of(measure, self.question.things):
            case "day":
                return wording.day_text(day_to_date(value))
            case "money":
                return wording.money(float(value), self.ground.asked.business.currency)
            case "number":
                return f"{value:,}".removesuffix(".0")
        return str(value)

    def _evidence(self, row: Row, found: Sequence[Behind]) -> Evidence:
        who = row["who"]
        rule = f"what makes it match: {self.sentence}"
        held = [one for place, one in enumerate(found) if row[f"h{place}"] == self.leaves[place][1]]
        acts = tuple(dict.fromkeys(act for one in held for _, act in one.activities.get(who, ())))
        if acts:
            return Evidence("activities", acts, len(acts), rule)
        cases = tuple(dict.fromkeys(case for one in held for case in one.cases.get(who, ())))
        if cases or self.question.things in CASES:
            cases = cases or (who,)
            return Evidence("cases", cases, len(cases), rule)
        return Evidence("parties", (who,), 1, rule)

    # All together

    def table(self, rows: pa.Table) -> AnswerTable:
        """Everybody who matches, with what was compared."""
        number = "case_id" if self.question.things in CASES else "party_id"
        arrays: dict[str, Any] = {number: rows["who"], "name": rows["name"], "key": rows["key"]}
        columns = [ShownColumn(number, "number", kind="id"), ShownColumn("name", "name")]
        columns.append(ShownColumn("key", "key", kind="id"))
        for place, measure in enumerate(self.measures):
            kind = self.checker.type_of(measure, self.question.things)
            arrays[f"m{place}"] = rows[f"m{place}"]
            columns.append(ShownColumn(f"m{place}", self.printer.measure(measure), kind=kind))
        return AnswerTable("found", "All who match", tuple(columns), pa.table(arrays))

    def meanings(self) -> Iterable[str]:
        """What the words of the question stand for, where that is not plain."""
        for measure in self.measures:
            if isinstance(measure, tree.Field):
                trait = self.ground.vocabulary.trait_of(measure.name, self.question.things)
                if trait and trait.means:
                    yield f"{trait.name}: {trait.means}"
        for event in dict.fromkeys(_events(self.question)):
            known = self.ground.vocabulary.happening[event.name]
            if known.means:
                yield f"{known.one}: {known.means}"
            low, high = bounds(event.window, self.ground.asked.as_of)
            if event.window is not None:
                yield f"{self.printer.window(event.window)}: {_days(low, high)}"
        for leaf, _ in self.leaves:
            if isinstance(leaf, tree.Is):
                state = self.ground.vocabulary.state[leaf.state]
                yield f"{state.words}: {state.means} (closeknit ask {state.lens})"
            if isinstance(leaf, tree.Said) and self.ground.others.get(leaf.stance) is took:
                yield f"{self.printer.said(leaf.stance, leaf.topic, None)}: {MEANS[leaf.stance]}"
            if isinstance(leaf, tree.Referred | tree.Refers):
                yield "referred: a file says so, or a mail made them known to us (closeknit ask advocates)"
            if isinstance(leaf, tree.When):
                low, high = bounds(leaf.window, self.ground.asked.as_of)
                yield f"{self.printer.window(leaf.window)}: {_days(low, high)}"


def _between(names: Sequence[str], contacts: Sequence[tuple[int, int]]) -> str:
    """Of whom a relationship is, and when they were last in touch."""
    last = [f"last contact {wording.day_text(day_to_date(contacts[0][0]))}"] if contacts else []
    return ", ".join([" with ".join(names), *last])


def _events(question: tree.Question) -> Iterable[tree.Event]:
    for part in (*tree.inside(question.where), *question.order):
        match part:
            case tree.Happened(event):
                yield event
        match getattr(part, "measure", None):
            case tree.Edge(_, event) | tree.Total(_, event):
                yield event


def _days(low: int | None, high: int | None) -> str:
    if low is not None and low == high:
        return f"on {wording.day_text(day_to_date(low))}"
    said = [] if low is None else [f"from {wording.day_text(day_to_date(low))}"]
    return " ".join([*said, *([] if high is None else [f"to {wording.day_text(day_to_date(high))}"])])
