"""Trees of the question language by chance: every sort of node and value, only ones that make sense."""

import re
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from closeknit.questions import tree, windows
from closeknit.questions.pieces import pieces_of
from closeknit.questions.reading import Reading
from closeknit.questions.reference import grammar_text
from closeknit.questions.vocabulary import PARTIES
from closeknit.questions.words import CASES, HELD, STANCES, STATUSES, TALK, UNITS
from tests.questions.made_world import CITIES, KINDS, REACHED, SEGMENTS, SPOKEN, STATES, TITLES, VOCABULARY

UNITS = tuple(UNITS)
LOADED = tuple(one.name for one in VOCABULARY.happenings if not one.kinds or set(one.kinds) & set(KINDS))
EVENTS = (*VOCABULARY.happening, *LOADED)
"""Every event there is, those of the made business more often."""
MONEY = tuple(one.name for one in VOCABULARY.happenings if one.money)
SIGNS = ("=", "!=", "<", "<=", ">", ">=")

texts = st.sampled_from(
    (*CITIES, *TITLES, "Firm 03", "Proposal", "open", 'a "b" \\ c', "chur", "é, (x) and")
) | st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=6).filter(str.strip)
days = st.dates(date(2023, 12, 1), date(2026, 9, 30))
numbers = st.sampled_from([0, ".04", ".08", 1, 2, 3, 42, 50, 120, 1200, 2500]).map(Decimal) | st.decimals(
    0, 10**6, places=2, allow_nan=False, allow_infinity=False
).map(lambda d: d.normalize() if d != d.to_integral() else d.quantize(Decimal(1)))
counts = st.integers(1, 24)
spans = st.tuples(counts, st.sampled_from(UNITS))
past = st.one_of(
    spans.map(lambda s: windows.Last(*s)),
    st.tuples(st.sampled_from(("over", "under")), spans).map(lambda s: windows.Ago(s[0], *s[1])),
    st.tuples(st.integers(0, 12), counts, st.sampled_from(UNITS)).map(
        lambda s: windows.Between(min(s[:2]), max(s[:2]), s[2])
    ),
    days.map(windows.Since), days.map(windows.Before), days.map(windows.After), days.map(windows.On),
    st.tuples(days, days).map(lambda d: windows.Through(*sorted(d))),
    st.integers(2023, 2027).map(windows.InYear),
    st.sampled_from(UNITS).map(windows.This),
)  # fmt: skip
coming = spans.map(lambda s: windows.Next(*s))


def maybe(strategy):
    return st.none() | strategy


@st.composite
def events(draw, things, names=EVENTS):
    allowed = [name for name in names if name != "order" or things not in CASES]
    relative = draw(
        maybe(
            st.builds(
                tree.Relative, st.sampled_from(("before", "after")),
                st.sampled_from([n for n in EVENTS if n != "order" or things not in CASES]),
                st.sampled_from(("any", "first", "last")), maybe(spans),
            )
        )
    ) if draw(st.integers(0, 3)) == 0 else None  # fmt: skip
    about = draw(texts) if draw(st.integers(0, 3)) == 0 else ""
    return tree.Event(draw(st.sampled_from(allowed)), about, draw(maybe(past)), relative)


@st.composite
def tests(draw, things):
    """A measure and what is said of it."""
    traits = [x for x in VOCABULARY.traits if things in x.of]
    kind = draw(st.sampled_from(("trait", "trait", "edge", "number", "sum")))
    if kind == "sum" and things in CASES:
        kind = "edge"
    if kind == "trait":
        trait = draw(st.sampled_from(traits))
        measure = tree.Field(trait.name, draw(maybe(days)) if trait.dated else None, draw(whom(trait)))
        sort = trait.type if trait.where != "attribute" or draw(st.booleans()) else "number"
    elif kind == "edge":
        measure, sort = tree.Edge(draw(st.sampled_from(("first", "last"))), draw(events(things))), "day"
    else:
        names = MONEY if kind == "sum" else EVENTS
        measure, sort = tree.Total(kind, draw(events(things, names))), "number"
    if draw(st.integers(0, 9)) == 0:
        return tree.Known(measure)
    return draw(said_of(measure, sort))


