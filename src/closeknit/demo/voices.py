"""What some of those who write to us care about: words in mails that are there anyway.

Two people like our white papers on CRM and lately worry about churn; another one's worry is half a year old,
a fourth worries and has never said what they like.
"""

from __future__ import annotations

from datetime import timedelta

from closeknit.demo.facts import Mail
from closeknit.demo.world import World

LIKES = "I read your white papers on CRM with great interest."
WORRIES = "We are worried about churn among our smaller shops."
LATELY, LONG_AGO, LIKED = 50, 200, 300
"""Days before the end: a mail not older than the first, one older than the second, than the third."""

SAID: dict[str, tuple[tuple[int, str], ...]] = {
    "steady_0": ((LIKED, LIKES), (LATELY, WORRIES)),
    "steady_1": ((LIKED, LIKES), (LATELY, WORRIES)),
    "steady_2": ((LIKED, LIKES), (LONG_AGO, WORRIES)),
    "steady_3": ((LATELY, WORRIES),),
}
"""Who says what, and how many days ago at least; of LATELY at most."""

CARING = ("steady_0", "steady_1")
"""Those of whom both holds."""


def plant(world: World) -> None:
    """Give words to mails of customers with whom mail goes on as ever."""
    for role, said in SAID.items():
        if role in world.roles:
            writer = world.by_id(world.roles[role]).people[0]
            theirs = [mail for mail in world.mails if mail.sender is writer]
            for days, words in said:
                _of_that_time(world, theirs, days).body = f"Hello,\n\n{words}\n"


def _of_that_time(world: World, mails: list[Mail], days: int) -> Mail:
    """The last mail so many days ago or earlier; of LATELY the first since then."""
    day = world.end - timedelta(days=days)
    if days == LATELY:
        return next(mail for mail in mails if mail.at.date() >= day)
    return next(mail for mail in reversed(mails) if mail.at.date() <= day)
