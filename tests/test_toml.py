"""TOML that is none is refused with the line that is wrong."""

import pytest

from closeknit.errors import MappingError, SettingsError
from closeknit.toml import read_toml


def test_what_is_toml_comes_out_as_tables():
    assert read_toml('[a]\nb = "c"', file="x.toml", error=SettingsError) == {"a": {"b": "c"}}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('format = 1\namount = "Total\n', 'Line 2 reads: amount = "Total'),
        ("[read]\nnull = NULL\n", "Line 2 reads: null = NULL"),
        ("a = 1\na = 2\n", "Line 2 reads: a = 2"),
        ("a = [1,\n", "Line 1 reads: a = [1,"),
        ("a =", "Line 1 reads: a ="),
    ],
)
def test_the_line_that_is_wrong_is_shown(text, line):
    with pytest.raises(MappingError) as raised:
        read_toml(text, file="x.toml", error=MappingError)
    assert raised.value.message.startswith("x.toml is not valid TOML: ")
    assert raised.value.remedy.startswith(line)


@pytest.mark.parametrize("deep", [21, 200, 5_000])
def test_tables_inside_each_other_without_end_are_refused(deep):
    text = "a = " + "{ b = [" * deep + "] }" * deep
    with pytest.raises(MappingError, match="tables and lists inside each other more than 20 deep"):
        read_toml(text, file="x.toml", error=MappingError)


@pytest.mark.parametrize("number", ["9" * 5_000, "0x" + "f" * 5_000, "[{ b = -9223372036854775809 }]"])
def test_a_whole_number_larger_than_toml_has_is_refused(number):
    with pytest.raises(MappingError, match=r"x\.toml has a whole number of more than 64 bits"):
        read_toml(f"a = {number}", file="x.toml", error=MappingError)


def test_the_largest_whole_numbers_of_toml_are_read():
    text = "a = [9223372036854775807, -9223372036854775808]"
    assert read_toml(text, file="x.toml", error=MappingError) == {"a": [2**63 - 1, -(2**63)]}
