"""What answers teach: facts that fooled us weigh less, and decisions stand whatever is learnt."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from closeknit.identity.decisions import Verdict
from closeknit.identity.learning import LEAST, UNTAUGHT, Lesson, asked_of, lessons
from closeknit.identity.likely import taught


def _answers(count: int, *, city_worth: float, shift: float = 0.0, seed: int = 1) -> list[Verdict]:
    """Answers on pairs between likely and not, where the city is worth so many times what was thought."""
    random, found = np.random.default_rng(seed), []
    while len(found) < count:
        name, city = random.choice([9.0, 7.0, 4.0]), random.choice([4.0, 2.0, -2.0])
        if 1 / (1 + 2 ** (8 - name - city)) < 0.5:
            continue
        truth = 1 / (1 + 2.0 ** -(-8 + shift + name + city_worth * city))
        weights = {"": -8.0, "name": name, "city": city}
        value = json.dumps({"asked": "pair", "kind": "person", "contradicted": False, "weights": weights})
        one = frozenset({f"a:{len(found)}"}), frozenset({f"b:{len(found)}"})
        found.append(Verdict(f"d-{len(found)}", bool(random.random() < truth), *one, value=value))
    return found


def test_a_fact_that_says_less_than_thought_weighs_less() -> None:
    lesson = lessons(_answers(600, city_worth=0.3))["person"]
    assert lesson.factor("city") < 0.7
    assert lesson.factor("never seen") == 1.0


def test_where_weights_are_right_they_stay_nearly_as_they_are() -> None:
    lesson = lessons(_answers(600, city_worth=1.0))["person"]
    assert lesson.factor("city") == pytest.approx(1, abs=0.25)
    assert lesson.factor("name") == pytest.approx(1, abs=0.25)
    assert abs(lesson.shift) < 1


def test_nothing_is_learnt_from_fewer_than_fifty_or_from_what_contradicts() -> None:
    answers = _answers(LEAST, city_worth=0.3)
    assert set(lessons(answers)) == {"person"}
    assert lessons(answers[:-1]) == {}
    told = json.loads(answers[0].value)
    against = replace(answers[0], value=json.dumps({**told, "contradicted": True}))
    assert lessons([against, *answers[1:]]) == {}


def _surprise(answers: list[Verdict], lesson: Lesson) -> float:
    """Bits by which an answer surprises, on average, who believes what the lesson says."""
    told = [(asked_of(answer)["weights"], answer.same) for answer in answers]
    bits = [
        lesson.shift + sum(lesson.factor(fact) * w if fact else w for fact, w in weights.items())
        for weights, _ in told
    ]
    signed = [b if same else -b for b, (_, same) in zip(bits, told, strict=True)]
    return float(np.log2(1 + 2.0 ** -np.array(signed)).mean())


def test_fifty_answers_help_where_a_fact_fooled_us_far_more_than_they_harm_where_none_did() -> None:
    gained = {}
    for worth in (0.3, 1.0):
        fresh = _answers(400, city_worth=worth, seed=99)
        taught_by = [lessons(_answers(LEAST, city_worth=worth, seed=n))["person"] for n in range(6)]
        left = [_surprise(fresh, lesson) for lesson in taught_by]
        gained[worth] = _surprise(fresh, UNTAUGHT) - float(np.mean(left))
    assert gained[0.3] > 0.2
    assert gained[1.0] > -0.05


def test_the_order_of_answers_plays_no_part() -> None:
    answers = _answers(80, city_worth=0.5)
    one, other = lessons(answers)["person"], lessons(answers[::-1])["person"]
    assert one.shift == pytest.approx(other.shift, abs=1e-3)


@pytest.mark.parametrize("value", ["", "free words", "[1]", '{"asked": 7}'])
def test_decisions_that_nobody_was_asked_for_teach_nothing(value: str) -> None:
    verdict = Verdict("d-0001", True, frozenset({"a:1"}), frozenset({"b:1"}), value=value)
    assert "weights" not in asked_of(verdict)
    assert lessons([verdict] * 100) == {}


def test_a_lesson_changes_weights_and_with_them_how_likely_a_pair_is() -> None:
    found = pa.table(
        {"a": [1], "b": [2], "w_city": [4.0], "w_name": [6.0], "start": [-8.0], "probability": [0.8]}
    )
    lesson = replace(UNTAUGHT, factors={"city": 0.5}, shift=-1.0)
    (row,) = taught(found, lesson).to_pylist()
    assert (row["w_city"], row["w_name"], row["start"]) == (2.0, 6.0, -9.0)
    assert row["probability"] == pytest.approx(1 / 3)
    assert taught(found, UNTAUGHT) is found
