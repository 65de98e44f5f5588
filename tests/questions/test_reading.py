"""A sentence becomes a tree and reads the same again; what is no sentence is shown where it stops."""

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from closeknit.errors import NotUnderstood
from closeknit.questions import tree
from closeknit.questions.checking import check
from closeknit.questions.completing import completions
from closeknit.questions.printing import printed
from closeknit.questions.reading import LONGEST, expected_after, grammar, parse
from closeknit.questions.reference import EXAMPLES, grammar_text
from tests.questions.made_world import VOCABULARY
from tests.questions.sentences import questions, rules, rules_used

DOCS = Path(__file__).parents[2] / "docs"
SENTENCES = [one for many in EXAMPLES.values() for one in many]
CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def read(text):
    found = parse(text, VOCABULARY)
    check(found, text, VOCABULARY)
    return found


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_example_prints_to_a_sentence_of_the_same_tree(sentence):
    found = read(sentence)
    assert read(printed(found, VOCABULARY)) == found


def test_every_rule_of_the_grammar_is_used_by_an_example():
    used = set().union(*(rules_used(one) for one in SENTENCES))
    assert rules() - used == set()


def test_every_terminal_of_the_grammar_can_be_written():
    known = {*VOCABULARY.spoken, "STRING", "NUMBER", "DATE"}
    assert {one.name for one in grammar().terminals} | set(
        re.findall(r"\b_?[A-Z]{1,}[A-Z_]*\b", "\n".join(re.findall(r"^%declare (.*)$", grammar_text(), re.M)))
    ) <= known


def test_one_meaning_has_one_tree_however_it_is_worded():
    meant = read("customers whose last order is over 6 months ago and not contacted in 60 days")
    for said in (
        "clients whose latest purchase was more than 6 months ago but haven't been contacted within the last "
        "60 days",
        "CUSTOMERS whose last order is over six months ago and who were not contacted in 60 days",
    ):
        assert read(said) == meant


def test_a_state_at_somebody_is_the_state_and_being_there():
    assert read('people who are champions at "Halden"') == read(
        'people who are champions and at organizations (whose name contains "Halden")'
    )
    assert read("people who are champions at customers (who have an open deal)") == read(
        "people who are champions and at customers (who have an open deal)"
    )


def test_what_was_talked_about_is_any_activity_with_the_words():
    talked = read('people who talked about "churn" in the last 90 days')
    assert talked == read('people who have an activity about "churn" in the last 90 days')
    assert printed(talked, VOCABULARY) == 'people who talked about "churn" in the last 90 days'


def test_none_is_exactly_none():
    zero = read("customers with 0 orders in the last 90 days")
    assert zero == read("customers with no orders in the last 90 days")


def test_a_number_alone_means_at_least_so_many():
    assert read("customers who have 3 meetings") == read("customers who have at least 3 meetings")


def test_a_sentence_that_says_no_again_and_again_is_refused():
    with pytest.raises(NotUnderstood, match='times "not" in a row'):
        read(f"customers who are {'not ' * 491}late")


def test_and_binds_closer_than_or_and_brackets_closest():
    found = read("customers who are late or are late and are late")
    assert isinstance(found.where, tree.Or)
    assert isinstance(found.where.parts[1], tree.And)
    assert isinstance(read("customers who (are late or are late) and are late").where, tree.And)


