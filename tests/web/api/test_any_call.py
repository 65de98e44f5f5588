"""Every call, made with whatever fits its declaration and does not: no fault, and only what is documented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from closeknit.web.api.calls import PREFIX
from closeknit.web.api.openapi import calls
from closeknit.web.app import make_app
from closeknit.web.entrance import Session
from closeknit.web.pace import Pace

pytestmark = pytest.mark.slow

READ = [call for call in calls() if call.method == "GET"]
EXAMPLES, EXAMPLES_WORKED_OUT = 30, 6
"""How many are tried of each call; fewer where each of them has an answer worked out."""


KEY = "ck_of_this_test"
TOLD = {"Authorization": f"Bearer {KEY}"}


def holder(key):
    """Who holds the one key there is."""
    return Session("a program", "viewer", 0, 0) if key == KEY else None


@pytest.fixture(scope="module")
def interface(served):
    """The calls over the tiny business, without a limit on how often."""
    import schemathesis

    app = make_app(replace(served, pace=Pace(10**9, 1), holder=holder), hosts=("testserver",))
    return schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app, headers=TOLD)


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


@pytest.mark.parametrize("fitting", [True, False], ids=["fitting", "not fitting"])
@pytest.mark.parametrize("call", READ, ids=lambda call: call.name)
def test_a_call_answers_as_documented_whatever_it_is_asked(interface, served, call, fitting):
    from schemathesis import GenerationMode

    operation = interface.find_operation_by_id(call.name)
    mode = GenerationMode.POSITIVE if fitting else GenerationMode.NEGATIVE
    most = EXAMPLES_WORKED_OUT if call.name.startswith("answer_") else EXAMPLES
    if not fitting and not call.parameters:
        return

    # The key is always sent: a case whose one fault is to lack it would fit.
    @given(operation.as_strategy(generation_mode=mode, headers=TOLD))
    @settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def any_case(case):
        answer = case.call_and_validate(headers=TOLD, checks=checks())
        if answer.status_code == 202:
            job = served.worker.job(answer.json()["id"])
            assert job.ended.wait(60)
            assert job.problem is None or "our fault" not in job.problem.message

    any_case()
