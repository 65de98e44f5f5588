"""What `import closeknit` offers is one list, and importing it is quick."""

import subprocess
import sys

import pytest

import closeknit

NAMES = [
    "Answer",
    "Business",
    "CloseknitError",
    "Reply",
    "Settings",
    "clients",
    "create",
    "load",
    "open",
    "profit",
    "restore",
    "service",
    "triggers",
]


def test_the_public_names_are_exactly_these():
    assert sorted(closeknit.__all__) == NAMES


def test_every_public_name_is_there_and_documented():
    for name in NAMES:
        assert getattr(closeknit, name).__doc__


def test_importing_closeknit_loads_nothing_heavy():
    heavy = "ibis duckdb pandas numpy scipy pyarrow altair"
    script = f"import closeknit, sys; print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_asking_for_help_loads_nothing_heavy():
    script = (
        "import sys; sys.argv = ['closeknit', '--help']\n"
        "from closeknit.cli.app import run\n"
        "run(['--help']); print([m for m in ('ibis', 'duckdb', 'pyarrow', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


@pytest.mark.slow
def test_being_ready_to_load_a_table_loads_nothing_for_other_files():
    script = (
        "import sys, closeknit.ledger.load\n"
        "from closeknit.sources.mappings.library import known_mappings\n"
        "assert all(known_mappings().values())\n"
        "print([m for m in ('pandas', 'icalendar', 'feedparser', 'ibis', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
