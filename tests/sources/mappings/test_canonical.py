"""A file's columns go by the names that its mapping uses, in whatever order they stand."""

import itertools

from closeknit.sources.mappings.canonical import canonical_columns
from tests.sources.mapped import mapping

ONE = mapping('[aliases]\nName = ["User", "Username"]\n[[activity]]\nkind = "time.logged"\nat = "Day"')


def test_the_column_nearest_to_a_name_bears_it_wherever_it_stands():
    for header in itertools.permutations(("Name", "User", "Username", "Day")):
        named = dict(zip(header, canonical_columns(ONE, header), strict=True))
        assert (named["Name"], named["Day"]) == ("Name", "Day")
        assert {named["User"], named["Username"]} == {"Name__2", "Name__3"}
    for header in itertools.permutations(("Username", "User", "Day")):
        named = dict(zip(header, canonical_columns(ONE, header), strict=True))
        assert named == {"User": "Name", "Username": "Name__2", "Day": "Day"}


def test_a_name_that_stands_twice_is_told_apart():
    assert canonical_columns(ONE, ("name", "NAME", "Day")) == ("Name", "Name__2", "Day")
