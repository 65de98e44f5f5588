"""Where a person works and worked, as of a day."""

from __future__ import annotations

from closeknit.briefings.employment import Employment, employment
from closeknit.lenses.naming import meant
from closeknit.reports.customer import term_of
from tests.lenses.handmade import HandmadeBook, day_number


def moved() -> tuple[HandmadeBook, int]:
    """Ana left Halden for Brenner in May, as two entries of a list show; an old address is still known."""
    made = HandmadeBook()
    halden, brenner, mail = (made.party(name) for name in ("Halden", "Brenner", "halden.example"))
    ana = made.person("Ana Ruiz", at=brenner)
    for firm, since in ((halden, "2023-02-01"), (brenner, "2026-05-04"), (mail, None)):
        made.tie(ana, firm, "works_at")
        made.rows["relationships"][-1] |= {
            "since_day": since and day_number(since),
            "record_id": int(bool(since)),
        }
    made.activity("person.job_changed", brenner, "2026-05-04", by={"subject": ana, "left": halden})
    return made, ana


def posts_of(made: HandmadeBook, person: int) -> tuple[Employment, ...]:
    question = made.question("2026-06-30")
    return employment(question, meant(question, str(person)))


def test_who_was_seen_to_leave_works_there_until_that_day() -> None:
    made, ana = moved()
    posts = posts_of(made, ana)
    assert [(p.firm.name, term_of(p)) for p in posts] == [
        ("Brenner", "since 4 May 2026"),
        ("Halden", "since 1 Feb 2023, until 4 May 2026"),
    ]


def test_an_address_alone_says_where_somebody_works_and_that_it_does() -> None:
    made = HandmadeBook()
    halden = made.party("Halden")
    ana = made.person("Ana Ruiz", at=halden)
    made.tie(ana, halden, "works_at")
    made.rows["relationships"][-1]["record_id"] = 0
    (post,) = posts_of(made, ana)
    assert term_of(post) == "since when is not known; by the address of their e-mail"
