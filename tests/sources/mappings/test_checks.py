"""Whether a file has the columns that a mapping needs."""

from __future__ import annotations

import pytest

from closeknit.errors import ColumnMissing
from closeknit.sources.mappings.checks import check_header
from tests.sources.mapped import mapping

BODY = """
[recognise]
columns = ["Day"]
{read}
[party.customer]
kind = "organization"
keys = {{ own = "Customer" }}
[[activity]]
kind = "order.placed"
at = "Day"
amount = "Amount"
"""


def test_a_missing_column_is_named_with_the_nearest_one() -> None:
    with pytest.raises(ColumnMissing) as caught:
        check_header(mapping(BODY.format(read="")), ["Day", "Customers", "Amount"], file="orders.csv")
    assert caught.value.column == "Customer"
    assert 'orders.csv has no column "Customer" (it has: Day, Customers, Amount)' in str(caught.value)
    assert (
        'did you mean "Customers"? If that is the column: Customer = ["Customers"] under [aliases].'
        in str(caught.value)
    )


def test_columns_may_be_missing_when_the_mapping_says_so() -> None:
    check_header(mapping(BODY.format(read='[read]\noptional = ["Amount"]')), ["Day", "Customer"], file="f")
    check_header(mapping(BODY.format(read="[read]\noptional = true")), ["DAY"], file="f")


def test_what_a_file_is_known_by_may_never_be_missing() -> None:
    with pytest.raises(ColumnMissing):
        check_header(mapping(BODY.format(read="[read]\noptional = true")), ["Customer"], file="f")
