"""What a customer's people care about, on its page."""

from closeknit.briefings.voices import SHOWN, cares_about
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


def test_words_come_before_openings_the_newest_first_and_each_once():
    book = HandmadeBook()
    firm, other = book.party("North"), book.party("South")
    ana = book.person("Ana", at=firm)
    book.mention(firm, ana, "2026-06-10", "opened", "White paper")
    book.mention(firm, ana, "2026-06-01", "concern", "We fear churn.")
    book.mention(firm, ana, "2026-05-01", "concern", "We fear churn.")
    book.mention(firm, ana, "2026-06-02", "praise", "Superb portal.")
    book.mention(firm, ana, "2026-06-03", "", "Roof tiles")
    book.mention(firm, ana, "2025-01-01", "complaint", "Too slow.")
    book.mention(other, other, "2026-06-01", "praise", "Of another.")
    found = cares_about(book.question(AS_OF), firm)
    assert [(v.stance, v.quote, v.who.name) for v in found] == [
        ("praise", "Superb portal.", "Ana"),
        ("concern", "We fear churn.", "Ana"),
        ("opened", "White paper", "Ana"),
    ]


def test_a_few_are_shown():
    book = HandmadeBook()
    firm = book.party("North")
    for n in range(9):
        book.mention(firm, firm, f"2026-06-0{n + 1}", "complaint", f"Pallet {'x' * (n + 1)} is broken.")
    assert len(cares_about(book.question(AS_OF), firm)) == SHOWN
