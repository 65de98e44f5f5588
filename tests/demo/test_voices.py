"""What people care about in the sample business: the planted ones are found by a sentence, and no others."""

from __future__ import annotations

from closeknit.business import Business
from closeknit.demo.truth import Truth
from closeknit.demo.voices import CARING, WORRIES
from tests.conftest import SAMPLE_END

SENTENCE = (
    'people who like "crm white papers" and voiced concern about "churn" in the last 90 days and are within '
    "2 introductions of me"
)


def caring(truth: Truth) -> list[str]:
    """Names of those of whom the whole sentence holds."""
    firms = [truth.in_role(role).id for role in CARING]
    return [next(c.name for c in truth.contacts if c.party == firm) for firm in firms]


def test_the_sentence_finds_those_planted_and_no_others(truth: Truth, business: Business) -> None:
    found = business.find(SENTENCE, as_of=SAMPLE_END)
    assert sorted(f.subjects[0].name for f in found.findings) == sorted(caring(truth))
    assert all(f"“{WORRIES}”" in f.sentence for f in found.findings)


def test_whoever_worried_long_ago_or_likes_nothing_is_found_by_half_of_it(business: Business) -> None:
    assert len(business.find('people who like "crm white papers"', as_of=SAMPLE_END).findings) == 3
    assert len(business.find('people who voiced concern about "churn"', as_of=SAMPLE_END).findings) == 4


def test_the_customers_page_says_what_they_care_about(truth: Truth, business: Business) -> None:
    page = business.show(truth.in_role(CARING[0]).name, as_of=SAMPLE_END)
    assert any(voice.quote == WORRIES and voice.stance == "concern" for voice in page.cares)