def whom(trait):
    """With whom, where a trait is between two."""
    return st.sampled_from(("", "Ana Ruiz", "Firm 02")) if trait.where == "strength" else st.just("")


def said_of(measure, sort):
    if sort == "day":
        return st.one_of(
            st.builds(tree.When, st.just(measure), past),
            st.builds(tree.When, st.just(measure), coming),
            st.builds(tree.Compare, st.just(measure), st.sampled_from(SIGNS), days),
            st.builds(tree.OneOf, st.just(measure), st.lists(days, min_size=1, max_size=3).map(tuple)),
        )
    if sort == "text":
        return st.one_of(
            st.builds(tree.Compare, st.just(measure), st.sampled_from(("=", "!=")), texts),
            st.builds(tree.Holds, st.just(measure), st.sampled_from(("contains", "starts with")), texts),
            st.builds(tree.OneOf, st.just(measure), st.lists(texts, min_size=1, max_size=3).map(tuple)),
        )
    return st.one_of(
        st.builds(tree.Compare, st.just(measure), st.sampled_from(SIGNS), numbers),
        st.builds(tree.OneOf, st.just(measure), st.lists(numbers, min_size=1, max_size=3).map(tuple)),
        st.tuples(numbers, numbers).map(lambda n: tree.Range(measure, *sorted(n))),
    )


amounts = st.just(tree.Amount()) | st.builds(
    tree.Amount, st.sampled_from(("=", "<", "<=", ">", ">=")), st.integers(0, 3)
)


@st.composite
def atoms(draw, things, depth):
    choices = ["test", "test", "happened", "happened", "said"]
    segments = [name for name, of in SEGMENTS.items() if of == things or not {of, things} & set(CASES)]
    choices += ["segment"] if segments else []
    choices += ["state", "stance", "near"] if things not in CASES else []
    choices += ["has"] if things not in CASES and depth else []
    choices += ["referred", "refers"] if things not in CASES and depth else []
    choices += ["at"] if (things in CASES or things == "people") and depth else []
    match draw(st.sampled_from(choices)):
        case "happened":
            return tree.Happened(draw(events(things)), draw(amounts))
        case "state":
            return tree.Is(draw(st.sampled_from(list(STATES))))
        case "segment":
            return tree.InSegment(draw(st.sampled_from(segments)))
        case "near":
            return tree.Near(*draw(st.sampled_from(REACHED)))
        case "said":
            return tree.talked_of(draw(texts), draw(maybe(past)))
        case "stance":
            topics = texts | st.sampled_from(SPOKEN)
            stances = st.sampled_from([stance for stance in STANCES if stance != TALK])
            return tree.Said(draw(stances), draw(topics), draw(maybe(past)))
        case "has":
            held = draw(st.sampled_from([one for one in HELD if {one, things} != {"people"}]))
            status = draw(st.sampled_from(("", *STATUSES))) if held != "people" else ""
            return tree.Has(held, status, draw(maybe(conditions(held, depth - 1))), draw(amounts))
        case "referred":
            if draw(st.booleans()):
                return tree.Referred(draw(st.sampled_from(("Ana Ruiz", "Firm 02"))))
            senders = draw(st.sampled_from(PARTIES))
            return tree.Referred("", senders, draw(maybe(conditions(senders, depth - 1))))
        case "refers":
            sent = draw(st.sampled_from(PARTIES))
            return tree.Refers(sent, draw(maybe(conditions(sent, depth - 1))), draw(amounts))
        case "at":
            holders = draw(st.sampled_from([x for x in PARTIES if x != "people"]))
            return tree.BelongsTo(holders, draw(maybe(conditions(holders, depth - 1))))
    return draw(tests(things))


