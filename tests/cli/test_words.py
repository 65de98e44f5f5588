"""People see plain words: everything the sample business prints is searched for the others."""

import re

import pytest

from closeknit.export import EXPORTS

FORBIDDEN = ("ledger", "lens", "lenses", "quarantine", "claim", "claims", "party", "parties", "hazard",
             "hold-out", "holdout", "waterfall", "RR")  # fmt: skip

COMMANDS = [
    ("ask",),
    ("ask", "clients"),
    ("ask", "clients", "--options"),
    ("ask", "hygiene"),
    ("ask", "profit"),
    ("ask", "profit", "--options"),
    ("ask", "service"),
    ("ask", "triggers"),
    ("ask", "triggers", "--options"),
    ("find", "customers who are late and have an invoice"),
    ("purchases", "Okafor Foods"),
    ("export",),
    ("today",),
    ("today", "--minutes", "45"),
    ("show", "Okafor Foods"),
    ("why", "BL Group"),
    ("review",),
    ("imports",),
    ("sources",),
    ("problems",),
    ("segments",),
    ("outreach",),
    ("doctor", "--deep"),
]


def forbidden_in(text, names):
    """Forbidden words of a text from which the user's own data was taken out."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return {word for word in FORBIDDEN if re.search(rf"\b{re.escape(word)}\b", text)}


@pytest.fixture(scope="module")
def names(sample):
    """Texts that are the user's data: names and subjects of the sample; and names of tables one may type."""
    texts = set()
    for file in (sample / "truth").glob("*.csv"):
        texts |= {
            cell for line in file.read_text("utf-8").splitlines() for cell in line.split(",") if len(cell) > 8
        }
    return texts | set(EXPORTS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_what_commands_print_holds_no_word_of_ours(sample, typed, names, words):
    done = typed(sample, *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert forbidden_in(done.stdout + done.stderr, names) == set()


@pytest.mark.slow
@pytest.mark.parametrize("question", ["clients", "hygiene", "profit", "service"])
def test_reports_hold_no_word_of_ours(sample, typed, names, tmp_path, question):
    typed(sample, "ask", question, "--html", str(tmp_path / "report.html"))
    text = re.sub(
        r"<style>.*?</style>|<svg.*?</svg>|<[^>]+>",
        " ",
        (tmp_path / "report.html").read_text("utf-8"),
        flags=re.S,
    )
    assert forbidden_in(text, names) == set()


@pytest.mark.slow
def test_help_holds_no_word_of_ours(typed, tmp_path):
    import typer

    from closeknit.cli.app import app

    for name in typer.main.get_command(app).commands:
        assert forbidden_in(typed(tmp_path, name, "--help").stdout, set()) == set(), name


def test_every_command_that_prints_tables_of_an_answer_has_the_options_they_name():
    from inspect import signature

    from closeknit.cli import asking

    assert {"as_csv", "table", "html"} <= set(signature(asking.introduce).parameters)
    assert {"as_csv", "table", "html"} <= set(signature(asking.ask).parameters)
