"""An address book with one trouble of every kind, for the tests of the question on what needs mending."""

from __future__ import annotations

from closeknit.answers import Answer
from closeknit.lenses.hygiene import LENS
from tests.lenses.handmade import HandmadeBook, day_number

AS_OF = "2026-06-30"


class Desk(HandmadeBook):
    """A book asked what needs mending."""

    def ask(self, **more: object) -> Answer:
        """The answer as of AS_OF."""
        return LENS.ask(self.question(AS_OF, **more))

    def paying(self, name: str, amount: float = 1_000) -> int:
        """A customer who paid lately."""
        account = self.party(name)
        self.activity("invoice.issued", account, "2026-06-20", amount=amount, by={"buyer": account})
        return account

    def contact(self, name: str, at: int, **more: object) -> int:
        """A person with an e-mail address and a title."""
        person = self.person(name, at=at, **more)
        self.key(f"email:{name.lower().replace(' ', '.')}@x.example", person)
        self.attribute(person, "title", "Buyer")
        return person

    def seen(self, account: int, person: int, *days: str) -> None:
        """The person asked for something on those days."""
        for day in days:
            self.activity("ticket.opened", account, day, by={"requester": person})

    def says(self, stream: str, party: int, name: str, value: str, since: str | None = None) -> None:
        """A program's word on an attribute."""
        self._add(
            "attributes", party_id=party, name=name, value=value, newest=False, record_id=1,
            since_day=day_number(since) if since else None, stream_id=stream,
        )  # fmt: skip

    def alike(self, one: int, other: int, chance: float, why: str = "same name") -> None:
        """Two who may be one."""
        self._add(
            "likely_same", one_party=one, other_party=other, one_key=f"x:{one}", other_key=f"x:{other}",
            why=why, chance=chance,
        )  # fmt: skip


def people() -> Desk:
    """Halden with a fresh, a silent and a bounced contact; Solo with a single silent one; one who moved."""
    desk = Desk()
    halden, solo = desk.paying("Halden"), desk.paying("Solo", 500)
    fresh, silent = desk.contact("Fay Fresh", halden), desk.contact("Sid Silent", halden)
    bounced, only = desk.contact("Bo Bounced", halden), desk.contact("Uma Only", solo)
    moved, back = desk.contact("Mo Moved", solo), desk.contact("Ben Back", halden)
    desk.seen(halden, fresh, "2026-05-01")
    desk.seen(halden, silent, "2022-05-01", "2024-02-01")
    desk.seen(solo, only, "2024-01-01")
    desk.seen(solo, moved, "2026-06-01")
    desk.seen(halden, back, "2026-04-01")
    for person in (bounced, back):
        desk.attribute(person, "bounced", "yes", since="2026-03-01")
    desk.tie(moved, halden, "works_at", until="2026-03-01")
    assert desk.activity("email.sent", halden, "2026-06-01", by={"recipient": silent})
    return desk


def everything() -> Desk:
    """One trouble of every kind, beside others who give none."""
    desk = people()
    for stream, title in (("hubspot/contacts", "HubSpot: contacts"), ("google/contacts", "Google Contacts")):
        desk._add("freshness", stream_id=stream, title=title, records=1, set_aside=0)
    empty = desk.paying("Nobody Ltd", 2_000)
    lead = desk.party("Lead", standing="prospect")
    nameless = desk.person("No Address", at=lead)
    role = desk.person("Rolf Roleless", at=empty, standing="possible")
    assert role
    desk.key("phone:+4930123", nameless)
    unknown = desk.person("Una Unknown", at=desk.paying("Third", 10))
    desk.key("email:una@third.example", unknown)
    fay = next(r["party_id"] for r in desk.rows["parties"] if r["name"] == "Fay Fresh")
    desk.key("hubspot_contact:151", fay)
    desk.key("hubspot_contact:154", fay)
    desk.key("hubspot_company_name:Fay", fay)
    desk.key("hubspot_company_name:Fay F.", fay)
    desk.alike(fay, unknown, 0.7)
    desk.says("hubspot/contacts", fay, "title", "Buyer", "2024-01-01")
    desk.says("google/contacts", fay, "title", "Head of Buying", "2026-02-01")
    desk.says("hubspot/contacts", fay, "city", "Porto")
    desk.says("google/contacts", fay, "city", "PORTO ")
    desk.says("hubspot/contacts", fay, "country", "PT")
    desk.says("google/contacts", fay, "country", "Portugal")
    return desk