@st.composite
def conditions(draw, things, depth=2):
    shape = draw(st.sampled_from(("atom", "atom", "not", "and", "or"))) if depth else "atom"
    if shape == "atom":
        return draw(atoms(things, depth))
    if shape == "not":
        return tree.Not(draw(conditions(things, depth - 1)))
    parts = tuple(draw(st.lists(conditions(things, depth - 1), min_size=2, max_size=3)))
    return tree.And(parts) if shape == "and" else tree.Or(parts)


@st.composite
def measures(draw, things):
    match draw(st.sampled_from(("trait", "edge", "number", *(["sum"] if things not in CASES else [])))):
        case "edge":
            return tree.Edge(draw(st.sampled_from(("first", "last"))), draw(events(things)))
        case "number" | "sum" as what:
            return tree.Total(what, draw(events(things, EVENTS if what == "number" else MONEY)))
    trait = draw(st.sampled_from([x for x in VOCABULARY.traits if things in x.of]))
    return tree.Field(trait.name, None, draw(whom(trait)))


@st.composite
def questions(draw, things=None, *, conditioned=False):
    """A whole question; `conditioned`: never without a condition."""
    things = things or draw(st.sampled_from((*PARTIES, *CASES)))
    order = st.builds(tree.Order, measures(things), st.sampled_from((None, True, False)))
    return tree.Question(
        things,
        draw(conditions(things) if conditioned else maybe(conditions(things))),
        tuple(draw(st.lists(order, max_size=2))),
        draw(maybe(st.integers(1, 20))),
        draw(maybe(days)),
    )


def drawn(strategy, number):
    """Values of a strategy, ten at most: the same each time for the same number, and all different. From the
    eleventh on Hypothesis would vary those it has drawn."""
    found = []

    @seed(number)
    @given(strategy)
    @settings(
        max_examples=10, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def draw(value):
        found.append(value)

    draw()
    return list(dict.fromkeys(found))


def put_together(rng, parts, depth=2):
    """A condition made of some of these by and, or, not."""
    shape = rng.choice(("part", "not", "and", "and", "or", "or")) if depth else "part"
    if shape == "part":
        return rng.choice(parts)
    if shape == "not":
        return tree.Not(put_together(rng, parts, depth - 1))
    some = tuple(put_together(rng, parts, depth - 1) for _ in range(rng.choice((2, 2, 3))))
    return tree.And(some) if shape == "and" else tree.Or(some)


# What was drawn


def rules():
    """The names of the productions of the grammar."""
    text = grammar_text()
    return set(re.findall(r"^(\w+):", text, re.M)) | set(re.findall(r"->\s*(\w+)", text))


def rules_used(sentence):
    """The productions by which a sentence is read."""
    parsed = Reading(pieces_of(sentence), VOCABULARY).whole()
    return {str(node.data) for node in parsed.iter_subtrees()}


def parts():
    """Every sort of node and time, and what each can be of a few: (Compare, sign, <)."""
    told = [one for place in (tree, windows) for one in vars(place).values()]
    nodes = [one for one in told if is_dataclass(one) and one.__module__ in (tree.__name__, windows.__name__)]
    hints = {node: get_type_hints(node) for node in nodes}
    of_few = {(n.__name__, f, v) for n in nodes for f, hint in hints[n].items()
              if get_origin(hint) is Literal for v in get_args(hint)}  # fmt: skip
    return {(node.__name__, "", "") for node in nodes} | of_few


def parts_used(node):
    """The sorts of nodes and times in a tree, with every text that stands in one."""
    if isinstance(node, tuple):
        return set().union(*map(parts_used, node))
    if not is_dataclass(node):
        return set()
    name, values = type(node).__name__, {f.name: getattr(node, f.name) for f in fields(node)}
    own = {(name, "", ""), *((name, f, v) for f, v in values.items() if isinstance(v, str))}
    return own.union(*map(parts_used, values.values()))
