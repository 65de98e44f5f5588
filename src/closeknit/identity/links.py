"""From links that records show to joins: hubs that are plainly one party's in one step, others judged.

Adds to the table `joins` (a, b, rule, score, evidence, stream_id, record_id) and makes `apart` (a, b,
why, score; score 0: settled, above 0: a person should look).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import pyarrow as pa

from closeknit.identity.components import Apart
from closeknit.identity.evidence import Evidence
from closeknit.identity.guards import PLACEHOLDER_NAMES, SURE, TOO_MANY_NAMES, Hub, Judgement, Spoke, judge

MAILBOX = 0.97
"""How sure it is that a mailbox like info@ belongs to the organization of its domain."""

CONTRADICTED = 0.7
"""Score of a pair of which something says that they are two, however much speaks for one. It puts what people
look at in order; nothing is joined by it."""


def trust_links(evidence: Evidence, apart: Sequence[Apart] = ()) -> None:
    """Fill `joins` and `apart` from what records show; `apart` are people's decisions."""
    con = evidence.con
    con.execute(f"""
        CREATE TABLE apart (a BIGINT, b BIGINT, why TEXT, score DOUBLE);
        CREATE TABLE weighed (a BIGINT, b BIGINT, place INT, fact TEXT, said TEXT, value_a TEXT, value_b TEXT,
                              weight DOUBLE, untaught DOUBLE);
        CREATE TABLE crowded AS
            SELECT code FROM names WHERE form <> '' GROUP BY code
            HAVING count(DISTINCT form) > {PLACEHOLDER_NAMES}
            UNION
            SELECT l.code FROM (SELECT a AS code, b AS other FROM links UNION ALL SELECT b, a FROM links) l
            JOIN keys k ON k.code = l.other JOIN keys o ON o.code = l.code
            WHERE k.hub > 0 AND o.hub <> 2 GROUP BY l.code, k.kind HAVING count(*) > {PLACEHOLDER_NAMES};
        CREATE TABLE trusted AS
            SELECT l.*, x.hub AS hub_a, y.hub AS hub_b, x.party_kind = y.party_kind AS alike
            FROM links l JOIN keys x ON x.code = l.a JOIN keys y ON y.code = l.b
            WHERE l.a NOT IN (SELECT code FROM crowded) AND l.b NOT IN (SELECT code FROM crowded);
        INSERT INTO apart SELECT a, b, '{TOO_MANY_NAMES}', 0 FROM links l
            WHERE NOT EXISTS (FROM trusted t WHERE t.a = l.a AND t.b = l.b);
        INSERT INTO joins SELECT a, b, 'record', 1.0, NULL, stream_id, record_id FROM trusted
            WHERE hub_a = 0 AND hub_b = 0 AND alike;
        INSERT INTO apart SELECT a, b, 'one is a person, the other a firm', 0 FROM trusted
            WHERE hub_a = 0 AND hub_b = 0 AND NOT alike;
        INSERT INTO joins
            SELECT least(m.code, d.code), greatest(m.code, d.code), 'mailbox', {MAILBOX}, NULL, NULL, NULL
            FROM keys m JOIN keys d ON d.key = 'domain:' || m.company WHERE m.shared""")
    _spokes(evidence)
    _plain_hubs(evidence)
    _judged_hubs(evidence, apart)


def _spokes(evidence: Evidence) -> None:
    """spokes: hub, spoke and the first record that shows them; forms: normalised names of a key."""
    evidence.con.execute("""
        CREATE TABLE forms AS
            SELECT code, list(DISTINCT form ORDER BY form) AS forms FROM names WHERE form <> '' GROUP BY code;
        CREATE TABLE spokes AS
            SELECT CASE WHEN hub_a >= hub_b THEN a ELSE b END AS hub,
                   CASE WHEN hub_a >= hub_b THEN b ELSE a END AS spoke, stream_id, record_id, records
            FROM trusted WHERE greatest(hub_a, hub_b) IN (1, 2);
        CREATE TABLE doubtful AS
            SELECT s.hub FROM spokes s JOIN keys k ON k.code = s.spoke JOIN keys h ON h.code = s.hub
            LEFT JOIN forms f ON f.code = s.spoke GROUP BY s.hub
            HAVING bool_or(k.party_kind <> h.party_kind) OR bool_or(h.shared)
                OR len(list_distinct(flatten(list(coalesce(f.forms, []))))) > 1""")


def _plain_hubs(evidence: Evidence) -> None:
    """Hubs of one kind of party under one name: all that hangs on them is one party."""
    evidence.con.execute(f"""
        INSERT INTO joins
            SELECT least(s.hub, spoke), greatest(s.hub, spoke), k.kind, {SURE}, NULL, s.stream_id, s.record_id
            FROM spokes s JOIN keys k ON k.code = s.hub WHERE s.hub NOT IN (SELECT hub FROM doubtful)""")


