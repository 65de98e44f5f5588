"""A book made by hand: a few lines a test, in the exact tables of `book/schema.py`.

book = HandmadeBook()
halden = book.party("Halden")
book.activity("invoice.issued", halden, "2026-03-01", amount=900)
answer = profit(book.question("2026-06-30"))
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

import pyarrow as pa

from closeknit.answers import Freshness
from closeknit.book.schema import BOOK
from closeknit.claims import KINDS
from closeknit.day_numbers import EPOCH
from closeknit.engines.duckdb import DuckDBEngine
from closeknit.engines.kept_tables import KeptTables
from closeknit.ids import part_of, stable_id
from closeknit.lenses.seam import Business, Lens, Question
from closeknit.texts.topics import topic_words

NUMBERS = count()
"""So that ids differ between books that are put together."""


def moment(when: str | datetime) -> datetime:
    """A time from text: `2026-03-01` is midnight, `2026-03-01 09:30` as it says (UTC)."""
    return when if isinstance(when, datetime) else datetime.fromisoformat(when)


def day_number(when: str | datetime | date) -> int:
    """The day number of a time."""
    found = moment(when) if isinstance(when, str) else when
    return ((found.date() if isinstance(found, datetime) else found) - EPOCH).days


@cache
def database() -> DuckDBEngine:
    """The one database in which books made by hand are laid out: to open one takes longer than to ask it."""
    return DuckDBEngine()


def engine_of_its_own() -> DuckDBEngine:
    """An engine in which all names are free, so that what was compiled for one book serves the next.

    Its tables are temporary ones of a connection of its own, so it sees nobody else's.
    """
    engine = copy(database())
    engine.connection = engine.connection.cursor()
    engine.connection.execute("SET TimeZone = 'UTC'")
    engine._made = {}
    engine._kept = KeptTables(engine.connection, engine._spill.folder / f"kept-{next(NUMBERS)}.duckdb")
    return engine


class HandmadeBook:
    """Rows by table, filled one call at a time; ids come from names, so tests read well."""

    def __init__(self, **business: Any) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in BOOK}
        self.business = Business(name="Tidewater", **business)

    def _add(self, table: str, **given: Any) -> None:
        blank = dict.fromkeys(BOOK[table].names)
        if "part" in blank:
            blank["part"] = part_of(given.get("account_id") or 0)
        self.rows[table].append(blank | given)

    def party(self, name: str, *, kind: str = "organization", standing: str = "customer", **more: Any) -> int:
        """A customer unless told otherwise; `at` its employer, `owner` who of us looks after it."""
        number = stable_id(name)
        days = {k: day_number(more.pop(k)) for k in ("first_day", "last_day") if more.get(k)}
        more.pop("first_day", None)
        account, owner = more.pop("at", number), more.pop("owner", None)
        self._add(
            "parties", party_id=number, kind=kind, name=name, key=f"name:{name.lower()}", account_id=account,
            standing=standing, owner_id=owner, **days, **more,
        )  # fmt: skip
        return number

    def person(self, name: str, *, at: int | None = None, **more: Any) -> int:
        """A person, at an employer where `at` names one."""
        return self.party(name, kind="person", **({"at": at} if at else {}), **more)

    def colleague(self, name: str) -> int:
        """One of our own people."""
        return self.party(name, kind="person", standing="ours")

    def activity(
        self,
        kind: str,
        account: int,
        when: str | datetime,
        *,
        by: Mapping[str, int] | None = None,
        **more: Any,
    ) -> int:
        """Something that happened; `by` gives roles and who, the buyer is the account itself."""
        at = moment(when)
        number = stable_id(f"activity {next(NUMBERS)}")
        money = kind in ("invoice.issued", "order.placed", "refund.made")
        given = {
            "activity_id": number, "record_id": number + 1, "kind": kind, "plays": KINDS.get(kind, "none"),
            "account_id": account, "at": at, "day": day_number(at), "known_day": day_number(at),
            "is_revenue": money, "stream_id": "made/by-hand",
        }  # fmt: skip
        for name in ("amount", "hours", "cost_base"):
            if more.get(name) is not None:
                more[name] = Decimal(str(more[name]))
        if "amount" in more:
            more.setdefault("amount_base", more["amount"])
        self._add("activities", **given | more)
        line = {k: given[k] for k in ("account_id", "at", "day", "known_day", "activity_id", "kind", "plays")}
        line |= {"case_id": more.get("case_id"), "stream_id": given["stream_id"]}
        for role, party in {"buyer": account, **(by or {})}.items():
            self._add("timeline", **line, party_id=party, role=role, counts=role == "buyer")
        return number

    def hours(self, account: int, when: str, hours: float, worker: int | None = None, **more: Any) -> int:
        """Time logged; billable and invoiced unless told otherwise."""
        by = {"worker": worker} if worker else {}
        flags = {"billable": True, "invoiced": True} | more
        return self.activity("time.logged", account, when, by=by, hours=hours, **flags)

    def case(
        self, kind: str, account: int, name: str | None, *, status: str | None = "open", **more: Any
    ) -> int:
        """A ticket, invoice, deal, project …; `opened`, `due` and `closed` are times as text."""
        number = stable_id(f"{kind}:{name or len(self.rows['cases'])}")
        given: dict[str, Any] = {}
        for word in ("opened", "closed"):
            if more.get(word) is not None:
                at = moment(more[word])
                given |= {f"{word}_at": at, f"{word}_day": day_number(at)}
        if more.get("due") is not None:
            given["due_day"] = day_number(more["due"])
        for word in ("amount_base", "open_base", "estimate_hours"):
            if more.get(word) is not None:
                given[word] = Decimal(str(more[word]))
        rest = {
            k: v for k, v in more.items() if k in ("contact_id", "owner_id", "type", "stage", "stream_id")
        }
        self._add(
            "cases", case_id=number, case_key=f"{kind}:made-{name or number}", kind=kind,
            account_id=account,
            name=name, status=status, record_id=number + 1, **{"stream_id": "made/by-hand"} | given | rest,
        )  # fmt: skip
        return number

    def ticket(
        self,
        account: int,
        opened: str | datetime,
        *,
        reply: str | datetime | None = None,
        solved: str | datetime | None = None,
        **more: Any,
    ) -> int:
        """A ticket with its reply and solution, as activities and as a case."""
        name = more.pop("name", f"ticket {len(self.rows['cases'])}")
        status = "closed" if solved else "open"
        number = self.case("ticket", account, name, status=status, opened=opened, closed=solved, **more)
        by = {"requester": more["contact_id"]} if more.get("contact_id") else {}
        for kind, at in (("ticket.opened", opened), ("ticket.replied", reply), ("ticket.resolved", solved)):
            if at is not None:
                self.activity(kind, account, at, case_id=number, by=by, subject=name)
        return number

    def mention(self, account: int, who: int, when: str, stance: str, quote: str, *, topic: str = "") -> int:
        """A mail in which somebody says one sentence, on a topic of the list where it names one."""
        number = self.activity("email.received", account, when, by={"sender": who})
        self.sentence(number, who, stance, quote, topic)
        return number

    def sentence(self, activity: int, who: int, stance: str, quote: str, topic: str = "") -> None:
        """A sentence that somebody said in an activity that is there."""
        of = next(a for a in reversed(self.rows["activities"]) if a["activity_id"] == activity)
        about = {name: of[name] for name in ("account_id", "record_id", "day", "known_day", "kind")}
        self._add(
            "mentions", activity_id=activity, party_id=who, stance=stance, topic=topic, quote=quote,
            words=topic_words(quote), **about,
        )  # fmt: skip

    def line(
        self, account: int, when: str, product: str | None, amount: float, profit: float | None = None
    ) -> None:
        """An order of one product, or of something no product stands for: the activity and its line."""
        number = self.activity("order.placed", account, when, amount=amount)
        self._add(
            "lines", account_id=account, activity_id=number, record_id=number + 1, line_no=1,
            day=day_number(when), product_id=stable_id(product) if product else None,
            product=product, quantity=Decimal(1),
            amount_base=Decimal(str(amount)),
            profit_base=None if profit is None else Decimal(str(profit)),
        )  # fmt: skip

    def purchase(self, account: int, when: str, amount: float | None, kind: str = "repeat") -> None:
        """A buying decision; without an amount where none is known."""
        number = stable_id(f"purchase {next(NUMBERS)}")
        self._add(
            "purchases", purchase_id=number, account_id=account, at=moment(when), day=day_number(when),
            known_day=day_number(when), kind=kind, activities=1,
            amount_base=None if amount is None else Decimal(str(amount)),
            rule="single",
        )  # fmt: skip

    def attribute(self, party: int, name: str, value: str, since: str | None = None) -> None:
        """Something known of a party."""
        self._add(
            "attributes", party_id=party, name=name, value=value, newest=True, record_id=1,
            since_day=day_number(since) if since else None, stream_id="made/by-hand",
        )  # fmt: skip

    def key(
        self, key: str, party: int, why: str = "exact", *, rule: str = "email", stream_id: str | None = None
    ) -> None:
        """An identifier of a party: why it is theirs in words, by which rule, and by a line of which file."""
        kind, _, value = key.partition(":")
        self._add(
            "keys", key=key, key_kind=kind, key_value=value, party_id=party, confidence=1.0, why=why,
            rule=rule, stream_id=stream_id,
        )  # fmt: skip

    def tie(self, one: int, other: int, kind: str, **days: str) -> None:
        """Two parties are related, `since` and `until` days as text."""
        given = {f"{word}_day": day_number(day) for word, day in days.items()}
        self._add("relationships", from_party=one, to_party=other, kind=kind, record_id=1, **given)

    def listed(self, account: int, when: str, *, acted: bool, campaign: str = "spring") -> None:
        """Somebody on the list of a campaign, a fifth of which is left alone; purchases count for 91 days."""
        self._add(
            "campaigns", campaign=campaign, decision_id="d-0001", account_id=account, key=f"x:{account}",
            acted=acted, day=day_number(when), event="news.funding_closed", within_days=91, share=0.2,
        )  # fmt: skip

    def remembered(self, pair: int, account: int, *, bought: bool, event: str, happened: bool | None) -> None:
        """A cell of a filled-in sheet, looking back from day 1,000; what happened was 40 days before."""
        self._add(
            "reviews", decision_id="d-0001", pair=pair, account_id=account, bought=bought, day=1000,
            event=event, happened=happened, happened_day=960 if happened else None, read_day=1100,
        )  # fmt: skip

    def add(self, other: HandmadeBook) -> None:
        """The rows of another book as well; parties that are here already stay as they are."""
        here = {row["party_id"] for row in self.rows["parties"]}
        for table, rows in other.rows.items():
            self.rows[table] += [r for r in rows if table != "parties" or r["party_id"] not in here]

    def tables(self) -> dict[str, pa.Table]:
        """All book tables as Arrow."""
        return {name: pa.Table.from_pylist(rows, BOOK[name].arrow) for name, rows in self.rows.items()}

    def question(self, as_of: str, *, engine: Any = None, **options: Any) -> Question:
        """The question as of a day, on DuckDB or on the engine given."""
        day = date.fromisoformat(as_of)
        engine = engine or engine_of_its_own()
        made = {name: engine.from_arrow(table, name) for name, table in self.tables().items()}
        newest = max((r["day"] for r in self.rows["activities"]), default=day_number(day))
        fresh = Freshness("Made by hand", EPOCH + timedelta(days=newest), day_number(day) - newest, 1)
        return Question(
            made,
            engine.collect,
            day,
            options,
            self.business,
            freshness=(fresh,),
            salt="made",
            keep=engine.keep,
        )


def put_there(lens: Lens, state: str, question: Question, *who: int) -> dict[int, set[int]]:
    """The activities that put these into a state of a question of the product, by who."""
    declared = next(one for one in lens.states if one.name == state)
    assert declared.behind is not None
    rows = question.collect(declared.behind(replace(question, options=lens.settle({})), who)).to_pylist()
    assert all(set(row) == {"party_id", "day", "activity_id"} for row in rows)
    return {one: {row["activity_id"] for row in rows if row["party_id"] == one} for one in who}
