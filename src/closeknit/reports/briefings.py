"""Today's list and a customer's page in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from closeknit.answers import Estimate, wording
from closeknit.briefings.merging import TodayRow
from closeknit.briefings.today import LeftOut, Today
from closeknit.reports.jsonform import estimate_json, freshness_json, subject_json
from closeknit.reports.terminal import fresh_lines

LEFT_OUT_SHOWN = 3
"""Of what was left out, so many of those who wait for an answer are named, and so many of the others."""


def today_view(listed: Today) -> Group:
    """The list: who, why, what is at stake, a first line; then what was left out."""
    parts: list[RenderableType] = [Text(today_headline(listed), style="bold")]
    parts.append(Text(listed.as_of_note or f"as of {wording.day_text(listed.as_of)}", "dim"))
    both = len({row.obligation for row in listed.rows}) == 2
    for place, row in enumerate(listed.rows, start=1):
        if both and (place == 1 or row.obligation != listed.rows[place - 2].obligation):
            parts += [Text(), Text("Waiting for your answer" if row.obligation else "At stake", "bold cyan")]
        parts += [Text(), row_view(row, place)]
    if listed.left_out:
        parts += [Text(), Text(f"Left out ({len(listed.left_out)}):", "dim")]
        named = _named(listed.left_out)
        parts += [Text(f"  {left.row.subject.name} – {left.why}", "dim") for left in named]
        if len(listed.left_out) > len(named):
            parts.append(Text(f"  … and {len(listed.left_out) - len(named):,} more", "dim"))
    parts += [Text(f"· {note}", "dim") for note in listed.notes]
    return Group(*parts, *fresh_lines(listed.freshness))


def _named(left_out: Sequence[LeftOut]) -> list[LeftOut]:
    """Those left out that are named: the first who wait for an answer, and the first of the others."""
    owed = [left for left in left_out if left.row.obligation]
    others = [left for left in left_out if not left.row.obligation]
    return owed[:LEFT_OUT_SHOWN] + others[:LEFT_OUT_SHOWN]


IN_HOURS = 240
"""Minutes from which on nobody thinks in minutes."""


def today_headline(listed: Today) -> str:
    """How many to turn to, and in how many minutes."""
    if not listed.rows:
        return "Nobody needs you now, as far as what you loaded can tell."
    who = wording.count(len(listed.rows), "customer")
    whose = f" of {listed.owner.name}" if listed.owner else ""
    minutes = listed.minutes_used
    long = wording.count(round(minutes / 60), "hour") if minutes >= IN_HOURS else ""
    return f"{who}{whose} to turn to, about {long or wording.count(minutes, 'minute')}"


def row_view(row: TodayRow, place: int = 0) -> Group:
    """One customer of the list; without a number where it stands alone."""
    head = Text(f"{place}. {row.subject.name}" if place else row.subject.name, style="bold")
    if row.at_stake is not None:
        head.append(f"  {stake_text(row.at_stake)}", "yellow")
    under = [reason.text for reason in row.reasons]
    whom = f"{row.contact.name}, " if row.contact else ""
    foot = f"{whom}{row.minutes} min" + (f" · {row.owner.name}" if row.owner else "")
    parts: list[RenderableType] = [head, *(Padding(Text(text), (0, 0, 0, 3)) for text in under)]
    parts.append(Padding(Text(f"“{row.first_line}”", "italic"), (0, 0, 0, 3)))
    parts.append(Padding(Text(f"{foot} · {_what_opens(row)}", "dim"), (0, 0, 0, 3)))
    return Group(*parts)


def _what_opens(row: TodayRow) -> str:
    """The command that opens what lies behind the weightiest reason, and how many more findings there are."""
    first, *others = dict.fromkeys(reason.finding_id for reason in row.reasons)
    more = f" and {len(others):,} more (--json names them)" if others else ""
    return f"closeknit why {first}{more}"


def stake_text(estimate: Estimate) -> str:
    """ "€84,000 at stake (52,000–121,000)"."""
    said = f"{wording.money(estimate.value, estimate.unit)} at stake"
    if estimate.low is None or estimate.high is None:
        return said
    return f"{said} ({wording.money_range(estimate.low, estimate.high)})"


def today_json(listed: Today) -> dict[str, Any]:
    """The list as plain values."""
    return {
        "version": 1,
        "as_of": listed.as_of.isoformat(),
        "minutes": listed.minutes,
        "minutes_used": listed.minutes_used,
        "owner": subject_json(listed.owner),
        "rows": [row_json(row) for row in listed.rows],
        "left_out": [{**row_json(left.row), "why": left.why} for left in listed.left_out],
        "notes": list(listed.notes),
        "freshness": [freshness_json(one) for one in listed.freshness],
    }


def row_json(row: TodayRow) -> dict[str, Any]:
    """One customer of the list as plain values."""
    return {
        "subject": subject_json(row.subject),
        "reasons": [
            {
                "kind": r.kind,
                "text": r.text,
                "finding_id": r.finding_id,
                "at_stake": estimate_json(r.at_stake),
            }
            for r in row.reasons
        ],
        "first_line": row.first_line,
        "minutes": row.minutes,
        "at_stake": estimate_json(row.at_stake),
        "owner": subject_json(row.owner),
        "contact": subject_json(row.contact),
        "obligation": row.obligation,
    }
