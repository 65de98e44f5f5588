"""Every call, made with whatever fits its declaration and does not: no fault, and only what is documented."""

from __future__ import annotations

from dataclasses import replace
from shutil import copytree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.business import Business
from closeknit.desk import api_keys
from closeknit.web.api.calls import PREFIX
from closeknit.web.api.openapi import calls, type_words
from closeknit.web.app import make_app
from closeknit.web.entrance import Session
from closeknit.web.pace import Pace
from closeknit.workspace import open_workspace
from tests.web.conftest import ROOT, opened
from tests.web.walked import WHO

pytestmark = pytest.mark.slow

READ = [call for call in calls() if call.method == "GET"]
CHANGING = [call for call in calls() if call.method != "GET"]
EXAMPLES, EXAMPLES_WORKED_OUT = 30, 6
"""How many are tried of each call; fewer where each of them has an answer worked out."""

FITTING = [True, False]
KEY = "ck_of_this_test"
SEGMENT, SENTENCE = "kept", "customers"


def holder(key):
    """Who holds the one key there is."""
    return Session("a program", "viewer", 0, 0) if key == KEY else None


def is_text(one):
    """Whether a parameter takes any text."""
    return type_words(one) == "string"


def interface_of(served, key):
    """The calls of what is served by a key, without a limit on how often; and the key as it is sent."""
    import schemathesis

    app = make_app(replace(served, pace=Pace(10**9, 1)), hosts=("testserver",))
    told = {"Authorization": f"Bearer {key}"}
    return schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app, headers=told), told


@pytest.fixture(scope="module")
def reading(served):
    """The calls over the tiny business."""
    return interface_of(replace(served, holder=holder), KEY)


@pytest.fixture(scope="module")
def changed(tiny, tmp_path_factory):
    """What requests to a copy of the tiny business share, and what each call can be about there: made up, a
    customer or a number hardly ever is one. Answers are not worked out after each change."""
    folder = tmp_path_factory.mktemp("changed") / "shop"
    copytree(tiny, folder)
    with Business(open_workspace(folder)) as business:
        business.add_segment(SEGMENT, SENTENCE)
        there = {
            "take_back_note": {"decision": business.note(WHO, "likes tea")},
            "take_back_correction": {"decision": business.correct(WHO, "city", "Porto")},
            "take_back_part": {"decision": business.keep_role(WHO, "champion")},
            "undo": {"id": "i-0001"},
            "add_segment": {"q": SENTENCE},
            "drop_segment": {"name": SEGMENT},
        }
    with opened(folder) as found, pytest.MonkeyPatch.context() as patch:
        patch.setattr(found.worker, "work_out", lambda: None)
        yield found, there


@pytest.fixture(scope="module")
def changing(changed):
    """The calls over that copy, by a key that was made for them."""
    return interface_of(changed[0], api_keys.add(changed[0].desk(), "any-call", "analyst", ROOT))


def checks():
    """What holds of every answer, whatever was asked."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as of_openapi

    return [
        not_a_server_error,
        of_openapi.status_code_conformance,
        of_openapi.content_type_conformance,
        of_openapi.response_headers_conformance,
        of_openapi.response_schema_conformance,
        of_openapi.negative_data_rejection,
    ]


def any_cases(interface, call, fitting):
    """Cases of a call: what fits its declaration, or does not."""
    from schemathesis import GenerationMode

    mode = GenerationMode.POSITIVE if fitting else GenerationMode.NEGATIVE
    # The key is always sent: a case whose one fault is to lack it would fit.
    operation, told = interface[0].find_operation_by_id(call.name), interface[1]
    return operation.as_strategy(generation_mode=mode, headers=told)


def told_as_documented(served, case, told):
    """Make a call, and look at what came of the work that it began."""
    answer = case.call_and_validate(headers=told, checks=checks())
    if answer.status_code == 202:
        job = served.worker.job(answer.json()["id"])
        assert job.ended.wait(60)
        assert job.problem is None or "our fault" not in job.problem.message
    return answer.status_code


def tried(most, **more):
    """So many examples, each as long as it takes."""
    return settings(
        max_examples=most, deadline=None, suppress_health_check=list(HealthCheck), database=None, **more
    )


@pytest.mark.parametrize("fitting", FITTING, ids=["fitting", "not fitting"])
@pytest.mark.parametrize("call", READ, ids=lambda call: call.name)
def test_a_call_answers_as_documented_whatever_it_is_asked(reading, served, call, fitting):
    if not fitting and not call.parameters:
        return

    @given(any_cases(reading, call, fitting))
    @tried(EXAMPLES_WORKED_OUT if call.name.startswith("answer_") else EXAMPLES)
    def any_case(case):
        told_as_documented(served, case, reading[1])

    any_case()


WITH_TEXTS = [call for call in READ if any(is_text(one) for one in call.parameters)]


@pytest.mark.parametrize("call", WITH_TEXTS, ids=lambda call: call.name)
def test_a_control_character_in_any_text_of_an_address_is_refused(reading, served, call):
    """Of all that could be made up it is too rare to come by itself."""
    names = [one.name for one in call.parameters if is_text(one)]
    some = st.text(st.characters(codec="utf-8"), max_size=3)
    signs = st.sampled_from([chr(n) for n in range(32) if chr(n) not in "\t\r\n"])

    @given(any_cases(reading, call, True), st.sampled_from(names), some, signs, some)
    @tried(EXAMPLES_WORKED_OUT)
    def any_case(case, name, before, sign, after):
        given_in = case.path_parameters if name in call.in_path else case.query
        given_in[name] = before + sign + after
        assert told_as_documented(served, case, reading[1]) == 400

    any_case()


@pytest.mark.parametrize("fitting", FITTING, ids=["fitting", "not fitting"])
@pytest.mark.parametrize("call", CHANGING, ids=lambda call: call.name)
def test_a_call_that_changes_something_does_as_documented_whatever_it_is_sent(
    changing, changed, call, fitting
):
    served, there = changed
    about, came = there.get(call.name, {"key": WHO}), set()
    needed = {one.name for one in call.parameters if one.needed}
    most = EXAMPLES_WORKED_OUT if call.takes_files or call.name == "add_segment" else EXAMPLES

    @given(any_cases(changing, call, fitting), st.booleans())
    @tried(most, derandomize=True)
    def any_case(case, known):
        if fitting and known:
            for given_in in (case.path_parameters, case.query):
                for name in given_in.keys() - needed:
                    del given_in[name]
                given_in.update({name: about[name] for name in given_in.keys() & about.keys()})
        came.add(told_as_documented(served, case, changing[1]))

    any_case()
    assert fitting == any(status < 300 for status in came), "at least once, or never"
