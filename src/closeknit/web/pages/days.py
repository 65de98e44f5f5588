"""The day that a page is asked to tell of."""

from __future__ import annotations

from datetime import date

from closeknit.answers import wording
from closeknit.business import Business
from closeknit.errors import UnknownQuestion
from closeknit.web.visits import Visit


def told_day(visit: Visit, business: Business) -> date | None:
    """The day that the address asks for; None without one.

    Raises:
        UnknownQuestion: it is no day, or one yet to come, as of which nothing was known.
    """
    day = visit.day("as_of")
    if day is not None and day > business.today_here():
        raise UnknownQuestion(
            f"{wording.day_text(day)} is yet to come, and what will be known then nobody can tell",
            remedy="Ask as of today or an earlier day.",
            about=day.isoformat(),
        )
    return day
