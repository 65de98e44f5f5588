"""The docs are complete, generated pages are fresh, links lead somewhere, examples run."""

import re
import runpy
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"])


def text(name):
    return (DOCS / "reference" / name).read_text("utf-8")


def test_generated_pages_say_what_the_code_says(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["make_reference.py", "--check"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(DOCS / "make_reference.py"), run_name="__main__")
    assert end.value.code == 0


def commands_in(group, name):
    """Each command of a group, and of the groups in it, by what is typed."""
    for word, command in group.commands.items():
        yield f"{name} {word}", command
        if hasattr(command, "commands"):
            yield from commands_in(command, f"{name} {word}")


def test_every_command_is_in_the_reference_with_an_example_and_its_options():
    import typer

    from closeknit.cli.app import app

    shown = re.findall(r"^Usage: (.+?) [\[{](.+?)(?=^Usage: |^```)", text("commands.md"), re.S | re.M)
    pages = dict(shown)
    for name, command in commands_in(typer.main.get_command(app), "closeknit"):
        assert "Example:" in pages[name], name
        assert [o for p in command.params for o in p.opts if "-" in o and f" {o}" not in pages[name]] == []


def test_every_setting_question_and_option_of_a_question_is_in_the_reference():
    from closeknit.lenses.seam import each_lens
    from closeknit.settings import known_keys

    assert all(f"`{key}`" in text("settings.md") for key in known_keys())
    asked, ask = sections("questions.md"), sections("commands.md")["closeknit ask"]
    for lens in each_lens():
        assert f" {lens.name}" in ask
        assert [
            o.name for o in lens.options if f"`--{o.name.replace('_', '-')}`" not in asked[lens.name]
        ] == []


def sections(page):
    """The parts of a page by their headings."""
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text(page), re.S | re.M))


def test_every_column_is_in_the_reference_under_its_table():
    from closeknit.book.schema import BOOK
    from closeknit.claims import CLAIMS
    from closeknit.ledger.schema import LEDGER

    for page, schemas in (("book.md", BOOK), ("ledger.md", CLAIMS | LEDGER)):
        written = sections(page)
        for name, schema in schemas.items():
            assert [c.name for c in schema.columns if f"| `{c.name}` |" not in written[name]] == []
            assert [c.name for c in schema.columns if not c.meaning] == []


def anchors(page):
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith("http"):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_every_page_of_the_docs_can_be_reached_from_their_index():
    index = (DOCS / "README.md").read_text("utf-8")
    linked = {(DOCS / t.split("#")[0]).resolve() for t in re.findall(r"\]\(([^)\s]+)\)", index)}
    assert {p for p in DOCS.rglob("*.md") if p.name != "README.md"} <= linked


def test_the_example_question_of_the_how_to_answers_on_the_sample(tmp_path):
    import pyarrow as pa

    from closeknit.book.schema import PARTIES
    from closeknit.day_numbers import EPOCH
    from closeknit.engines.duckdb import DuckDBEngine
    from closeknit.lenses.seam import Question

    code = re.search(r"```python\n(.*?)```", (DOCS / "how-to/add-a-question.md").read_text("utf-8"), re.S)
    scope = {}
    exec(compile(code[1], "how-to", "exec"), scope)
    engine = DuckDBEngine()
    row = {c.name: None for c in PARTIES.columns} | {"standing": "customer"}
    tables = {"parties": engine.from_arrow(pa.Table.from_pylist([row], schema=PARTIES.arrow), "parties")}
    answer = scope["LENS"].ask(Question(tables=tables, collect=engine.collect, as_of=EPOCH))
    engine.close()
    assert answer.headline == "1 in all"


def _named(requirement):
    """The package a requirement names."""
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


def test_dependencies_are_pinned_and_none_is_of_a_licence_we_cannot_take():
    from importlib.metadata import PackageNotFoundError, metadata, requires

    pins = [
        line.split("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    ]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    assert {_named(one) for one in asked} <= {*pins, "closeknit"}
    needed, absent = set(), set()
    for name in pins:
        try:
            about = metadata(name)
        except PackageNotFoundError:
            absent.add(name)
            continue
        needed |= {_named(one) for one in requires(name) or () if ";" not in one}
        said = " ".join([about.get("License-Expression") or "", *(about.get_all("Classifier") or [])])
        assert not re.search(r"\b(A?GPL|GNU (Affero )?General Public)", said), name
    # What only benchmarks or fuzzing bring need not be here; what anything here needs must be.
    assert not absent & needed
