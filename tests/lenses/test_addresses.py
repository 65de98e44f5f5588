"""Which of somebody's e-mail addresses to write to: by hand, on every engine."""

from closeknit.lenses.addresses import emails
from tests.lenses.handmade import HandmadeBook


def addressed(book, engine=None):
    asked = book.question("2026-06-30", engine=engine)
    rows = asked.collect(emails(asked)).to_pylist()
    assert len({row["party_id"] for row in rows}) == len(rows)
    return {row["party_id"]: row["email"] for row in rows}


def at_firms(book, who, **firms):
    for firm, since in firms.items():
        book.tie(who, book.party(firm), "works_at", **({"since": since} if since else {}))


def scene():
    """Ana went from North to South, where she also has a tag; Bo is where no address of his is known."""
    book = HandmadeBook()
    for firm, domain in (("north", "north.example"), ("south", "south.example"), ("old", "old.example")):
        book.key(f"domain:{domain}", book.party(firm), rule="domain")
    south, west = book.party("south"), book.party("west")
    who = {"ana": book.person("Ana", at=south), "bo": book.person("Bo", at=west), "cy": book.person("Cy")}
    who |= {"di": book.person("Di", at=south), "eve": book.person("Eve")}
    at_firms(book, who["ana"], north="2020-01-01", south="2026-06-01")
    at_firms(book, who["bo"], old="2019-01-01", north="2024-01-01", west="2026-06-01")
    at_firms(book, who["di"], north="2020-01-01", south="2026-06-01")
    for name, addresses in {
        "ana": ("ana@north.example", "ana@sales.south.example", "ana+fair@south.example"),
        "bo": ("bo@home.example", "bo@north.example", "a@old.example"),
        "cy": ("cy+a@mail.example", "cy@mail.example"),
        "di": ("di@north.example", "di@home.example", "di@notsouth.example"),
        "eve": ("eve+only@mail.example",),
    }.items():
        for address in addresses:
            book.key(f"email:{address}", who[name])
    return book, who


def test_the_address_at_the_firm_of_today_goes_first_and_one_without_a_tag(every_engine):
    book, who = scene()
    assert addressed(book, every_engine) == {
        who["ana"]: "ana@sales.south.example",
        who["bo"]: "bo@home.example",
        who["cy"]: "cy@mail.example",
        who["di"]: "di@home.example",
        who["eve"]: "eve+only@mail.example",
    }


def test_without_an_address_of_their_own_it_is_that_of_the_firm_begun_at_last():
    book, who = scene()
    book.rows["keys"] = [row for row in book.rows["keys"] if row["key"] != "email:bo@home.example"]
    assert addressed(book)[who["bo"]] == "bo@north.example"
