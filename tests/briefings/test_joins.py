"""How often joins are right, from a sample that people judged."""

import json

from closeknit.briefings.joins import LEAST_OF_A_KIND, precision, sample
from closeknit.identity.decisions import verdicts
from closeknit.reports.joins import join_view, joins_view, precision_text
from tests.identity.claims_made import Claims, decisions, resolved


def _firms(count):
    claims = Claims()
    for n in range(count):
        claims.party(f"crm_company:{n}", f"domain:firm{n}.example", name=f"Firm {n} Logistik")
        claims.party(f"books_contact:firm {n} logistik", name=f"Firm {n} Logistik")
        claims.party(f"desk_organization:{n}", f"domain:firm{n}.example", name=f"Firm {n} Logistik")
    return claims


def _judged(claims, *answers):
    """Who is who and what holds, after these joins of a sample were judged."""
    found = resolved(claims)
    drawn = sample(found, (), {})
    made = [(kind, *drawn[at].split) for at, kind in answers]
    table = decisions(*made).to_pylist()
    for (at, _), row in zip(answers, table, strict=True):
        row["value"] = json.dumps({"asked": "join", "rule": drawn[at].rule})
    kept = decisions().from_pylist(table, schema=decisions().schema)
    return resolved(claims, *made), verdicts(kept)


def test_every_kind_of_reason_is_looked_at_and_the_draw_is_the_same_every_time():
    found = resolved(_firms(40))
    drawn = sample(found, (), {})
    assert {join.rule for join in drawn} == {"domain", "name"}
    assert min(sum(join.rule == rule for join in drawn) for rule in ("domain", "name")) >= LEAST_OF_A_KIND
    assert [join.id for join in drawn] == [join.id for join in sample(found, (), {})]
    assert len(drawn) == 60
    by_domain = [join for join in drawn if join.rule == "domain"]
    assert {join.key.partition(":")[0] for join in by_domain} == {"desk_organization"}, (
        "no entry's own domain"
    )
    one, other = by_domain[0].sides
    assert one.startswith("Desk organization ")
    assert "CRM company" in other
    assert "“Firm" in other


def test_what_was_judged_says_how_many_of_all_are_right():
    answers = [*((at, "same") for at in range(19)), (19, "different")]
    found, holding = _judged(_firms(40), *answers)
    known = precision(found, holding)
    assert (known.joins, known.judged) == (80, 20)
    assert known.low < known.right < known.high < 80
    assert precision_text(known).startswith(f"Of 80 joins {known.right} are right, likely between ")
    assert len(sample(found, holding, {})) == 40


def test_before_anything_was_judged_nothing_is_said_and_kinds_left_out_are_named():
    found = resolved(_firms(10))
    assert precision(found, ()) is None
    first = sample(found, (), {})[0]
    after, holding = _judged(_firms(10), (0, "same"))
    known = precision(after, holding)
    assert known.unjudged == 10
    assert "Of 10 others, joined for other reasons, none was judged yet." in precision_text(known)
    assert first.sentence in str(join_view(first, 1, 1).renderables[1].renderable)
    assert len(joins_view([first]).renderables) == 5
