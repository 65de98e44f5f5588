"""How findings are called: the name of the question, the kind, and six digits of a hash, between hyphens.

The parts can be told apart only because no name holds a hyphen. Names of questions are names of commands,
pages and files besides.
"""

from __future__ import annotations

import re

_NAME = "[a-z][a-z0-9_]*"

NAMES = "small letters a–z, digits and _, a letter first"
"""What names of questions and kinds of findings are made of, in words."""


def is_name(text: str) -> bool:
    """Whether a question or a kind of findings may be called so."""
    return re.fullmatch(_NAME, text) is not None


def is_finding_id(text: str) -> bool:
    """Whether a text looks like the id of a finding."""
    return re.fullmatch(f"{_NAME}-{_NAME}-[0-9a-f]{{6}}", text) is not None
