"""Mail with one customer: conversations over all mailboxes, and who wrote last."""

from __future__ import annotations

from typing import Any

from closeknit.briefings.customer import customer
from closeknit.briefings.mail import mail_with
from closeknit.lenses.naming import meant
from closeknit.reports.customer import mail_lines
from closeknit.reports.customer_json import customer_json
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


def book() -> HandmadeBook:
    """An offer that Mia answered from one mailbox and we from another, and terms that she wrote of."""
    made = HandmadeBook()
    jo = made.colleague("Jo Lind")
    halden = made.party("Halden")
    mia = made.person("Mia Halden", at=halden)

    def mail(name: str, root: str, when: str, ours: bool, subject: str = "The offer") -> None:
        thread: Any = next((c for c in made.rows["cases"] if c["case_key"] == f"thread:mail-{root}"), None)
        number = thread["case_id"] if thread else made.case("thread", 0, root, status=None)
        made.rows["cases"][-1]["case_key"] = f"thread:mail-{root}" if not thread else thread["case_key"]
        made.activity(
            "email.sent" if ours else "email.received", halden, when, subject=subject, link=f"mid:{name}",
            case_id=number, by={"sender": jo if ours else mia},
        )  # fmt: skip

    mail("1@x", "1@x", "2026-06-01 10:00", True)
    mail("2@x", "1@x", "2026-06-02 10:00", False, "Re: The offer")
    mail("3@x", "2@x", "2026-06-18 10:00", True, "Re: The offer")
    mail("4@x", "4@x", "2026-06-20 10:00", False, "Terms")
    return made


def test_conversations_are_put_together_and_say_who_wrote_last() -> None:
    question = book().question(AS_OF)
    halden = meant(question, "halden").subject.party_id
    terms, offer = mail_with(question, halden)
    assert (terms.subject, terms.mails, terms.from_them) == ("Terms", 1, True)
    assert terms.author is not None
    assert terms.author.name == "Mia Halden"
    assert (offer.subject, offer.mails, offer.from_them, offer.author) == ("The offer", 3, False, None)


def test_the_page_of_a_customer_tells_them() -> None:
    question = book().question(AS_OF)
    page = customer(question, [], meant(question, "halden"))
    assert list(mail_lines(page)) == [
        "20 Jun 2026  Terms – 1 mail, Mia Halden wrote last, 10 days ago",
        "18 Jun 2026  The offer – 3 mails, we wrote last, 12 days ago",
    ]
    assert [one["from"] == "us" for one in customer_json(page)["mail"]] == [False, True]
