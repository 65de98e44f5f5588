"""Who of us looks after a customer: finding a colleague by what one types, and their rows."""

from __future__ import annotations

from collections.abc import Sequence

from closeknit.answers import Subject, wording
from closeknit.briefings.merging import TodayRow
from closeknit.errors import UnknownQuestion, did_you_mean


def looked_after(
    rows: Sequence[TodayRow], owner: str
) -> tuple[list[TodayRow], Subject | None, tuple[str, ...]]:
    """The rows of the colleague that `owner` names, who that is, and a note; all rows without a name."""
    if not owner.strip():
        return list(rows), None, ()
    owners = {r.owner.party_id: r.owner for r in rows if r.owner}
    who = colleague(owner, list(owners.values()))
    theirs = [r for r in rows if r.owner and r.owner.party_id == who.party_id]
    nobodys = sum(r.owner is None for r in rows)
    note = f"{wording.count(nobodys, 'more customer')} have nobody who looks after them." if nobodys else ""
    if nobodys == 1:
        note = "1 more customer has nobody who looks after it."
    return theirs, who, (note,) if note else ()


def colleague(typed: str, known: Sequence[Subject]) -> Subject:
    """The one colleague meant: by full name, by a part of the name, or by e-mail address.

    Raises:
        UnknownQuestion: nobody or several are meant; the message lists them.
    """
    word = typed.strip().casefold()
    exact = [s for s in known if word in (s.name.casefold(), s.key.partition(":")[2].casefold())]
    parts = [s for s in known if any(p.startswith(word) for p in s.name.casefold().split())]
    mails = [s for s in known if s.key.partition(":")[2].casefold().partition("@")[0] == word]
    for found in (exact, parts, mails):
        if len(found) == 1:
            return found[0]
        if found:
            several = wording.listing(sorted(s.name for s in found), 8)
            raise UnknownQuestion(
                f'"{typed}" could be {several}', remedy="Type more of the name.", about=typed
            )
    names = sorted(s.name for s in known)
    if not names:
        raise UnknownQuestion(
            "no customer on the list has anybody who looks after it",
            remedy="Leave --owner out. Owners come from a CRM export, such as HubSpot's company owner.",
            about=typed,
        )
    raise UnknownQuestion(
        f'nobody called "{typed}" looks after a customer here (there are: {wording.listing(names, 8)})',
        remedy=did_you_mean(typed, names),
        about=typed,
    )
