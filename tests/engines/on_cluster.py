"""A process that brings a business's book up to date and asks every question.

`python -m tests.engines.on_cluster FOLDER` writes the answers to FOLDER/answers.json. It is a process of its
own, as one process has one Spark session.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from closeknit.business import Business
from closeknit.reports.jsonform import answer_json
from closeknit.workspace import open_workspace


def answers_of(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of a business's book, and its answers to all questions by name, as JSON has them."""
    with Business(open_workspace(folder)) as business:
        found = {answer.lens: answer_json(answer) for answer in business.answers()}
        return business.book.folder, json.loads(json.dumps(found))


if __name__ == "__main__":
    where = Path(sys.argv[1])
    book, answers = answers_of(where)
    (where / "answers.json").write_text(json.dumps({"book": str(book), "answers": answers}))
