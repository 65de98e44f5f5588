"""A made business for timing sentences of the question language: book tables as Parquet files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from closeknit.book.schema import BOOK
from closeknit.claims import KINDS, REFERRAL_MADE, REFERRED_BY, WORKS_AT
from closeknit.day_numbers import EPOCH
from closeknit.ids import PARTS
from closeknit.lenses.strengths import TO_ONE, TOGETHER

AS_OF = date(2026, 6, 30)
AN_ACCOUNT = 200
"""Activities of a customer."""
THERE, OURS = 4, 40
"""People at a customer, and of us: one of each takes part in an activity."""
WRITTEN = (*TO_ONE, "ticket.opened", "ticket.replied")
TOPICS = ("churn", "pricing", "delivery", "support", "portal", "security", "white papers", "contract")
STANCES = ("asked", "likes", "concern", "complaint", "praise", "agreed", "")
TITLES = ("Head of purchasing", "Sales manager", "Engineer", "Chief financial officer", "Assistant")
INTRODUCES = 100
"""Of so many texts one makes people known to each other."""

Columns = dict[str, object]


class MadeBook:
    """Customers with people, what happened with them over three years, and what was written of it."""

    def __init__(self, folder: Path, activities: int) -> None:
        self.folder, self.n, self.rng = folder, activities, np.random.default_rng(5)
        self.accounts = max(10, activities // AN_ACCOUNT)
        self.firms = np.sort(self.rng.choice(1 << 40, self.accounts, replace=False)) + 10_000
        # People of the account numbered a are those from THERE · a on.
        self.people = np.arange(THERE * self.accounts) + (1 << 41)
        self.ours = np.arange(OURS) + 1
        kinds = np.array(
            [k for k, plays in KINDS.items() if plays in ("touch", "signal", "trigger", "money")]
        )
        self.of = np.sort(self.rng.integers(0, self.accounts, activities))
        self.kind = kinds[self.rng.integers(0, len(kinds), activities)]
        self.day = self._days(activities)
        self.who = self.people[THERE * self.of + self.rng.integers(0, THERE, activities)]
        self.us = self.ours[self.rng.integers(0, OURS, activities)]

    def write(self) -> None:
        """All tables of the book."""
        tables = {
            "parties": self._parties(), "keys": self._keys(), "attributes": self._attributes(),
            "relationships": self._relationships(), "activities": self._activities(),
            "timeline": self._timeline(), "texts": self._texts(), "mentions": self._mentions(),
            "purchases": self._purchases(), "cases": self._cases(),
        }  # fmt: skip
        for name in BOOK:
            _write(self.folder, name, tables.get(name, {}))

    def _parties(self) -> Columns:
        at, firms, people = np.repeat(self.firms, THERE), len(self.firms), len(self.people)
        return {
            "party_id": np.r_[self.firms, self.people, self.ours],
            "account_id": np.r_[self.firms, at, self.ours],
            "kind": ["organization"] * firms + ["person"] * (people + OURS),
            "standing": ["customer"] * (firms + people) + ["ours"] * OURS,
            "name": [*_named("Firm", firms), *_named("Person", people), *_named("Colleague", OURS)],
            "key": _named("made:", firms + people + OURS),
        }

    def _keys(self) -> Columns:
        mail = [f"{n}@made.example" for n in range(len(self.people))]
        return {
            "key": [f"email:{one}" for one in mail], "key_value": mail, "party_id": self.people,
            "key_kind": ["email"] * len(mail),
        }  # fmt: skip

    def _attributes(self) -> Columns:
        """Everybody's title, and of one in fifty who sent them, by name."""
        sent = self.rng.choice(self.people, len(self.people) // 50, replace=False)
        by = self.rng.integers(0, len(self.people), len(sent))
        titles = np.array(TITLES)[self.rng.integers(0, len(TITLES), len(self.people))]
        return {
            "party_id": np.r_[self.people, sent], "newest": np.full(len(self.people) + len(sent), True),
            "name": ["title"] * len(self.people) + [REFERRED_BY] * len(sent),
            "value": [*titles.tolist(), *(f"Person {n}" for n in by)],
        }  # fmt: skip

    def _relationships(self) -> Columns:
        """Where people work; of one customer in twenty who sent them; whom colleagues have on their lists."""
        at, firms = np.repeat(self.firms, THERE), self.rng.choice(self.firms, self.accounts // 20)
        senders = self.rng.choice(self.people, len(firms))
        listing, listed = (self.rng.choice(some, len(self.people) // 5) for some in (self.ours, self.people))
        return {
            "from_party": np.r_[self.people, firms, listing], "to_party": np.r_[at, senders, listed],
            "kind": [WORKS_AT] * len(at) + [REFERRED_BY] * len(firms) + ["knows"] * len(listed),
        }  # fmt: skip

    def _activities(self) -> Columns:
        money = np.isin(self.kind, [k for k, plays in KINDS.items() if plays == "money"])
        amount = np.where(money, np.round(self.rng.uniform(10, 900, self.n), 2), np.nan)
        return self._shared(np.arange(self.n)) | {
            "account_id": self.firms[self.of], "is_revenue": money,
            "amount_base": pa.array(amount, from_pandas=True).cast(pa.decimal128(18, 4)),
        }  # fmt: skip

    def _shared(self, rows: np.ndarray) -> Columns:
        """What an activity and those who take part in it have in common."""
        day, kind = self.day[rows], self.kind[rows]
        at = day.astype("datetime64[D]").astype("datetime64[us]")
        return {
            "activity_id": rows + 1, "day": day, "known_day": day, "kind": kind, "at": at,
            "plays": np.array([KINDS[one] for one in kind.tolist()]),
            "part": self.firms[self.of[rows]] % PARTS,
        }  # fmt: skip

    def _timeline(self) -> Columns:
        """Somebody there and one of us; in every fourth mail, and in a referral, somebody of another firm."""
        all_rows = np.arange(self.n)
        letters = np.isin(self.kind, list(TO_ONE)) & (self.rng.integers(0, 4, self.n) == 0)
        third = all_rows[letters | (self.kind == REFERRAL_MADE)]
        other = self.rng.choice(self.people, len(third))
        rows = np.r_[all_rows, all_rows, third]
        home = np.r_[self.firms[self.of], self.firms[self.of], self.firms[(other - (1 << 41)) // THERE]]
        line = self._shared(rows) | {
            "account_id": home, "party_id": np.r_[self.who, self.us, other],
            "role": np.r_[self._roles(True), self._roles(False), self._thirds(third)],
            "counts": np.r_[np.full(self.n, True), np.full(self.n + len(third), False)],
        }  # fmt: skip
        order = np.argsort(home, kind="stable")
        return {name: np.asarray(column)[order] for name, column in line.items()}

    def _roles(self, theirs: bool) -> np.ndarray:
        """How those there, or we, take part in each activity."""
        wrote = (self.kind == "email.received") == theirs
        mails, met = (np.isin(self.kind, list(kinds)) for kinds in (TO_ONE, TOGETHER))
        roles = ("attendee", "requester", "author") if theirs else ("organizer", "agent", "owner")
        return np.select(
            [mails, met, self.kind == "ticket.opened", self.kind == REFERRAL_MADE],
            [np.where(wrote, "sender", "recipient"), *roles],
            "subject" if theirs else "owner",
        )

    def _thirds(self, rows: np.ndarray) -> np.ndarray:
        return np.where(self.kind[rows] == REFERRAL_MADE, "subject", "recipient")

    def _texts(self) -> Columns:
        """What was written: four sentences, no two texts alike."""
        rows = np.flatnonzero(np.isin(self.kind, WRITTEN))
        said = self.rng.integers(0, len(TOPICS), (len(rows), 4))
        bodies = [
            " ".join(
                f"Number {n}: what we wrote last week about {TOPICS[topic]} still holds." for topic in four
            )
            + (" May I introduce you to each other?" if n % INTRODUCES == 0 else "")
            for n, four in enumerate(said)
        ]
        return {
            "activity_id": rows + 1, "account_id": self.firms[self.of[rows]], "day": self.day[rows],
            "part": self.firms[self.of[rows]] % PARTS, "subject": _named("Letter", len(rows)), "body": bodies,
        }  # fmt: skip

    def _mentions(self) -> Columns:
        """A sentence of every text, with a topic, and a stance of most."""
        rows = np.flatnonzero(np.isin(self.kind, WRITTEN))
        topics = np.array(TOPICS)[self.rng.integers(0, len(TOPICS), len(rows))]
        stances = np.array(STANCES)[self.rng.integers(0, len(STANCES), len(rows))]
        return {
            "account_id": self.firms[self.of[rows]], "party_id": self.who[rows], "activity_id": rows + 1,
            "record_id": rows, "day": self.day[rows], "known_day": self.day[rows], "kind": self.kind[rows],
            "part": self.firms[self.of[rows]] % PARTS, "stance": stances, "topic": topics,
            "quote": [f"What we wrote about {one} still holds." for one in topics],
            "words": [f" {one.removesuffix('s')} · " for one in topics],
        }  # fmt: skip

    def _purchases(self) -> Columns:
        orders = self.n // 20
        return {
            "purchase_id": np.arange(orders), "account_id": self.rng.choice(self.firms, orders),
            "day": self._days(orders), "known_day": self._days(orders), "kind": ["repeat"] * orders,
        }  # fmt: skip

    def _cases(self) -> Columns:
        deals = self.n // 20
        of, opened = self.rng.integers(0, self.accounts, deals), self._days(deals)
        status = np.array(["open", "won", "lost"])[self.rng.integers(0, 3, deals)]
        closed = np.minimum(opened + self.rng.integers(5, 90, deals), (AS_OF - EPOCH).days)
        return {
            "case_id": np.arange(deals), "case_key": _named("deal:", deals), "kind": ["deal"] * deals,
            "account_id": self.firms[of], "contact_id": self.people[THERE * of], "status": status,
            "name": _named("Deal", deals), "opened_day": opened,
            "closed_day": pa.array(closed.astype(np.int32), mask=status == "open"),
        }  # fmt: skip

    def _days(self, many: int) -> np.ndarray:
        return (AS_OF - EPOCH).days - self.rng.integers(0, 1_100, many).astype(np.int32)


def _named(what: str, many: int) -> list[str]:
    return [f"{what} {n}" for n in range(many)]


def _write(folder: Path, table: str, columns: Columns) -> None:
    fields = BOOK[table].arrow
    rows = len(next(iter(columns.values()), ()))  # type: ignore[arg-type]
    arrays = [
        pa.array(columns[f.name]).cast(f.type) if f.name in columns else pa.nulls(rows, f.type)
        for f in fields
    ]
    pq.write_table(pa.table(arrays, schema=fields), folder / f"{table}.parquet")
