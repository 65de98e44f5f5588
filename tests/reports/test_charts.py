"""A Python user gets pictures as real Altair charts."""

from dataclasses import replace

import altair as alt
import pyarrow as pa
import pytest

from closeknit.answers import Picture
from closeknit.errors import UnknownQuestion
from closeknit.reply import Reply
from closeknit.reports.charts import chart
from tests.reports.answers_made import made_answer


def test_a_python_user_gets_a_picture_of_an_answer_as_a_chart_with_the_finding_as_title():
    answer = made_answer()
    first = answer.pictures[0]
    drawn = Reply(answer).chart()
    assert isinstance(drawn, alt.LayerChart)
    assert drawn.to_dict()["title"]["text"] == first.title
    assert Reply(answer).chart(first.name).to_dict()["title"]["text"] == first.title


def test_a_picture_that_is_no_chart_or_not_there_is_told_with_those_there_are():
    answer = made_answer()
    first = answer.pictures[0]
    both = Reply(replace(answer, pictures=(replace(first, name="ties", kind="map"), first)))
    assert both.chart().to_dict() == Reply(answer).chart().to_dict()
    for name in ("ties", "nothing"):
        with pytest.raises(UnknownQuestion, match=f'no chart "{name}"') as told:
            both.chart(name)
        assert first.name in told.value.remedy
    with pytest.raises(UnknownQuestion, match="this answer has no chart"):
        Reply(replace(answer, pictures=())).chart()


def test_bars_of_several_series_stand_below_each_other_in_their_order():
    rows = {"topic": ["a", "a"], "share": [3.0, 2.0], "when": ["lately", "before"]}
    picture = Picture("p", "t", "s", "bars", pa.table(rows), "topic", "share", series="when",
                      order=("lately", "before"))  # fmt: skip
    offset = chart(picture).to_dict()["layer"][0]["encoding"]["yOffset"]
    assert (offset["field"], offset["sort"]) == ("when", ["lately", "before"])
