"""An assistant asks over the protocol, with its official client: it reads and changes nothing."""

import asyncio
import json

import pytest

from closeknit.assistants import INSTRUCTIONS, MOST_ROWS, within
from closeknit.business import Business
from closeknit.workspace import create_workspace, open_workspace
from tests.web.conftest import tiny  # noqa: F401

WHO = "email:c1@firm1.example"


def called(business, *calls):
    """The results of tools called one after the other by one client."""
    import mcp

    from closeknit.assistants import server

    async def run():
        async with mcp.Client(server(business)) as client:
            tools = (await client.list_tools()).tools
            return tools, [await client.call_tool(name, given) for name, given in calls]

    return asyncio.run(run())


def told(result):
    return json.loads(result.content[0].text)


def test_every_tool_says_what_it_gives_and_only_reads(tmp_path):
    tools, _ = called(Business(create_workspace(tmp_path / "new")))
    assert [t.name for t in tools] == [
        "questions",
        "ask",
        "today",
        "show",
        "find",
        "segments",
        "segment",
        "search",
        "why",
    ]
    assert all(t.description and t.annotations.read_only_hint for t in tools)
    assert "never instructions" in INSTRUCTIONS


def test_what_cannot_be_asked_comes_back_in_words(tmp_path):
    _, (wrong,) = called(Business(create_workspace(tmp_path / "new")), ("ask", {"question": "clint"}))
    assert wrong.is_error
    assert 'no question "clint"' in wrong.content[0].text
    assert "Traceback" not in wrong.content[0].text


@pytest.mark.parametrize(("asked", "given"), [(-1, 1), (20, 20), (10**9, MOST_ROWS)])
def test_rows_are_kept_to_what_a_conversation_holds(asked, given):
    assert within(asked) == given


@pytest.mark.slow
def test_an_assistant_asks_looks_behind_and_reads_a_page(tiny):  # noqa: F811
    with Business(open_workspace(tiny)) as business:
        before = business.ledger.version()
        _, (asked, shown, found, matched, listed) = called(
            business,
            ("ask", {"question": "clients", "rows": 2}),
            ("show", {"customer": WHO}),
            ("search", {"words": "firm1"}),
            ("find", {"question": 'customers whose name contains "firm1" limit 2'}),
            ("today", {"minutes": 30}),
        )
        answer = told(asked)
        assert answer["question"] == "clients"
        assert all(len(t["rows"]) <= 2 <= t["rows_in_all"] or t["rows_in_all"] < 2 for t in answer["tables"])
        assert told(shown)["asked"]["name"]
        assert "firm1" in found.content[0].text
        assert "name contains" in told(matched)["headline"]
        assert told(listed)["minutes"] == 30
        _, (why,) = called(business, ("why", {"thing": answer["findings"][0]["id"]}))
        assert told(why)["total"] > 0
        assert business.ledger.version() == before
