"""Who sent whom in the sample business: the planted ones are found, with what they brought, and no others."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from closeknit.answers import Answer
from closeknit.business import Business
from closeknit.demo.referrals import PRAISES, UNTHANKED
from closeknit.demo.truth import Truth
from closeknit.lenses.advocates import LENS
from closeknit.lenses.states import in_state
from closeknit.workspace import open_workspace
from tests.conftest import SAMPLE_END


@pytest.fixture(scope="module")
def answer(business: Business) -> Answer:
    return business.ask("advocates", as_of=SAMPLE_END).answer


def names(truth: Truth, *, thanked: bool) -> list[str]:
    """Who sent somebody and was thanked for it, or not."""
    wanted = {r.referrer for r in truth.referrals if r.thanked == thanked}
    return [c.name for c in truth.contacts if c.id in wanted]


def test_nobody_but_the_planted_referrer_was_never_thanked(truth: Truth, answer: Answer) -> None:
    (planted,) = names(truth, thanked=False)
    found = answer.findings[0]
    assert (found.kind, [s.name for s in found.subjects]) == ("unthanked", [planted])
    parties = [truth.party(r.party) for r in truth.referrals if not r.thanked]
    assert found.values["sent"] == len(parties) == 3
    assert found.estimate is not None
    assert found.estimate.value == pytest.approx(float(sum(p.revenue_eur for p in parties)), abs=0.05)
    assert answer.headline.startswith(f"{planted} sent you ")


def test_everybody_sent_is_told_with_who_sent_them_and_nobody_else(truth: Truth, answer: Answer) -> None:
    by = {c.id: c.name for c in truth.contacts}
    told = {(row["name"], row["by"], row["how"]) for row in answer.table("sent").data.to_pylist()}
    how = {True: "a mail", False: "your files"}
    planted = {(truth.party(r.party).name, by[r.referrer], how[r.day is not None]) for r in truth.referrals}
    assert {(by_, how_) for _, by_, how_ in told} == {(by_, how_) for _, by_, how_ in planted}
    assert len(told) == len(planted) == 5


def test_whoever_was_thanked_speaks_up_and_may_be_asked_again(truth: Truth, answer: Answer) -> None:
    (thanked,) = names(truth, thanked=True)
    rows = {row["name"]: row for row in answer.table("advocates").data.to_pylist()}
    assert rows[thanked]["state"] == "askable"
    assert rows[thanked]["quote"] == PRAISES[0]
    (owed,) = names(truth, thanked=False)
    assert rows[owed]["favour"] == "thank first"


def test_sentences_find_who_is_owed_thanks(truth: Truth, business: Business, answer: Answer) -> None:
    state = next(s for s in LENS.states if s.name == "unthanked")
    found = business.find("people who are owed thanks", as_of=SAMPLE_END)
    assert [f.subjects[0].party_id for f in found.findings] == in_state(answer, state)
    assert {f.subjects[0].name for f in found.findings} == set(names(truth, thanked=False))


def test_who_sent_whom_can_be_asked_either_way(truth: Truth, business: Business) -> None:
    (owed,) = names(truth, thanked=False)
    (thanked,) = names(truth, thanked=True)
    many = business.find("people who referred at least 3 customers", as_of=SAMPLE_END)
    assert [f.subjects[0].name for f in many.findings] == [owed]
    for who, sent in ((owed, 3), (thanked, 2)):
        assert len(business.find(f'customers referred by "{who}"', as_of=SAMPLE_END).findings) == sent


def test_whoever_is_put_on_a_list_rests_in_the_answer_from_then_on(
    truth: Truth, loaded_sample: Path, tmp_path: Path
) -> None:
    (thanked,) = names(truth, thanked=True)
    copytree(loaded_sample, tmp_path / "copy")
    with Business(open_workspace(tmp_path / "copy")) as business:

        def favour() -> str:
            rows = business.ask("advocates").answer.table("advocates").data.to_pylist()
            return str(next(row["favour"] for row in rows if row["name"] == thanked))

        assert favour() == "whom else they know who could use you"
        made = business.outreach("references", "people who are free to be asked")
        assert thanked in [one.name for one in made.people]
        assert favour().startswith("asked already: not before ")
        business.drop_outreach("references")
        assert favour() == "whom else they know who could use you"


def test_the_customers_page_says_so(truth: Truth, business: Business) -> None:
    page = business.show(truth.in_role(UNTHANKED).name, as_of=SAMPLE_END)
    assert page.to_do is not None
    assert any(reason.kind == "unthanked" for reason in page.to_do.reasons)
