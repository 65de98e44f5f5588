"""Purchase histories are counted, not listed."""

import numpy as np
import pytest

from closeknit.methods.histories import histories


def made(purchases, first, last, until=100, unit="days"):
    return histories(np.array(purchases), np.array(first), np.array(last), until=until, unit=unit)


def test_equal_histories_are_counted_once():
    h = made([3, 1, 3], [10, 0, 10], [50, 0, 50])
    assert h.x.tolist() == [0, 2]
    assert h.customers.tolist() == [1, 2]
    assert h.which.tolist() == [1, 0, 1]
    assert (h.total, h.repeats) == (3, 4)


def test_time_is_in_the_unit_asked_for():
    h = made([2], [0], [70], until=140, unit="weeks")
    assert (h.recency[0], h.watched[0]) == (10.0, 20.0)


def test_a_purchase_after_the_end_is_refused():
    with pytest.raises(ValueError, match="none after its end"):
        made([2], [0], [120])


def test_order_of_customers_does_not_matter():
    one, other = made([3, 1], [10, 0], [50, 0]), made([1, 3], [0, 10], [0, 50])
    assert one.x.tolist() == other.x.tolist()
    assert one.watched.tolist() == other.watched.tolist()
