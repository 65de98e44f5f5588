"""Who is who, and whose custom a person's is: the spine that every other table of the book joins to.

One row a party: kind, name, anchor key, account and whether it is one of us. Standing, owner and first
and last sign need the activities as well and are added in `parties`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from closeknit.book.corrected import BY_HAND
from closeknit.engines.portable import first_of_each, look_up, look_up_some, remembered, stable_id, stacked
from closeknit.identity.schema import KEYS
from closeknit.ids import stable_id as stable_number
from closeknit.keys import company_domain
from closeknit.settings import Settings


@dataclass(frozen=True)
class Said:
    """What is said of parties, summed up."""

    of_keys: ir.Table
    """key; person, organization: claims that take it for one."""
    corrected: ir.Table
    """What people corrected, as rows of traits."""
    values: ir.Table
    """What is known of each party, as `attributes.VALUES`."""


IMPLIED = pa.schema([("email", pa.string()), ("domain", pa.string())])


def keys_with_domains(keys: pa.Table) -> tuple[pa.Table, pa.Table]:
    """All keys, with a domain key for each company that is only known by its people's addresses; and
    which address belongs to which domain (columns `email` and `domain`, both keys)."""
    emails = keys.filter(pc.equal(keys["key_kind"], "email"))["key"].combine_chunks()
    domain_of = cache(company_domain)
    domains = [domain_of(key.rpartition("@")[2]) for key in emails.to_pylist()]
    named = pa.array([None if d is None else f"domain:{d}" for d in domains], pa.string())
    implied = pa.table([emails, named], schema=IMPLIED).filter(pc.is_valid(named))
    known = set(keys.filter(pc.equal(keys["key_kind"], "domain"))["key"].to_pylist())
    missing = sorted(set(implied["domain"].to_pylist()) - known)
    rows = [
        {
            "key": key,
            "key_kind": "domain",
            "key_value": key.partition(":")[2],
            "party_id": stable_number(key),
            "confidence": 1.0,
            "why": "domain of an e-mail address",
            "rule": "domain",
        }
        for key in missing
    ]
    added = pa.Table.from_pylist(rows, schema=KEYS.arrow)
    return pa.concat_tables([keys.select(KEYS.names).cast(KEYS.arrow), added]), implied


@remembered
def people(said: Said, keys: ir.Table, works_at: ir.Table, settings: Settings) -> ir.Table:
    """One row a party: party_id, kind, name, key, account_id, ours.

    `works_at` holds from_party, to_party, since, until, stated (false where an address implies it).
    """
    parties = _kinds(said, keys)
    parties = look_up(parties, "party_id", _names(said.values), "party_id", said="value")
    parties = parties.mutate(name=ibis.coalesce(parties.said, parties.value)).drop("said", "value")
    ours = _ours(said.values, keys, parties, settings)
    parties = look_up(parties, "party_id", ours, "party_id", _ours="party_id")
    parties = look_up(parties, "party_id", _employers(works_at, parties), "from_party", employer="to_party")
    parties = look_up(parties, "employer", ours, "party_id", _employer_ours="party_id")
    is_person = parties.kind == "person"
    return parties.select(
        "party_id",
        "kind",
        "name",
        "key",
        account_id=ibis.ifelse(
            is_person, ibis.coalesce(parties.employer, parties.party_id), parties.party_id
        ),
        ours=parties._ours.notnull() | (is_person & parties._employer_ours.notnull()),
    )


def _kinds(said: Said, keys: ir.Table) -> ir.Table:
    """party_id, key (the anchor) with its value, and kind: what most of its keys are taken for."""
    told, by_hand = said.of_keys, said.corrected
    rows = stacked(
        told.select("key", person=told.person > 0, organization=told.organization > 0),
        by_hand.select(
            "key", person=by_hand.party_kind == "person", organization=by_hand.party_kind == "organization"
        ),
    )
    votes = rows.group_by("key").aggregate(
        organization=rows.organization.cast("int64").max(), person=rows.person.cast("int64").max()
    )
    voted = look_up(keys, "key", votes, "key", organization="organization", person="person")
    counted = voted.group_by("party_id").aggregate(
        domains=(voted.key_kind == "domain").cast("int64").sum(),
        reachable=voted.key_kind.isin(["email", "phone"]).cast("int64").sum(),
        organizations=voted.organization.fill_null(0).sum(),
        persons=voted.person.fill_null(0).sum(),
    )
    kind = ibis.cases(
        (counted.domains > 0, "organization"),
        (counted.organizations > counted.persons, "organization"),
        (counted.persons > 0, "person"),
        (counted.reachable > 0, "person"),
        else_="organization",
    )
    is_anchor = (stable_id(keys.key) == keys.party_id).cast("int32")
    anchors = first_of_each(keys, ["party_id"], [is_anchor.desc(), keys.key])
    kinds = counted.select("party_id", kind=kind)
    return look_up_some(kinds, "party_id", anchors, "party_id", key="key", value="key_value")


def _names(values: ir.Table) -> ir.Table:
    """party_id and its name: as somebody corrected it, else as most sources, then most records, give it."""
    named = values.filter(values.name == "name")
    counted = named.group_by("party_id", "value").aggregate(
        by_hand=(named.stream_id == BY_HAND).cast("int32").max(),
        streams=named.stream_id.nunique(),
        records=named.records.sum(),
    )
    order = [counted.by_hand.desc(), counted.streams.desc(), counted.records.desc(), counted.value]
    return first_of_each(counted, ["party_id"], order)


def _ours(values: ir.Table, keys: ir.Table, parties: ir.Table, settings: Settings) -> ir.Table:
    """party_id of our own people and organization: marked so, at our domains, or named in the settings."""
    marked = values.filter((values.name == "ours") & (values.value == "yes"))
    found = [marked.select("party_id")]
    domains = [d.lower().removeprefix("@") for d in settings.our_domains]
    people = [p.casefold() for p in settings.our_people]
    for domain in domains:
        at_domain = (keys.key_kind == "email") & (
            keys.key_value.endswith("@" + domain) | keys.key_value.endswith("." + domain)
        )
        is_domain = (keys.key_kind == "domain") & (keys.key_value == domain)
        found.append(keys.filter(at_domain | is_domain).select("party_id"))
    if people:
        found.append(keys.filter((keys.key_kind == "email") & keys.key_value.isin(people)).select("party_id"))
        found.append(parties.filter(parties.name.lower().isin(people)).select("party_id"))
    return reduce(lambda a, b: stacked(a, b), found).distinct()


def _employers(works_at: ir.Table, parties: ir.Table) -> ir.Table:
    """from_party and the organization it works at now: a lasting tie before an ended one, then the newest."""
    organizations = parties.filter(parties.kind == "organization")
    ties = look_up_some(works_at, "to_party", organizations, "party_id", _known="party_id")
    ties = ties.filter(ties.from_party != ties.to_party)
    order = [
        ties.until.notnull().cast("int32"),
        ties.since.desc(nulls_first=False),
        ties.stated.cast("int32").desc(),
        ties.to_party,
    ]
    return first_of_each(ties, ["from_party"], order)
