"""What changed within a week, on days made by hand."""

import pytest

from closeknit.briefings.lately import lately
from tests.lenses.handmade import HandmadeBook

AS_OF = "2026-06-30"


def book():
    """Halden bought twice this week and once the week before; Oster came new, with Mia; a ticket each way."""
    made = HandmadeBook()
    halden, oster = made.party("Halden", first_day="2024-01-10"), made.party("Oster", first_day="2026-06-26")
    mia = made.person("Mia Oster", at=oster, last_day="2026-06-26")
    made.rows["parties"][-1]["first_day"] = made.rows["parties"][1]["first_day"]
    made.purchase(halden, "2026-06-24", 100)
    made.purchase(halden, "2026-06-30", 250)
    made.purchase(halden, "2026-06-23", 70)
    made.purchase(oster, "2026-06-26", 40, kind="first")
    made.ticket(halden, "2026-06-25 09:00", name="Cannot log in", contact_id=mia)
    return made


@pytest.fixture(scope="module")
def changes():
    return {change.what: change for change in lately(book().question(AS_OF))}


def test_purchases_of_seven_days_stand_beside_those_of_the_seven_before(changes):
    assert changes["purchases"].sentence == "3 purchases, €390; the week before 1, €70."


def test_new_customers_and_people_are_named(changes):
    assert changes["new customers"].sentence == "1 new customer bought for the first time."
    assert [s.name for s in changes["new customers"].subjects] == ["Oster"]
    assert [s.name for s in changes["people"].subjects] == ["Mia Oster"]


def test_tickets_are_counted_and_what_did_not_happen_is_not_mentioned(changes):
    assert changes["tickets"].sentence == "1 ticket opened, 0 closed; 1 open now."
    assert "ends" not in changes


def test_a_business_in_which_nothing_happened_has_nothing_to_say():
    assert lately(HandmadeBook().question(AS_OF)) == ()
