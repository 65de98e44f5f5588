"""What a question can name: traits, events and states, each with the words for it and where it is found.

Traits and events come from the book's schema and from what was loaded; states from what the questions of
the product say of customers and people, so that a new question brings its own. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

from closeknit.answers.happenings import label, labels, spelled
from closeknit.claims import KINDS
from closeknit.questions.pieces import quoted, words_of
from closeknit.questions.words import CASES, FIXED, STANDINGS

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from closeknit.lenses.seam import Lens, State

Type = Literal["text", "number", "money", "day"]

PARTIES = (*STANDINGS, "organizations", "people")
"""Things that are customers, organizations or people."""


@dataclass(frozen=True)
class Trait:
    """Something known of a customer, person or deal.

    where: `column` of its own table, `attribute` as sources state it, `key` an identifier, `name_of` the name
    of another party, `revenue`, `strength` of the ties with them. key: which column, attribute, kind of
    identifier.
    """

    name: str
    type: Type
    where: Literal["column", "attribute", "key", "name_of", "revenue", "strength"]
    key: str
    of: tuple[str, ...] = PARTIES
    also: tuple[str, ...] = ()
    verbal: bool = False
    """Said without "whose" and "is": deals due in the next 30 days."""
    means: str = ""

    @property
    def dated(self) -> bool:
        """Whether one can ask how it was on an earlier day."""
        return self.where == "attribute"


@dataclass(frozen=True)
class Happening:
    """A kind of event that can be named.

    kinds: those of the book it stands for; empty: purchases where `table` says so, else any kind.
    """

    name: str
    one: str
    many: str
    kinds: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    verb: tuple[str, str] | None = None
    """As a sentence says it: "met" and "never met"; None: it is said as a noun."""
    table: Literal["timeline", "purchases"] = "timeline"
    money: bool = False
    means: str = ""
    also: tuple[str, ...] = ()
    being: tuple[str, ...] = ()
    """Those of its verbs that follow "are": contacted."""


@dataclass(frozen=True)
class Stated:
    """A state that a question of the product gives customers or people, and in which answer it is found."""

    name: str
    words: str
    """As it follows "are"."""
    means: str
    lens: str
    also: tuple[str, ...] = ()
    of_one: str = ""
    """As it follows "is", where that is another word: a champion."""


CASE_THINGS = tuple(CASES)

TRAITS: tuple[Trait, ...] = (
    Trait("name", "text", "column", "name"),
    Trait("standing", "text", "column", "standing"),
    Trait("first sign", "day", "column", "first_day", also=("first seen",)),
    Trait("last sign", "day", "column", "last_day", also=("last seen",)),
    Trait("owner", "text", "name_of", "owner_id", also=("account manager",)),
    Trait("employer", "text", "name_of", "account_id", ("people",), ("organization", "company")),
    Trait("lifetime value", "money", "revenue", "", (*STANDINGS, "organizations"), ("revenue",)),
    Trait(
        "relationship strength", "number", "strength", "", also=("strength of the relationship",),
        means="from 0 to 1, of the strongest tie with one of us, or with whom you name; it orders "
        "relationships and is no probability (closeknit ask relations joins the ties of all of us)",
    ),
    Trait("e-mail", "text", "key", "email", also=("email",)),
    Trait("domain", "text", "key", "domain"),
    Trait("phone", "text", "key", "phone"),
    Trait("title of the deal", "text", "column", "name", CASE_THINGS, ("subject",)),
    Trait("status", "text", "column", "status", CASE_THINGS),
    Trait("stage", "text", "column", "stage", CASE_THINGS),
    Trait("sort", "text", "column", "type", CASE_THINGS),
    Trait("amount", "money", "column", "amount_base", CASE_THINGS, ("worth",)),
    Trait("amount due", "money", "column", "open_base", CASE_THINGS),
    Trait("opened", "day", "column", "opened_day", CASE_THINGS, verbal=True),
    Trait("due", "day", "column", "due_day", CASE_THINGS, ("due day", "expected close"), True),
    Trait("ended", "day", "column", "closed_day", CASE_THINGS, verbal=True),
    Trait("customer name", "text", "name_of", "account_id", CASE_THINGS),
    Trait("responsible", "text", "name_of", "owner_id", CASE_THINGS, ("deal owner",)),
)  # fmt: skip
"""Traits from the book's schema."""

