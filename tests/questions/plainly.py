"""The question language once more, over plain Python rows and as plainly as can be: what to compare with."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import networkx as nx

from closeknit.questions import tree, windows
from closeknit.texts.topics import topic_words

EPOCH = date(1970, 1, 1)
OF_STANDING = {
    "customers": "customer",
    "prospects": "prospect",
    "possible customers": "possible",
    "partners": "partner",
}
CASE = {
    "deals": "deal",
    "tickets": "ticket",
    "projects": "project",
    "contracts": "contract",
    "invoices": "invoice",
}
PER_UNIT = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


class Plainly:
    """Answers by walking over rows."""

    def __init__(self, rows, vocabulary, as_of, *, states, segments, ties):
        self.rows, self.vocabulary = rows, vocabulary
        self.states, self.segments, self.ties = states, segments, ties
        self.as_of = as_of
        self.names = {p["party_id"]: p["name"] for p in rows["parties"]}
        self.homes = {p["party_id"]: p["account_id"] for p in rows["parties"]}
        self.ours = {p["party_id"] for p in rows["parties"] if p["standing"] == "ours"}
        self.texts = defaultdict(str)
        for x in rows["texts"]:
            self.texts[x["activity_id"]] += f"{x['subject'] or ''}\0{x['body'] or ''}\0".lower()
        self.of_purchase = defaultdict(list)
        for x in rows["purchase_activities"]:
            self.of_purchase[x["purchase_id"]].append(x["activity_id"])
        self.timelines = {key: defaultdict(list) for key in ("party_id", "account_id")}
        for r in rows["timeline"]:
            for key, of in self.timelines.items():
                of[r[key]].append(r)
        self.recorded = defaultdict(list)
        for a in rows["activities"]:
            self.recorded[a["case_id"]].append(a)
        self.known = {}

    def everybody(self, things):
        if things in CASE:
            return [dict(c, who=c["case_id"]) for c in self.rows["cases"] if c["kind"] == CASE[things]]
        found = []
        for p in self.rows["parties"]:
            if things in OF_STANDING:
                ok = p["standing"] == OF_STANDING[things] and p["party_id"] == p["account_id"]
            else:
                kind = "person" if things == "people" else "organization"
                ok = p["kind"] == kind and p["standing"] != "ours"
            if ok:
                found.append(dict(p, who=p["party_id"]))
        return found

    def once(self, key, work):
        """What was worked out under this key, or is now: thousands of questions share their parts."""
        if key not in self.known:
            self.known[key] = work()
        return self.known[key]

    def matches(self, things, where):
        """Whom a condition holds for, or everybody; in no order."""
        if where is None:
            return self.everybody(things)
        return self.once(
            ("matches", things, where),
            lambda: [x for x in self.everybody(things) if self.holds(where, things, x)],
        )

    def holds(self, c, things, x):
        match c:
            case tree.And(parts):
                return all(self.holds(p, things, x) for p in parts)
            case tree.Or(parts):
                return any(self.holds(p, things, x) for p in parts)
            case tree.Not(part):
                return not self.holds(part, things, x)
        return self.once(("holds", c, things, x["who"]), lambda: self.leaf_holds(c, things, x))

    def leaf_holds(self, c, things, x):
        match c:
            case tree.Happened(event, amount):
                return compared(len(self.events(event, things, x["who"])), amount.sign, amount.number)
            case tree.Has():
                return compared(self.held(c, things, x), c.amount.sign, c.amount.number)
            case tree.BelongsTo(holders, where):
                return x["account_id"] in {h["who"] for h in self.matches(holders, where)}
            case tree.Referred(who, senders, where):
                ids = self.named(who) if who else {s["who"] for s in self.matches(senders, where)}
                own = 2 if things == "people" else 3
                return any(t[own] == x["who"] and {t[0], t[1]} & ids for t in self.referrals())
            case tree.Refers(sent, where, amount):
                ids = {s["who"] for s in self.matches(sent, where)}
                whom, own = (2 if sent == "people" else 3), (1 if things == "people" else 2)
                found = {t[whom] for t in self.referrals() if x["who"] in t[:own]} & ids
                return compared(len(found), amount.sign, amount.number)
            case tree.Is(state):
                return x["who"] in self.states[state]
            case tree.InSegment(name):
                return x["who"] in self.segments[name]
            case tree.Said():
                return self.took(c, x["who"])
            case tree.Near(steps, who):
                return x["who"] in self.reached(steps, who)
        return any(self.passes(c, value) for value in self.values(c.measure, things, x))

    def named(self, who):
        """The party of that name, and whoever is there."""
        (found,) = [p["party_id"] for p in self.rows["parties"] if p["name"] == who]
        return {found, *(party for party, home in self.homes.items() if home == found)}

    def reached(self, steps, who):
        first = self.named(who) if who else self.ours
        return self.once(("reached", steps, who), lambda: few_steps_away(self.ties, self.ours, first, steps))

    def referrals(self):
        """(who sent, whose custom that one is of, who was sent, whose custom that is)."""
        found = [
            (r["to_party"], self.homes[r["to_party"]], r["from_party"], self.homes[r["from_party"]])
            for r in self.rows["relationships"]
            if r["kind"] == "referred_by" and r["from_party"] not in self.ours
        ]
        return [t for t in found if t[1] != t[3]]

    def took(self, said, who):
        """Says it in a sentence with all words of the topic, or under its name; liking also by opening."""
        wanted = set(topic_words(said.topic).split())
        mine = [
            m
            for m in self.rows["mentions"]
            if who in (m["party_id"], m["account_id"])
            and (said.window is None or self.lies(m["day"], said.window))
            and (
                m["topic"].lower() == said.topic.strip().lower()
                or (wanted and wanted <= set(m["words"].split()))
            )
        ]
        stances = {"likes", "praise"} if said.stance == "likes" else {said.stance}
        opened = {m["activity_id"] for m in mine if m["stance"] == "opened"}
        return any(m["stance"] in stances for m in mine) or (said.stance == "likes" and len(opened) >= 2)

    def held(self, has, things, x):
        owner = "contact_id" if things == "people" else "account_id"
        return sum(
            one[owner] == x["who"]
            and (has.things != "people" or one["who"] != x["who"])
            and (not has.status or one["status"] == has.status)
            for one in self.matches(has.things, has.where)
        )

    # Measures: all values, so that any may match

    def values(self, m, things, x):
        match m:
            case tree.Field("relationship strength", _, who):
                return [self.strongest(who, things, x["who"])]
            case tree.Field(name, on):
                return self.traits(self.vocabulary.trait_of(name, things), on, x)
            case tree.Edge(which, event):
                days = [day for day, _ in self.events(event, things, x["who"])]
                return [min(days) if which == "first" else max(days)] if days else []
            case tree.Total("number", event):
                return [len(self.events(event, things, x["who"]))]
            case tree.Total("sum", event):
                return [self.worth(event, things, x["who"])]

    def strongest(self, who, things, of):
        """Of all ties between such and others, those of one person or of all there; 0 where there is none."""
        people = {p["party_id"]: p for p in self.rows["parties"] if p["kind"] == "person"}
        near = {n for n, p in people.items() if who == p["name"] or self.names.get(p["account_id"]) == who}
        near = near if who else self.ours & set(people)
        return max(
            (
                round(strength, 3)
                for two, strength in self.ties.items()
                for one, other in (two, two[::-1])
                if one in near
                and other not in near
                and of in (other, self.homes[other])
                and (things != "people" or of == other)
            ),
            default=0,
        )

    def traits(self, trait, on, x):
        who = x["who"]
        if trait.where == "revenue":
            acts = self.rows["activities"]
            return [
                sum(float(a["amount_base"] or 0) for a in acts if a["is_revenue"] and a["account_id"] == who)
            ]
        if trait.where == "name_of":
            of = x[trait.key]
            return [self.names[of]] if of is not None and of != who and of in self.names else []
        if trait.where == "column":
            return [] if x[trait.key] is None else [x[trait.key]]
        if trait.where == "key":
            return [
                k["key_value"]
                for k in self.rows["keys"]
                if (k["party_id"], k["key_kind"]) == (who, trait.key)
            ]
        rows = [a for a in self.rows["attributes"] if (a["party_id"], a["name"]) == (who, trait.key)]
        if on is None:
            return [a["value"] for a in rows if a["newest"]]
        day = (on - EPOCH).days
        return [
            a["value"]
            for a in rows
            if (a["since_day"] is None or a["since_day"] <= day)
            and (a["until_day"] is None or day < a["until_day"])
        ]

    def worth(self, event, things, who):
        table, key = ("purchases", "purchase_id") if event.name == "order" else ("activities", "activity_id")
        ids = {number for _, number in self.events(event, things, who)}
        return sum(float(r["amount_base"] or 0) for r in self.rows[table] if r[key] in ids)

    # Events: (day, number), each once

    def events(self, event, things, who):
        return self.once(("events", event, things, who), lambda: self.found(event, things, who))

    def found(self, event, things, who):
        found = self.bare(event.name, things, who)
        if event.window is not None:
            found = {(d, n) for d, n in found if self.lies(d, event.window)}
        if event.about:
            found = {(d, n) for d, n in found if self.says(event.name, n, event.about.lower())}
        r = event.relative
        if r is None:
            return found
        others = sorted(d for d, _ in self.events(tree.Event(r.other), things, who))
        if r.which != "any" and others:
            others = [others[0] if r.which == "first" else others[-1]]
        most = r.within[0] * PER_UNIT[r.within[1]] if r.within else 10**9
        sign = 1 if r.side == "before" else -1
        return {(d, n) for d, n in found if any(0 < sign * (o - d) <= most for o in others)}

    def bare(self, name, things, who):
        known = self.vocabulary.happening[name]
        if name == "order":
            took_part = {r["activity_id"] for r in self.timelines["party_id"][who]}
            return {
                (p["day"], p["purchase_id"])
                for p in self.rows["purchases"]
                if p["kind"] != "end"
                and (
                    p["account_id"] == who
                    if things != "people"
                    else took_part & set(self.of_purchase[p["purchase_id"]])
                )
            }
        if things in CASE:
            return {
                (a["day"], a["activity_id"])
                for a in self.recorded[who]
                if (not known.kinds or a["kind"] in known.kinds)
            }
        whose = "party_id" if things == "people" else "account_id"
        return {
            (r["day"], r["activity_id"])
            for r in self.timelines[whose][who]
            if (not known.kinds or r["kind"] in known.kinds)
            and (r["counts"] or not known.money or things == "people")
        }

    def says(self, name, number, words):
        if name != "order":
            return words in self.texts[number]
        acts = self.of_purchase[number]
        sold = [
            f"{r['product'] or ''}\0{r['description'] or ''}".lower()
            for r in self.rows["lines"]
            if r["activity_id"] in acts
        ]
        return any(words in one for one in sold) or any(words in self.texts[a] for a in acts)

    # Tests

    def passes(self, c, value):
        match c:
            case tree.Known():
                return True
            case tree.When(_, window):
                return self.lies(value, window)
            case tree.Holds(_, "contains", text):
                return text.lower() in value.lower()
            case tree.Holds(_, _, text):
                return value.lower().startswith(text.lower())
            case tree.Range(_, low, high):
                number = as_number(value)
                return number is not None and float(low) <= number <= float(high)
            case tree.OneOf(_, values):
                return any(against(value, "=", one) for one in values)
            case tree.Compare(_, sign, wanted):
                return against(value, sign, wanted)

    def lies(self, day, window):
        at = EPOCH + timedelta(days=day)
        match window:
            case windows.Last(n, unit) | windows.Ago("under", n, unit):
                return back(self.as_of, n, unit) <= at <= self.as_of
            case windows.Ago("over", n, unit):
                return at < back(self.as_of, n, unit)
            case windows.Between(least, most, unit):
                return back(self.as_of, most, unit) <= at <= back(self.as_of, least, unit)
            case windows.Next(n, unit):
                return self.as_of < at <= back(self.as_of, -n, unit)
            case windows.Since(d):
                return at >= d
            case windows.Before(d):
                return at < d
            case windows.After(d):
                return at > d
            case windows.On(d):
                return at == d
            case windows.Through(a, b):
                return a <= at <= b
            case windows.InYear(year):
                return at.year == year
            case windows.This("week"):
                return self.as_of - timedelta(days=self.as_of.weekday()) <= at <= self.as_of
            case windows.This(unit):
                months = {"day": 0, "month": 1, "quarter": 3, "year": 12}[unit]
                if not months:
                    return at == self.as_of
                same = (at.year, (at.month - 1) // months) == (
                    self.as_of.year,
                    (self.as_of.month - 1) // months,
                )
                return same and at <= self.as_of


def few_steps_away(ties, ours, first, steps):
    """Whom the first of a way reach through so few others, none of them one of ours."""
    passing = nx.DiGraph()
    passing.add_nodes_from(first)
    for two, strength in ties.items():
        for one, other in (two, two[::-1]):
            if strength > 0 and (one in first or one not in ours):
                passing.add_edge(one, other)
    away = nx.multi_source_dijkstra_path_length(passing, set(first), cutoff=steps + 1) if first else {}
    return set(away) - set(first)


def back(day, n, unit):
    """So many units earlier; the last day of a month where it has no such day."""
    if unit in ("day", "week"):
        return day - timedelta(days=n * PER_UNIT[unit])
    months = day.year * 12 + day.month - 1 - n * {"month": 1, "quarter": 3, "year": 12}[unit]
    for last in range(day.day, 27, -1):
        try:
            return date(months // 12, months % 12 + 1, last)
        except ValueError:
            continue
    return date(months // 12, months % 12 + 1, day.day)


def as_number(value):
    try:
        return float(value)
    except ValueError:
        return None


def against(value, sign, wanted):
    if isinstance(wanted, str):
        return compared(value.lower(), sign, wanted.lower())
    if isinstance(wanted, Decimal):
        number = as_number(value)
        return number is not None and compared(number, sign, float(wanted))
    return compared(value, sign, (wanted - EPOCH).days)


def compared(a, sign, b):
    return {"=": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[sign]
