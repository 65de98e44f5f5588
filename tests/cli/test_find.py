"""`closeknit find` answers a sentence with why and evidence, in every form; the how-to's examples run."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from closeknit import create
from closeknit.business import Business
from closeknit.errors import NotUnderstood, UnknownQuestion
from closeknit.questions.vocabulary import Vocabulary
from closeknit.workspace import open_workspace
from tests.cli.test_acting import ORDERS, TODAY, orders

HOW_TO = Path(__file__).parent.parent.parent / "docs" / "how-to" / "find-by-a-sentence.md"
SENTENCES = re.findall(r'^closeknit find ["“\'](.+)["”\'](?: --.*)?$', HOW_TO.read_text("utf-8"), re.M)


def test_every_sentence_of_the_how_to_is_answered(loaded_sample):
    with Business(open_workspace(loaded_sample)) as business:
        for sentence in SENTENCES:
            assert business.find(sentence, as_of="2026-06-30").headline
    assert len(SENTENCES) >= 6


def test_a_match_opens_to_file_and_line(loaded_sample):
    with Business(open_workspace(loaded_sample)) as business:
        found = business.find("customers whose lifetime value > 10000 limit 3", as_of="2026-06-30")
        assert len(found.findings) == 3
        rows = found.findings[0].evidence().to_pandas()
        assert rows["file"].str.len().gt(0).all()
        assert (rows["line"] > 1).all()
        explained = business.why(found.findings[0].finding.id)
        assert explained.facts[0].file
        with pytest.raises(NotUnderstood, match="lifetime value"):
            business.find("customers whose lifetime valu > 1")
        with pytest.raises(NotUnderstood, match="no customer or person goes by") as unknown:
            business.find('customers with a call and referred by "Nobody Known"', as_of="2026-06-30")
        assert unknown.value.about == '"Nobody Known"'
        assert "lifetime value" in business.complete("customers whose lifetime")


def test_the_command_gives_every_form(sample, typed):
    asked = ("find", "customers who are late limit 2", "--as-of", "2026-06-30")
    answer = json.loads(typed(sample, *asked, "--json").stdout)
    assert answer["options"]["question"] == "customers who are late limit 2"
    assert typed(sample, *asked, "--csv").stdout.startswith("party_id,name,key")
    refused = typed(sample, "find", "customers whose lifetime valu > 3")
    assert refused.returncode == 2
    assert "^^^^" in refused.stderr
    assert "late" in typed(sample, "find", "customers who are ", "--complete").stdout.split("\n")


@pytest.mark.slow
def test_a_day_within_the_sentence_is_the_day_it_is_asked_as_of(tmp_path, typed):
    """Of three who ordered once each, every day finds whoever had just ordered then, and nobody later."""
    firm = create(tmp_path / "firm")
    (firm.workspace.mappings / "orders.toml").write_text(ORDERS, "utf-8")
    firm.load([orders(tmp_path, "a", [("Ada", 300, 5), ("Bo", 100, 5), ("Di", 0, 5)])])
    for days, wanted in ((290, ["Ada"]), (200, []), (90, ["Bo"])):
        day = TODAY - timedelta(days)
        sentence = f"customers who ordered in the last 30 days as of {day}"
        found = firm.find(sentence, as_of=TODAY).answer  # what the sentence says goes first
        assert [one.subjects[0].name for one in found.findings] == wanted
        assert found.as_of == day
        told = json.loads(typed(firm.workspace.folder, "find", sentence, "--json").stdout)
        assert told["as_of"] == str(day)
        assert [one["subjects"][0]["name"] for one in told["findings"]] == wanted
        assert told["options"]["question"] == sentence


def test_what_nothing_here_can_tell_is_refused_with_what_to_ask_instead(tmp_path, monkeypatch):
    monkeypatch.setattr("closeknit.finding.evaluators", dict)
    monkeypatch.setattr(Business, "vocabulary", lambda _: Vocabulary())  # without a book, which takes seconds
    firm = create(tmp_path / "firm")
    with pytest.raises(UnknownQuestion, match="likes a topic cannot be told") as refused:
        firm.find('people who like "pricing"')
    assert refused.value.remedy == 'Ask instead: people who talked about "pricing"'
