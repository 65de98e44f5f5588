"""An allowance is used up and fills again with time, for each asker apart."""

from closeknit.web.pace import Pace


def test_an_allowance_fills_again_with_time():
    now = [0.0]
    pace = Pace(2, 60, lambda: now[0])
    assert [pace.wait("ana") for _ in range(3)] == [0, 0, 30]
    assert pace.wait("ben") == 0
    now[0] = 29
    assert round(pace.wait("ana")) == 1
    now[0] = 30
    assert pace.wait("ana") == 0
    now[0] = 10_000
    assert [pace.wait("ana") for _ in range(3)] == [0, 0, 30]