CONTACT = (
    "email.sent", "message.sent", "meeting.held", "call.held", "proposal.sent", "ticket.replied",
    "ticket.resolved", "activity.logged", "invitation.sent",
)  # fmt: skip


def happening(
    kind: str,
    *verbs: str,
    verb: tuple[str, str] | None = None,
    money: bool = False,
    also: tuple[str, ...] = (),
    being: tuple[str, ...] = (),
) -> Happening:
    """A kind of event by itself, with the words it has everywhere."""
    return Happening(
        kind, label(kind), labels(kind), (kind,), verbs, verb, money=money, also=also, being=being
    )


HAPPENINGS: tuple[Happening, ...] = (
    Happening(
        "order", "order", "orders", (), ("order", "bought", "buy", "placed an order", "purchased"),
        ("ordered", "did not order"), "purchases", True,
        "a purchase; invoices that are parts of one count once", ("purchase", "purchases"),
    ),
    Happening(
        "contact", "contact by us", "contacts by us", CONTACT, ("contacted", "contact", "heard from us"),
        ("were contacted", "were not contacted"),
        means="an e-mail, message, call, meeting, proposal or reply of ours to them; no mass mail",
        also=("contact", "contacts"), being=("contacted",),
    ),
    Happening(
        "sign of life", "sign of life", "signs of life",
        ("email.received", "ticket.opened", "survey.answered", "meeting.held", "call.held"),
        ("been in touch", "get in touch", "wrote to us"),
        ("got in touch", "did not get in touch"),
        means="they wrote, asked for help, answered a survey, met or called",
    ),
    Happening(
        "activity", "activity", "activities", (), ("active",), means="anything that was loaded",
        being=("active",),
    ),
    Happening(
        "email", "email", "emails", ("email.sent", "email.received"), ("emailed",),
        also=("e-mail", "e-mails"), being=("emailed",),
    ),
    happening("meeting.held", "meet", verb=("met", "never met")),
    happening("call.held", "talked on the phone"),
    happening("invoice.issued", "invoiced", money=True, also=("invoice", "invoices"), being=("invoiced",)),
    happening("payment.received", "paid", "pay", money=True),
    happening("refund.made", "refunded", money=True, being=("refunded",)),
    happening("proposal.sent", "received a proposal"),
    happening("deal.won", "signed a deal"),
    happening("deal.lost", "turned down a deal"),
    happening("deal.opened"),
    happening("ticket.opened", "opened a ticket", also=("ticket", "tickets")),
    happening("survey.answered", "answered a survey"),
    happening("page.viewed", "viewed a page", "visited us"),
    happening("link.clicked", "clicked"),
    happening("campaign.unsubscribed", "unsubscribed"),
    happening(
        "news.funding_closed", "close a funding round", "raised money",
        verb=("closed a funding round", "did not close a funding round"),
    ),
    happening("news.executive_changed", "changed executives"),
    happening("news.acquired", "taken over", being=("taken over",)),
    happening("news.hiring", "hired"),
    happening("news.published", "in the news", being=("in the news",)),
    happening("person.job_changed", "changed jobs"),
    happening("mention.posted"),
)  # fmt: skip
"""Events with verbs and further words of their own; every other kind goes by the words it has everywhere."""

Spoken = tuple[tuple[str, str], ...]
"""Phrases, and what each stands for."""

_Named = TypeVar("_Named", Trait, Happening, Stated)

Phrase = tuple[tuple[str, ...], str, str]
"""Words, the terminal they may stand for, and what they stand for."""


