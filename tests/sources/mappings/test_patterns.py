"""Regular expressions of a mapping are refused where Python or RE2 cannot read them, or would differently."""

from __future__ import annotations

import pytest

from closeknit.errors import MappingError
from closeknit.sources.mappings.language import Place
from closeknit.sources.mappings.patterns import read_pattern, read_patterns

PLACE = Place("orders.toml", "headings")


@pytest.mark.parametrize(
    "good", ["", "^([A-Z]{2})-", r"Amount \(([A-Z]{3})?\)", "(?i)nps|(?:[à-ü]+)", "it's"]
)
def test_what_both_read_is_taken_as_it_is(good: str) -> None:
    assert read_patterns({"a": good}, PLACE) == {"a": good}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("(", "missing ), unterminated subpattern at position 0"),
        ("(?=b)", "(?= (RE2, which knows no look-ahead, look-behind and back-references)"),
        ("(?<!b)c", "(RE2, which knows no look-ahead"),
        (r"(a)\1", "(RE2, which knows no look-ahead"),
        ("[[:alpha:]]", "can be read in two ways: write a backslash before a sign that means itself"),
        ("a{1001}", "invalid repetition size: {1001} (RE2)"),
        ("a{99999999999}", "the repetition number is too large"),
    ],
)
def test_others_are_refused_with_the_reason(bad: str, why: str) -> None:
    with pytest.raises(MappingError) as refused:
        read_pattern(bad, PLACE / "Sum")
    assert str(refused.value).startswith("orders.toml: headings.Sum: ")
    assert why in str(refused.value)