@pytest.mark.parametrize(
    ("sentence", "mark", "said"),
    [
        ("customers who ordred in the last 30 days", "ordred", 'Did you mean "ordered"?'),
        ("custmers who are late", "custmers", 'Did you mean "customers"?'),
        ("customers whose lifetime valu > 3", "lifetime valu", 'Did you mean "lifetime value"?'),
        ("customers whose city is", "", "ends too early"),
        ('customers whose city is "Por', '"Por', "never closed"),
        ("customers whose last order is on 2026-02-30", "2026-02-30", "there is no day"),
        ("customers whose city > 4 monkeys", "monkeys", "not understood"),
        ("customers whose name > \"x\"", '"x"', "not more or less"),
        ("customers whose last order is 5", "5", "a day"),
        ("customers whose stage is \"x\"", "stage", "customers have no “stage”"),
        ("deals who ordered", "ordered", "deals have no orders"),
        ("deals who are late", "late", "cannot be said of deals"),
        ("customers whose sum of meetings is over 5", "meetings", "no amounts"),
        ("customers at customers", "customers", "not at customers"),
        ("people who have a person", "person", "people have no people"),
        ("customers who ordered in the next 3 days", "ordered", "not loaded as events"),
        ('customers in segment "big and silnt"', '"big and silnt"', 'did you mean "big and silent"'),
        ('tickets in segment "urgent"', '"urgent"', "holds deals, no tickets"),
        ("customers who ordered between 42 and 7 days ago", "42 and 7", "between 7 and 42"),
        (
            "customers whose last order is between 2026-01-01 and 42 days ago", "2026-01-01 and 42 days",
            "two numbers",
        ),
        (
            "customers whose lifetime value is between 10 and 2026-01-01", "10 and 2026-01-01",
            "two numbers or two days",
        ),
        ('customers who have an invoice about " "', '" "', "no words to look for"),
        ("customers whose lifetime value > 9999999999999999", "9999999999999999", "up to 15 digits"),
        ("customers limit 2.5", "2.5", "no whole number"),
        ("customers who ordered since 1700-01-01", "1700-01-01", "from 1800 to 2199"),
        ("customers who ordered in 12", "12", "in 2026, or in 60 days"),
        ("customers limit 0", "0", "at least 1"),
        ("customers who ordered in the last 999999 years", "999999 years", "no time to look through"),
        ("customers whose owner as of 2026-01-01 is \"x\"", "owner", "as of 2026-01-31"),
        ("customers whose lifetime value is between 5 and 2", "5 and 2", "between 2 and 5"),
        ('people within 3 introductions of "Ana Ruiz"', "3", "at most 2"),
        ('people within 1 introduction of ""', '""', "no name stands here"),
        ('customers referred by " "', '" "', "no name stands here"),
        ('people who are champions at ""', '""', "no name stands here"),
        ('people whose city with "Ana Ruiz" is "x"', '"Ana Ruiz"', "not between two"),
        ('people whose relationship strength with "" is over 0.3', '""', "no name stands here"),
        ("deals whose relationship strength is over 0.3", "relationship strength", "deals have no"),
        ("", "", "nothing was asked"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_shown_at_its_place_with_what_was_meant(sentence, mark, said):
    with pytest.raises(NotUnderstood) as refused:
        read(sentence)
    assert said in str(refused.value)
    assert refused.value.about == mark
    assert "^" in str(refused.value)


def test_a_sentence_longer_than_any_question_is_refused_with_its_length():
    with pytest.raises(NotUnderstood, match=f"may have {LONGEST:,} characters, this one has {LONGEST + 1:,}"):
        read("customers".ljust(LONGEST + 1))


def test_the_how_to_shows_what_a_mistake_prints():
    page = (DOCS / "how-to" / "find-by-a-sentence.md").read_text(encoding="utf-8")
    sentence, shown = re.search(r'^\$ closeknit find "(.+)"\ncloseknit: ([^`]+)\n```', page, re.M).groups()
    with pytest.raises(NotUnderstood) as refused:
        read(sentence)
    assert str(refused.value) == shown


def test_a_sentence_is_completed_by_what_may_follow():
    assert "customers" in completions("cust", VOCABULARY)
    assert "lifetime value" in completions("customers whose lifetime", VOCABULARY)
    assert "late" in completions("customers who are ", VOCABULARY)
    assert completions("customers banana ", VOCABULARY) == []


CUTS = [(one, cut.start()) for one in SENTENCES for cut in re.finditer(r"(?<=\s)", one)]


@pytest.mark.parametrize("begun", sorted({one[:at] for one, at in CUTS})[::29])
def test_whatever_is_offered_can_be_gone_on_with(begun):
    expected, offers = expected_after(begun, VOCABULARY), completions(begun, VOCABULARY, most=1_000)
    if begun.count('"') % 2:
        assert not offers, "a text in quotes is one's own"
    elif not expected:  # within a phrase: it is offered to whoever has not gone on to the next word
        assert completions(begun.rstrip(), VOCABULARY), begun
    elif not expected <= {"STRING", "NUMBER", "DATE"}:
        assert offers, begun
    for words in offers:
        assert words == "$END" or expected_after(f"{begun}{words} ", VOCABULARY), f"{begun}| {words}"


@pytest.mark.slow
@given(questions())
@settings(max_examples=60, deadline=None, suppress_health_check=CALM)
def test_whatever_is_offered_within_any_sentence_can_be_gone_on_with(question):
    sentence = printed(question, VOCABULARY)
    cuts = [cut.start() for cut in re.finditer(r"(?<=\s)", sentence)]
    for at in cuts[:: len(cuts) // 4 + 1]:
        test_whatever_is_offered_can_be_gone_on_with(sentence[:at])


def test_all_ways_to_go_on_are_offered_where_what_stands_there_can_be_read_in_several():
    """An invoice is a paper that can be unpaid, and an event that happened at some time."""
    assert set(completions("customers who have no invoice ", VOCABULARY, most=1_000)) >= {"and", "since"}


def offered(begun):
    return set(completions(begun, VOCABULARY, most=1_000))


def test_what_is_offered_goes_with_the_words_before_it():
    are = offered("people who are ")
    assert are >= {"late", "champions", "contacted", "at", "referred by"}
    assert not are & {
        "a champion",
        "ordered",
        "order",
        "belong to",
        "work at",
        "came through",
        "part_missing",
    }
    assert "a champion" in offered("people who is ")
    assert "champions" not in offered("people who is ")
    who = offered("people who ")
    assert who >= {"are", "have", "ordered", "met", "work at", "like", "never", "did not"}
    assert not who & {"late", "champions", "lifetime value", "first", "contacted", "contact", "with", "!="}
    whose = offered("people whose ")
    assert whose >= {"city", "last", "number of"}
    assert not whose & {"late", "ordered", "have", "are", "stage"}
    did_not = offered("customers who did not ")
    assert did_not >= {"order", "ask about", "have", "refer"}
    assert not did_not & {"ordered", "asked about", "has", "late", "city"}
    assert offered("deals ") >= {"due", "that", "at"}
    assert not offered("deals that are ") & {"late", "champions"}
    assert "stage" in offered("customers who have a deal (whose ")
    assert "stage" not in offered("customers who have a deal and whose ")


def test_with_whom_is_offered_after_a_trait_of_two_alone():
    assert "with" in offered("people whose relationship strength ")
    assert "with" not in offered("people whose city ")


def test_the_names_of_segments_are_offered_where_one_is_asked_for_and_nowhere_else():
    known = replace(VOCABULARY, segments={"big and silent": "customers", "late": "people"})
    assert completions("customers in segment ", known) == ['"big and silent"', '"late"']
    assert '"late"' not in completions("customers who asked about ", known)
    with pytest.raises(NotUnderstood, match='Did you mean "late"'):
        parse("people in segment late", known)
    with pytest.raises(NotUnderstood, match="the name of a segment in quotes"):
        parse("people in segment", known)


@given(questions())
@settings(max_examples=50, deadline=None, suppress_health_check=CALM)
def test_print_and_parse_give_the_same_tree(question):
    assert read(printed(question, VOCABULARY)) == question


@pytest.mark.slow
@given(questions(conditioned=True))
@settings(max_examples=1_000, deadline=None, suppress_health_check=CALM)
def test_a_thousand_of_which_no_two_share_a_part_print_and_parse_to_the_same_tree(question):
    assert read(printed(question, VOCABULARY)) == question
    assert read(printed(question, VOCABULARY, one=True)) == question


def mutated(rng):
    """An example with a few letters or words changed, lost, doubled or moved."""
    words = rng.choice(SENTENCES).split(" ")
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(words))
        match rng.randrange(6):
            case 0:
                del words[at]
            case 1:
                words.insert(at, rng.choice(words))
            case 2:
                words[at] = words[at][: rng.randrange(len(words[at]) + 1)]
            case 3:
                words[at] = words[at] + rng.choice('"(),.>é–𝕏\n\t')
            case 4:
                words[at] = rng.choice(
                    ["(", ")", '"', "99999999999999999999", "2026-99-99", "and", "\x00", "%s"]
                )
            case 5:
                rng.shuffle(words)
        words = words or ["x"]
    return " ".join(words)


def read_or_shown(sentence):
    """Whether it was read rather than shown with a caret; anything else is an error of ours."""
    try:
        read(sentence)
    except NotUnderstood as refused:
        shown = str(refused)
    else:
        return True
    assert "^" in shown
    return False


def test_fifty_mutated_sentences_are_read_or_shown_with_a_caret():
    rng = random.Random(1)
    outcomes = [read_or_shown(mutated(rng)) for _ in range(50)]
    assert False in outcomes


@pytest.mark.slow
def test_a_thousand_mutated_sentences_are_read_or_shown_with_a_caret():
    rng = random.Random(2)
    outcomes = [read_or_shown(mutated(rng)) for _ in range(2_000)]
    assert outcomes.count(False) > 1_000


@example("customers " + "(" * 60)
@example("customers who " + "have an invoice and " * 150 + "x")
@given(questions().map(lambda q: printed(q, VOCABULARY)[::-1]))
@settings(max_examples=5, deadline=None, suppress_health_check=CALM)
def test_nonsense_is_shown_with_a_caret(sentence):
    read_or_shown(sentence)
