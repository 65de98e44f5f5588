"""A checked question as one expression that both engines run: everybody it is about, and who matches.

Each measure becomes a column beside the things asked for, joined once however often it is used; events that
need one look at the timeline share one pass over it. A condition is then plain logic over these columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir

from closeknit.day_numbers import date_to_day
from closeknit.questions import tree
from closeknit.questions.comparing import compared, tested
from closeknit.questions.events import all_rows, event_rows, is_of, is_simple
from closeknit.questions.seams import Ground
from closeknit.questions.sent import how_many_sent, one_named, sent_by
from closeknit.questions.ties import ties_with
from closeknit.questions.vocabulary import Trait
from closeknit.questions.words import CASES, STANDINGS

Node = tree.Measure | tree.Condition
Columns = dict[Node, str]

ROWS = ("who", "name", "key", "account_id")
"""Columns of the answer before its measures."""


def things_of(ground: Ground, things: str) -> ir.Table:
    """All things of a sort: who (their number), name, key, account_id and the columns that traits read."""
    if things in CASES:
        cases = ground.table("cases")
        cases = cases.filter(cases.kind == CASES[things])
        return cases.mutate(who=cases.case_id, key=cases.case_key)
    parties = ground.table("parties")
    if things in STANDINGS:
        chosen = (parties.standing == STANDINGS[things]) & (parties.party_id == parties.account_id)
    else:
        kind = "person" if things == "people" else "organization"
        chosen = (parties.kind == kind) & (parties.standing != "ours")
    found = parties.filter(chosen)
    return found.mutate(who=found.party_id)


def compiled(question: tree.Question, ground: Ground) -> ir.Table:
    """Those who match, in order: ROWS, a column `m0`, `m1` … for each of `tree.measures_of` the question, and
    `h0`, `h1` … for each of its `tree.leaves`: whether that one holds."""
    plan = Plan(ground, question.things)
    where = [question.where] if question.where else []
    laid_out = plan.laid_out(where, tree.measures_of(question))
    return plan.found(laid_out, question, [leaf for leaf, _ in tree.leaves(question.where)])


def _such(ground: Ground, things: str, where: tree.Condition | None) -> ir.Table:
    """All things of a sort for which a condition holds, where there is one."""
    plan = Plan(ground, things)
    table = plan.laid_out([where] if where else [], ())
    return table.filter(plan.holds(table, where)) if where else table


def _sorted_by(column: ir.Value, descending: bool | None) -> ir.Value:
    """What is not known comes last; texts go from A, all else from the highest, unless asked otherwise."""
    down = descending if descending is not None else not column.type().is_string()
    return ibis.desc(column, nulls_first=False) if down else ibis.asc(column, nulls_first=False)


class Plan:
    """Which columns a question needs beside the things it asks for, and how each is worked out."""

    def __init__(self, ground: Ground, things: str) -> None:
        self.ground, self.things = ground, things
        self.columns: Columns = {}

    def laid_out(self, conditions: Sequence[tree.Condition], shown: Sequence[tree.Measure]) -> ir.Table:
        """The things with all columns joined that these need: what else is asked of it is plain logic."""
        nodes = list(dict.fromkeys([*shown, *(node for one in conditions for node in self._needed(one))]))
        things = table = things_of(self.ground, self.things)
        keys = []
        for place, (found, columns) in enumerate(self._sources(nodes)):
            key = f"_who{place}"
            found = found.rename({key: "who"})
            # In one chain: joins each of which is on the last one take a third longer to compile.
            table = table.left_join(found, [things.who == found[key]])
            self.columns |= columns
            keys.append(key)
        return table.drop(*keys) if keys else table

    def found(
        self, table: ir.Table, question: tree.Question, told: Sequence[tree.Condition] = ()
    ) -> ir.Table:
        """Of the things laid out those that match, in order, with the columns that `compiled` gives; `told`:
        of which conditions it is told whether each holds."""
        shown = tree.measures_of(question)
        found = table if question.where is None else table.filter(self.holds(table, question.where))
        values = {f"m{place}": self.value(found, measure) for place, measure in enumerate(shown)}
        held = {f"h{place}": self.holds(found, one) for place, one in enumerate(told)}
        rows = found.select(*ROWS, **values, **held)
        # Sorted by one thing twice, the second time changes nothing.
        first = {one.measure: one.descending for one in reversed(question.order)}
        order = {one.measure: first[one.measure] for one in question.order}
        keys = [_sorted_by(rows[f"m{shown.index(measure)}"], down) for measure, down in order.items()]
        ordered = rows.order_by([*keys, rows.name.fill_null(""), rows.who])
        return ordered.limit(question.limit) if question.limit is not None else ordered

    # What is needed

    def _needed(self, condition: tree.Condition) -> list[Node]:
        match condition:
            case tree.And(parts) | tree.Or(parts):
                return [node for part in parts for node in self._needed(part)]
            case tree.Not(part):
                return self._needed(part)
            case tree.Happened() | tree.Has() | tree.BelongsTo() | tree.Near() | tree.Said():
                return [condition]
            case tree.Referred() | tree.Refers():
                return [condition]
            case tree.Is() | tree.InSegment():
                return []
        if self._many(condition.measure):
            return [condition]
        return [condition.measure]

    def _many(self, measure: tree.Measure) -> bool:
        """Whether one can have several values at once, so that any of them may match."""
        return isinstance(measure, tree.Field) and self.trait(measure).where in ("attribute", "key")

    def trait(self, field: tree.Field) -> Trait:
        """The trait that a field names, for these things."""
        found = self.ground.vocabulary.trait_of(field.name, self.things)
        if found is None:
            raise KeyError(field.name)
        return found

    # Where columns come from

    def _sources(self, nodes: Sequence[Node]) -> Iterable[tuple[ir.Table, Columns]]:
        events = {node: event for node in nodes if (event := _event_of(node)) is not None}
        simple = {node: event for node, event in events.items() if is_simple(event, self.ground)}
        if simple:
            yield self._one_pass(simple)
        for place, node in enumerate(nodes):
            if node not in simple and not self._is_own(node):
                yield self._source(node, f"v{place}"), {node: f"v{place}"}

    def _is_own(self, node: Node) -> bool:
        """Whether a node is a column of the things themselves."""
        return isinstance(node, tree.Field) and self.trait(node).where == "column"

    def _one_pass(self, events: Mapping[Node, tree.Event]) -> tuple[ir.Table, Columns]:
        """All measures of events that one pass over the timeline can tell."""
        rows = all_rows(self.ground, self.things)
        rows = rows.filter(
            reduce(or_, (is_of(rows, event, self.ground, self.things) for event in events.values()))
        )
        columns = {node: f"e{place}" for place, node in enumerate(events)}
        found = {
            columns[node]: _aggregate(rows, node, is_of(rows, event, self.ground, self.things))
            for node, event in events.items()
        }
        return rows.group_by("who").aggregate(**found), columns

    def _source(self, node: Node, column: str) -> ir.Table:
        """A table of `who` and the column of one node."""
        match node:
            case tree.Field():
                return self._field(node, column)
            case tree.Edge(which, event):
                rows = event_rows(self.ground, self.things, event)
                edge = rows.day.min() if which == "first" else rows.day.max()
                return rows.group_by("who").aggregate(**{column: edge})
            case tree.Total("sum", event):
                return self._sum(event, column)
            case tree.Total(_, event) | tree.Happened(event):
                rows = event_rows(self.ground, self.things, event)
                return rows.group_by("who").aggregate(**{column: rows.count()})
            case tree.Has():
                return self._has(node, column)
            case tree.BelongsTo(holders, where):
                return self._belonging(holders, where, column)
            case tree.Referred() | tree.Refers():
                return self._sent(node, column)
            case tree.Near() | tree.Said():
                found = self.ground.evaluated(node)
                return _flagged(found.select(who=found.party_id), column)
        return self._any_value(node, column)  # type: ignore[arg-type]

    def _field(self, field: tree.Field, column: str) -> ir.Table:
        trait = self.trait(field)
        if trait.where == "revenue":
            acts = self.ground.table("activities")
            acts = acts.filter(acts.is_revenue)
            return _added(acts.select(who=acts.account_id, amount=acts.amount_base), column)
        if trait.where == "strength":
            ties = ties_with(field.who, self.things, self.ground.asked)
            return ties.group_by("who").aggregate(**{column: ties.strength.max()})
        if trait.where == "name_of":
            things, parties = things_of(self.ground, self.things), self.ground.table("parties")
            named = parties.select(named=parties.party_id, **{column: parties.name})
            pairs = things.filter(things[trait.key] != things.who).select("who", of=things[trait.key])
            return pairs.inner_join(named, pairs.of == named.named).select("who", column)
        rows = self._values(field)
        return rows.group_by("who").aggregate(**{column: rows.value.max()})

    def _values(self, field: tree.Field) -> ir.Table:
        """All values of an attribute or kind of identifier: who, value."""
        trait = self.trait(field)
        if trait.where == "key":
            keys = self.ground.table("keys")
            keys = keys.filter(keys.key_kind == trait.key)
            return keys.select(who=keys.party_id, value=keys.key_value)
        rows = self.ground.table("attributes")
        rows = rows.filter(rows.name == trait.key, rows.value.notnull())
        if field.on is None:
            rows = rows.filter(rows.newest)
        else:
            day = date_to_day(field.on)
            since, until = rows.since_day, rows.until_day
            rows = rows.filter(since.isnull() | (since <= day), until.isnull() | (until > day))
        return rows.select(who=rows.party_id, value=rows.value)

    def _any_value(self, test: tree.Test, column: str) -> ir.Table:
        rows = self._values(test.measure)  # type: ignore[arg-type]
        found = rows.filter(tested(rows.value, test, self.ground).fill_null(False))
        return _flagged(found.select("who"), column)

    def _sum(self, event: tree.Event, column: str) -> ir.Table:
        rows = event_rows(self.ground, self.things, event)
        if self.ground.vocabulary.happening[event.name].table == "purchases":
            paid = self.ground.table("purchases")
            paid = paid.select(paid=paid.purchase_id, amount=paid.amount_base)
        else:
            paid = self.ground.table("activities")
            paid = paid.select(paid=paid.activity_id, amount=paid.amount_base)
        return _added(rows.inner_join(paid, rows.id == paid.paid).select("who", "amount"), column)

    def _has(self, has: tree.Has, column: str) -> ir.Table:
        table = _such(self.ground, has.things, has.where)
        if has.status:
            table = table.filter(table.status == has.status)
        if has.things == "people":
            table = table.filter(table.who != table.account_id)
        owner = table.contact_id if self.things == "people" else table.account_id
        return table.select(_of=owner).group_by(who="_of").aggregate(**{column: ibis._.count()})

    def _belonging(self, holders: str, where: tree.Condition | None, column: str) -> ir.Table:
        chosen = _such(self.ground, holders, where).select(holder="who")
        things = things_of(self.ground, self.things).select("who", "account_id")
        return _flagged(things.semi_join(chosen, things.account_id == chosen.holder).select("who"), column)

    def _sent(self, node: tree.Referred | tree.Refers, column: str) -> ir.Table:
        """Who was sent by such, or how many such somebody sent."""
        if isinstance(node, tree.Referred) and node.who:
            chosen = one_named(self.ground, node.who)
        else:
            chosen = _such(self.ground, node.things, node.where).select(party="who")
        if isinstance(node, tree.Referred):
            return _flagged(sent_by(self.ground, self.things, chosen), column)
        return how_many_sent(self.ground, self.things, chosen, node.things == "people", column)

    # What holds

    def value(self, table: ir.Table, measure: tree.Measure) -> ir.Value:
        """The column of a measure; how often, how much and how well are 0 where nothing happened."""
        if self._is_own(measure):
            return table[self.trait(measure).key]  # type: ignore[arg-type]
        column = table[self.columns[measure]]
        counted = isinstance(measure, tree.Total) or (
            isinstance(measure, tree.Field) and self.trait(measure).where in ("revenue", "strength")
        )
        return column.fill_null(0) if counted else column

    def holds(self, table: ir.Table, condition: tree.Condition) -> ir.BooleanValue:
        """Whether a condition holds of each row; what is not known does not hold."""
        match condition:
            case tree.And(parts):
                return reduce(and_, (self.holds(table, part) for part in parts))
            case tree.Or(parts):
                return reduce(or_, (self.holds(table, part) for part in parts))
            case tree.Not(part):
                return ~self.holds(table, part)
            case tree.Happened(_, amount) | tree.Has(_, _, _, amount) | tree.Refers(_, _, amount):
                return compared(table[self.columns[condition]].fill_null(0), amount.sign, amount.number)
            case tree.Is(state):
                return _among(table, self.ground.states(self.ground.vocabulary.state[state]))
            case tree.InSegment(name):
                return _among(table, self.ground.segments(name))
            case tree.BelongsTo() | tree.Referred() | tree.Near() | tree.Said():
                return table[self.columns[condition]].notnull()
        if self._many(condition.measure):
            return table[self.columns[condition]].notnull()
        return tested(self.value(table, condition.measure), condition, self.ground).fill_null(False)


def _among(table: ir.Table, ids: Sequence[int]) -> ir.BooleanValue:
    return table.who.isin(list(ids)) if ids else ibis.literal(False)


def _event_of(node: Node) -> tree.Event | None:
    match node:
        case tree.Edge(_, event) | tree.Total("number", event) | tree.Happened(event):
            return event
    return None


def _aggregate(rows: ir.Table, node: Node, test: ir.BooleanValue) -> ir.Value:
    match node:
        case tree.Edge("first", _):
            return rows.day.min(where=test)
        case tree.Edge():
            return rows.day.max(where=test)
        case tree.Happened(_, amount) if amount in (tree.Amount(), tree.Amount("=", 0)):
            # Whether there was any is known from one of them.
            return test.cast("int64").max()
    return rows.id.nunique(where=test)


def _flagged(rows: ir.Table, column: str) -> ir.Table:
    return rows.distinct().mutate(**{column: ibis.literal(True)})


def _added(rows: ir.Table, column: str) -> ir.Table:
    return rows.group_by("who").aggregate(**{column: rows.amount.sum().cast("float64")})
