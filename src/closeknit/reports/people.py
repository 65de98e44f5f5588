"""People who log in, keys of programs, and what was done, in the terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from closeknit.answers.wording import count

if TYPE_CHECKING:
    from closeknit.desk.log_kept import Old
    from closeknit.desk.tables import ApiKey, Entry, User

NOBODY = "Nobody may log in yet. Let somebody in: closeknit users add ana --role admin"
NO_KEY = "No program may ask yet. Make a key: closeknit keys add nightly-report --role viewer"


def _table(*labels: str) -> Table:
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    for label in labels:
        drawn.add_column(label, overflow="fold")
    return drawn


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else ""


def users_view(
    users: Sequence[User], seen: Mapping[int, datetime], codes: Collection[int], may: Mapping[str, str]
) -> RenderableType:
    """Everybody who may log in, when each was last here, who gives a code, and what each role may."""
    if not users:
        return Text(NOBODY)
    drawn = _table("name", "role", "state", "last here (UTC)")
    for one in users:
        drawn.add_row(
            Text(one.name, "bold"), one.role, _state(one, one.user_id in codes), _when(seen.get(one.user_id))
        )
    return Group(drawn, Text("; ".join(f"{role} {what}" for role, what in may.items()), "dim"))


def _state(user: User, gives_code: bool) -> str:
    if not user.active:
        return "shut out"
    if not user.password:
        return "has no password yet"
    return "may log in, with a code" if gives_code else "may log in"


def keys_view(keys: Sequence[ApiKey]) -> RenderableType:
    """Every key that opens something."""
    held = [one for one in keys if one.ended is None]
    if not held:
        return Text(NO_KEY)
    drawn = _table("key", "role", "last used (UTC)", "made", "by")
    for one in held:
        drawn.add_row(
            Text(one.name, "bold"),
            one.role,
            _when(one.used) or "never",
            f"{one.made_at:%Y-%m-%d}",
            Text(one.made_by),
        )
    return drawn


def log_view(entries: Sequence[Entry]) -> RenderableType:
    """What was done, the newest first."""
    if not entries:
        return Text("Nothing was done yet.")
    drawn = _table("when (UTC)", "who", "did", "to what", "from where")
    for one in entries:
        drawn.add_row(
            f"{one.at:%Y-%m-%d %H:%M:%S}", *map(Text, (one.who or "unknown", one.did, one.about, one.address))
        )
    return drawn


def old_view(old: Old, months: int, *, removed: bool) -> RenderableType:
    """How many entries are older than they have to be kept, and whether they are gone."""
    kept = f"{count(months, 'month')}, from {old.before} on"
    if not old.entries:
        since = f"; the oldest is of {old.oldest:%Y-%m-%d}" if old.oldest else ""
        return Text(f"Nothing to remove: all {old.of:,} entries are kept for {kept}{since}.")
    verb = "Removed" if removed else "Would remove"
    return Text(
        f"{verb} {old.entries:,} of {old.of:,} entries, from {old.oldest:%Y-%m-%d} until {old.before}. "
        f"The others are kept for {kept}."
    )