def _judged_hubs(evidence: Evidence, decided: Sequence[Apart]) -> None:
    joined: list[tuple[int, int, str, float]] = []
    apart: list[tuple[int, int, str, float]] = []
    shared: list[tuple[int]] = []
    sides = _sides(evidence, decided)
    for hub in _doubtful_hubs(evidence):
        verdict = judge(replace(hub, parted=_is_parted(hub, sides)))
        joined += [(hub.code, spoke, hub.kind, score) for spoke, score in verdict.joined]
        apart += [(hub.code, spoke, why, 0.0) for spoke, why in verdict.cut]
        apart += _reviews(hub, verdict)
        if verdict.shared and not hub.shared:
            shared.append((hub.code,))
    con = evidence.con
    con.register(
        "judged",
        _table(
            joined, ("hub", pa.int64()), ("spoke", pa.int64()), ("kind", pa.string()), ("score", pa.float64())
        ),
    )
    con.register(
        "parted",
        _table(apart, ("a", pa.int64()), ("b", pa.int64()), ("why", pa.string()), ("score", pa.float64())),
    )
    con.register("found_shared", _table(shared, ("code", pa.int64())))
    con.execute(f"""
        INSERT INTO joins SELECT least(j.hub, j.spoke), greatest(j.hub, j.spoke), j.kind, j.score, NULL,
            s.stream_id, s.record_id FROM judged j JOIN spokes s ON s.hub = j.hub AND s.spoke = j.spoke;
        INSERT INTO apart SELECT least(a, b), greatest(a, b), why, score FROM parted;
        INSERT INTO joins
            SELECT least(m.code, d.code), greatest(m.code, d.code), 'mailbox', {MAILBOX}, NULL, NULL, NULL
            FROM keys m JOIN found_shared f ON f.code = m.code JOIN keys d ON d.key = 'domain:' || m.company;
        UPDATE keys SET shared = true, party_kind = 'organization'
            WHERE code IN (SELECT code FROM found_shared)""")


Sides = Mapping[int | str, set[tuple[int, bool]]]
"""For a key or a normalised name: which decisions speak of it, and on which side it stands."""


def _sides(evidence: Evidence, decided: Sequence[Apart]) -> Sides:
    """For keys that people hold apart, and for the names of these, which decisions and which side."""
    sides: dict[int | str, set[tuple[int, bool]]] = defaultdict(set)
    codes = [
        (n, side, code)
        for n, d in enumerate(decided)
        for side, keys in enumerate((d.one, d.other))
        for code in keys
    ]
    evidence.con.register("asked", pa.table({"code": pa.array(sorted({c for *_, c in codes}), pa.int64())}))
    forms = dict(evidence.con.execute("SELECT code, forms FROM forms JOIN asked USING (code)").fetchall())
    for n, side, code in codes:
        for known in (code, *forms.get(code, ())):
            sides[known].add((n, bool(side)))
    return sides


def _is_parted(hub: Hub, sides: Sides) -> bool:
    """Whether people hold two spokes of a hub apart, or entries elsewhere that bear these spokes' names."""
    if not sides:
        return False
    shown: set[tuple[int, bool]] = set()
    for spoke in hub.spokes:
        shown.update(sides.get(spoke.code, ()), *(sides.get(name, ()) for name in spoke.names))
    return any((n, not side) in shown for n, side in shown)


def _reviews(hub: Hub, verdict: Judgement) -> list[tuple[int, int, str, float]]:
    """Pairs to look at: each spoke left out, with one that was joined, or with the first left out."""
    first = verdict.joined[0][0] if verdict.joined else verdict.review[0][0] if verdict.review else hub.code
    return [(first, spoke, why, CONTRADICTED) for spoke, why in verdict.review if spoke != first]


def _doubtful_hubs(evidence: Evidence) -> list[Hub]:
    keys = evidence.query("""
        SELECT key FROM keys
        WHERE code IN (SELECT spoke FROM spokes WHERE hub IN (SELECT hub FROM doubtful)) ORDER BY key""")
    if not keys.num_rows:
        return []
    evidence.con.register("spans", evidence.active(keys))
    rows = evidence.con.execute("""
        SELECT s.hub, h.kind, h.value, h.kind = 'domain' OR h.company IS NOT NULL, h.shared, s.spoke, k.kind,
               k.value, k.party_kind = 'person', f.forms, s.records, t.first, t.last, coalesce(t.times, 0)
        FROM spokes s JOIN keys h ON h.code = s.hub JOIN keys k ON k.code = s.spoke
        LEFT JOIN forms f ON f.code = s.spoke LEFT JOIN spans t ON t.key = k.key
        WHERE s.hub IN (SELECT hub FROM doubtful) ORDER BY s.hub, s.spoke""").fetchall()
    hubs = []
    for head, group in groupby(rows, key=lambda row: row[:5]):
        spokes = tuple(
            Spoke(code, kind, value, person, frozenset(names or ()), records, first, last, times)
            for *_, code, kind, value, person, names, records, first, last, times in group
        )
        code, kind, value, company, shared = head
        hubs.append(Hub(code, kind, value, company, shared, spokes=spokes))
    return hubs


def loosen(evidence: Evidence) -> bool:
    """Take doubtful joins out of parties that have grown too large; True when there were any.

    A party with more than so many e-mails, domains or phones is several that hang together by a chain
    of hubs. There, only joins between equal names are kept; people are asked about the others.
    """
    evidence.con.execute(f"""
        CREATE TABLE loosened AS
            SELECT j.a, j.b FROM joins j JOIN parties p ON p.code = j.a
            WHERE j.rule IN ('email', 'domain') AND j.score < {SURE} AND p.party IN (
                SELECT q.party FROM keys k JOIN parties q USING (code) WHERE k.hub > 0
                GROUP BY q.party, k.kind HAVING count(*) > {PLACEHOLDER_NAMES});
        DELETE FROM joins WHERE (a, b) IN (SELECT (a, b) FROM loosened);
        INSERT INTO apart SELECT a, b, 'together with others this would be more than anybody has',
            {CONTRADICTED} FROM loosened""")
    return evidence.number("SELECT count(*) FROM loosened") > 0


def _table(rows: Sequence[tuple[object, ...]], *columns: tuple[str, pa.DataType]) -> pa.Table:
    arrays = [pa.array([row[n] for row in rows], kind) for n, (_, kind) in enumerate(columns)]
    return pa.table(arrays, names=[name for name, _ in columns])
