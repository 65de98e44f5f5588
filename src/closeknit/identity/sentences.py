"""What a join rests on, as a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from closeknit.identity.wording import spoken_key, system_name
from closeknit.keys import HUBS, is_number, key_parts

BESIDE = 2
"""So many further keys of a side tell who it is."""

Row = dict[str, Any]
"""A row of the table `steps` of a resolution."""


def join_sentence(row: Row, rows: Mapping[str, Row], titles: Mapping[str, str]) -> str:
    """What one join rests on, as a sentence.

    `row` is the step of one key, `rows` those of its party by key, `titles` names of streams as people
    know them.
    """
    key, other, rule = row["key"], row["joined_to"], row["rule"]
    # The hub - the address, domain or number - is what the other one has.
    if key_parts(key)[0] in HUBS and key_parts(other)[0] not in HUBS:
        key, other = other, key
    one, two = _called(key, rows), _called(other, rows)
    evidence, hub = row["evidence"] or "", spoken_key(other)
    where = f" ({titles.get(row['stream_id'], system_name(row['stream_id']))})" if row["stream_id"] else ""
    if rule == "record" and _merged_there(key, other):
        return f"{system_name(key_parts(key)[0])} says that {one} and {two} were merged{where}."
    sentences = {
        "record": f"One line shows both {one} and {two}{where}.",
        "email": f"{one} has the e-mail address {hub}{where}.",
        "domain": f"{one} has the domain {hub}{where}.",
        "mailbox": f"{_hub('email', key, other)} is read by several people at {_hub('domain', key, other)}.",
        "tag": f"{spoken_key(key)} and {hub} reach one mailbox.",
        "moved": f"{one} has the number {evidence}, as others of the same name with addresses elsewhere.",
        "phone": f"{one} has the same name and number as others: {evidence}.",
        "number": f"{_hub('phone', key, other)} is the number of {one}.",
        "switchboard": f"Several people at {_hub('domain', key, other)} have "
        f"the number {_hub('phone', key, other)}.",
        "likely person": f"{one} and {two} are most likely one: {evidence}.",
        "likely organization": f"{one} and {two} are most likely one: {evidence}.",
        "decision": f"Somebody decided that {one} and {two} are the same ({evidence}).",
    }
    return sentences.get(rule, f"{one} and {two} bear the same name.")


def side_text(entry: str, keys: Sequence[str], rows: Mapping[str, Row]) -> str:
    """One side of a join: an entry, and the nearest of all its `keys` beside it, with their names."""
    beside = [key for key in keys if key != entry][:BESIDE]
    return ", ".join(_called(key, rows) for key in (entry, *beside))


def _merged_there(key: str, other: str) -> bool:
    """Whether two are numbers of one kind in one system: one line that shows both tells of a merger there."""
    (kind, value), (other_kind, other_value) = key_parts(key), key_parts(other)
    return kind == other_kind and is_number(value) and is_number(other_value)


def _hub(kind: str, *keys: str) -> str:
    return next((spoken_key(key) for key in keys if key_parts(key)[0] == kind), "")


def _called(key: str, rows: Mapping[str, Row]) -> str:
    """A key as said, with its name where the key itself does not show it."""
    name, said = rows[key]["name"], spoken_key(key)
    shown = not name or name.casefold() in said or key_parts(key)[0] in HUBS
    return said if shown else f"{said} “{name}”"
