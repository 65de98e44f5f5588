"""The JSON form is documented field by field."""

import json

from closeknit.reports.jsonform import FIELDS, answer_json, dumps
from tests.reports.answers_made import made_answer


def paths(value, at=""):
    """Every path of a JSON value, list items as []."""
    if isinstance(value, dict):
        for key, inner in value.items():
            here = f"{at}.{key}" if at else key
            yield here
            yield from paths(inner, here)
    elif isinstance(value, list):
        for inner in value:
            yield f"{at}[]"
            yield from paths(inner, f"{at}[]")


STEPS = [f"{known}.".replace("[]", ".[]") for known in FIELDS]


def documented(path):
    """A path is documented itself, by the path above it, or by the paths below it."""
    steps = f"{path}.".replace("[]", ".[]")
    return any(steps.startswith(known) or known.startswith(steps) for known in STEPS)


def test_every_field_of_the_form_is_documented():
    assert [p for p in paths(answer_json(made_answer())) if not documented(p)] == []


def test_every_documented_field_is_in_the_form():
    found = set(paths(answer_json(made_answer())))
    assert {p for p in FIELDS if p not in found} == set()


def test_the_text_is_valid_json_with_null_for_missing_cells():
    form = json.loads(dumps(answer_json(made_answer())))
    assert form["version"] == 1
    assert form["tables"][0]["rows"][1] == {
        "party_id": 12, "name": "=HYPERLINK(1)", "amount": None, "share": 0.004, "last": None,
    }  # fmt: skip


def test_of_a_large_answer_so_many_rows_are_told_as_are_wanted():
    whole, cut = (answer_json(made_answer(), most=most) for most in (None, 1))
    for part in ("tables", "pictures"):
        for all_of_it, some in zip(whole[part], cut[part], strict=True):
            assert len(all_of_it["rows"]) == 2
            assert some == all_of_it | {"rows": all_of_it["rows"][:1]}
