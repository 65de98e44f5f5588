"""Everyday tasks, one command each: python tasks.py check | test | docs | demo | bench | constraints."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def run(*words: str) -> None:
    """Run a command here; stop with its exit code when it fails."""
    done = subprocess.run(words, cwd=HERE, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def check() -> None:
    """Lint, format, types, and whether the generated reference is up to date."""
    run(sys.executable, "-m", "ruff", "check", ".")
    run(sys.executable, "-m", "ruff", "format", "--check", ".")
    run(sys.executable, "-m", "mypy")
    run(sys.executable, "docs/make_reference.py", "--check")


def test() -> None:
    """The core tests."""
    run(sys.executable, "-m", "pytest")


def docs() -> None:
    """Write the generated reference pages anew."""
    run(sys.executable, "docs/make_reference.py")


def demo() -> None:
    """The sample business in a temporary folder."""
    run(sys.executable, "-m", "closeknit", "demo", "--no-serve", str(Path(tempfile.mkdtemp()) / "demo"))


def bench() -> None:
    """All benchmarks."""
    run(sys.executable, "bench/run.py")


def constraints() -> None:
    """Resolve all extras anew and write constraints.txt: names and versions only."""
    extras = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        run(
            sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed",
            "--report", str(report), f".[{','.join(extras)}]",
        )  # fmt: skip
        installed = json.loads(report.read_text())["install"]
    pins = sorted(
        f"{item['metadata']['name'].lower().replace('_', '-')}=={item['metadata']['version']}"
        for item in installed
        if item["metadata"]["name"] not in ("closeknit", "pip")
    )
    header = "# Versions that were tested together; written by `python tasks.py constraints`.\n"
    (HERE / "constraints.txt").write_text(header + "\n".join(pins) + "\n")


TASKS = {f.__name__: f for f in (check, test, docs, demo, bench, constraints)}

if __name__ == "__main__":
    chosen = sys.argv[1:] or ["check", "test"]
    unknown = [name for name in chosen if name not in TASKS]
    if unknown:
        sys.exit(f"no task {unknown[0]!r}; there are: {', '.join(TASKS)}")
    for name in chosen:
        TASKS[name]()
