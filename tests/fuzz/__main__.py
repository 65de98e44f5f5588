"""python -m tests.fuzz PARSER [--seconds 60]: look for bytes that break a parser, guided by coverage.

`--into FOLDER` puts finds there instead of into the kept corpus.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["closeknit.sources", "feedparser", "icalendar"]):
    from tests.fuzz.parsers import CORPORA, TARGETS, seeds

MOST_SECONDS, MOST_MIB, LONGEST = 10, 1_024, 1 << 16
"""Of one input: seconds, memory of the whole process, bytes."""


def main() -> None:
    """Fuzz one parser for so long; what breaks it is written to its corpus."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("parser", choices=TARGETS)
    words.add_argument("--seconds", type=int, default=60)
    words.add_argument("--seed", type=int, default=0, help="the same goes the same way; 0: any")
    words.add_argument("--into", type=Path, help="put finds there instead of into the kept corpus")
    asked = words.parse_args()
    found = asked.into or CORPORA / asked.parser
    found.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(asked.parser)):
            (Path(folder) / f"seed-{number}").write_bytes(seed)
        limits = {
            "max_total_time": asked.seconds, "timeout": MOST_SECONDS, "rss_limit_mb": MOST_MIB,
            "max_len": LONGEST, "artifact_prefix": f"{found}/", "seed": asked.seed,
        }  # fmt: skip
        given = [f"-{name}={value}" for name, value in limits.items()]
        atheris.Setup([sys.argv[0], *given, folder], TARGETS[asked.parser])
        atheris.Fuzz()


main()