@dataclass(frozen=True)
class Vocabulary:
    """Everything that questions to one business can name."""

    traits: tuple[Trait, ...] = TRAITS
    happenings: tuple[Happening, ...] = HAPPENINGS
    states: tuple[Stated, ...] = ()
    segments: Mapping[str, str] = field(default_factory=dict)
    """Saved questions by name, each with the things it is of."""

    @cached_property
    def trait(self) -> Mapping[str, tuple[Trait, ...]]:
        """Traits by name: one name may mean one thing of a customer and another of a deal."""
        found: dict[str, tuple[Trait, ...]] = {}
        for one in self.traits:
            found[one.name] = (*found.get(one.name, ()), one)
        return found

    @cached_property
    def happening(self) -> Mapping[str, Happening]:
        """Events by name."""
        return {one.name: one for one in self.happenings}

    @cached_property
    def state(self) -> Mapping[str, Stated]:
        """States by name."""
        return {one.name: one for one in self.states}

    def trait_of(self, name: str, things: str) -> Trait | None:
        """The trait of that name that such things have."""
        return next((one for one in self.trait.get(name, ()) if things in one.of), None)

    def named(self) -> Mapping[str, Spoken]:
        """For each terminal that this vocabulary fills: phrases and what they stand for."""
        return {
            "FIELD": _phrases_for(self.traits, lambda trait: (trait.name, *trait.also)),
            "NOUN": _phrases_for(self.happenings, lambda one: (one.one, one.many, *one.also, one.name)),
            "VERB": _phrases_for(self.happenings, lambda one: (*(one.verb or ())[:1], *one.verbs)),
            "STATE": _phrases_for(
                self.states, lambda state: (state.name, state.words, *state.also, state.of_one)
            ),
        }

    @cached_property
    def phrases(self) -> Mapping[str, Sequence[Phrase]]:
        """All phrases by their first word, the longest first; what stands first wins among equals."""
        found: dict[str, list[Phrase]] = {}
        for terminal, said in (*FIXED.items(), *self.named().items()):
            for phrase, meaning in said:
                words = words_of(phrase)
                if words:
                    found.setdefault(words[0], []).append((words, terminal, meaning))
        return {first: sorted(many, key=lambda one: -len(one[0])) for first, many in found.items()}

    @cached_property
    def spoken(self) -> Mapping[str, tuple[str, ...]]:
        """For each terminal the phrases it may be written with."""
        worded = {
            terminal: tuple(dict.fromkeys(phrase for phrase, _ in said))
            for terminal, said in (*FIXED.items(), *self.named().items())
        }
        return {**worded, "SEGMENT": tuple(quoted(name) for name in self.segments)}


def _phrases_for(named: Iterable[_Named], words: Callable[[_Named], Iterable[str]]) -> Spoken:
    """Each phrase for these things with the name it stands for."""
    return tuple((phrase, one.name) for one in named for phrase in words(one) if phrase)


def vocabulary_of(
    tables: Mapping[str, ir.Table], collect: Callable[[ir.Table], pa.Table], lenses: Iterable[Lens] = ()
) -> Vocabulary:
    """What can be named of what was loaded, and of what these questions say of customers and people."""
    kinds = _distinct(tables["activities"], "kind", collect)
    attributes = _distinct(tables["attributes"], "name", collect)
    return Vocabulary(
        traits=(*TRAITS, *_attributes(attributes)),
        happenings=(*HAPPENINGS, *_others(sorted({*kinds, *KINDS}))),
        states=tuple(_stated(state, lens.name) for lens in lenses for state in lens.states),
    )


def _stated(state: State, lens: str) -> Stated:
    """A state as sentences say it."""
    said = state.said or state.words
    return Stated(state.name, said, state.means, lens, (state.words, *state.also), state.of_one)


def _distinct(table: ir.Table, column: str, collect: Callable[[ir.Table], pa.Table]) -> list[str]:
    found = collect(table.select(table[column]).distinct())[column].to_pylist()
    return sorted(one for one in found if one)


def _attributes(names: Iterable[str]) -> tuple[Trait, ...]:
    """Attributes as sources name them; a trait of the book of that name goes first."""
    taken = {said for trait in TRAITS if set(trait.of) & set(PARTIES) for said in (trait.name, *trait.also)}
    spoken = {name: name.replace("_", " ").lower() for name in names}
    return tuple(Trait(said, "text", "attribute", name) for name, said in spoken.items() if said not in taken)


def _others(kinds: Iterable[str]) -> tuple[Happening, ...]:
    known = {kind for one in HAPPENINGS if len(one.kinds) == 1 for kind in one.kinds}
    return tuple(happening(kind, also=(spelled(kind),)) for kind in kinds if kind not in known)
