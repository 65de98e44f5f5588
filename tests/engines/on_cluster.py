"""What a process of its own does on a cluster, as one process has one Spark session.

`python -m tests.engines.on_cluster answers FOLDER` brings a business's book up to date, asks every question
and writes the answers to FOLDER/answers.json; `… build FOLDER` only builds the book. `… keep ADDRESS FOLDER`
works something out, says so by a file `kept`, waits for one `go`, and writes what it then reads of it to
FOLDER/sums.json.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from closeknit.business import Business
from closeknit.engines.spark import SparkEngine
from closeknit.reports.jsonform import answer_json
from closeknit.workspace import open_workspace
from tests.conftest import SPARK_FOR_SMALL_TABLES

DRIVER = {
    **SPARK_FOR_SMALL_TABLES,
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.memory": "700m",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""Settings of whoever gives the workers their work."""


def answers_of(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of a business's book, and its answers to all questions by name, as JSON has them."""
    with Business(open_workspace(folder)) as business:
        found = {answer.lens: answer_json(answer) for answer in business.answers()}
        return business.book.folder, json.loads(json.dumps(found))


def ask(folder: str) -> None:
    """Build and ask; the answers beside."""
    book, answers = answers_of(Path(folder))
    (Path(folder) / "answers.json").write_text(json.dumps({"book": str(book), "answers": answers}))


def build(folder: str) -> None:
    """Build the book."""
    with Business(open_workspace(Path(folder))) as business:
        business.refresh()


def keep(address: str, folder: str) -> None:
    """Have the workers hold a table, and sum it up when told to."""
    engine = SparkEngine(master=address, config=DRIVER)
    numbers = engine.from_arrow(pa.table({"n": range(10_000)}), "numbers")
    held = engine.keep(numbers.mutate(group=numbers.n % 7), "held")
    (Path(folder) / "kept").touch()
    while not (Path(folder) / "go").exists():
        time.sleep(0.1)
    sums = held.group_by("group").aggregate(sum=held.n.sum()).order_by("group")
    (Path(folder) / "sums.json").write_text(json.dumps(engine.collect(sums).to_pylist()))
    engine.close()


if __name__ == "__main__":
    {"answers": ask, "build": build, "keep": keep}[sys.argv[1]](*sys.argv[2:])
