"""An answer in the hands of a Python user: prints in a terminal, draws in a notebook, opens its evidence."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from closeknit.answers import Answer, AnswerTable, Finding
from closeknit.errors import UnknownFinding, UnknownQuestion

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd
    import pyarrow as pa

Opener = Callable[[Answer, Finding], "pa.Table"]
"""Gives the loaded lines behind a finding."""


@dataclass(frozen=True)
class Rows:
    """The lines behind a finding: file, line, and the cells as they were read."""

    table: pa.Table

    def to_pandas(self) -> pd.DataFrame:
        """As a pandas data frame."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame

    def __len__(self) -> int:
        return int(self.table.num_rows)


class FindingReply:
    """One finding; its values are attributes, and `evidence()` gives what lies behind it."""

    def __init__(self, answer: Answer, finding: Finding, opener: Opener | None) -> None:
        self._answer, self._opener = answer, opener
        self.finding = finding

    def __getattr__(self, name: str) -> Any:
        finding = object.__getattribute__(self, "finding")
        if hasattr(finding, name):
            return getattr(finding, name)
        if name in finding.values:
            return finding.values[name]
        raise AttributeError(f"a finding has no {name!r}")

    def evidence(self) -> Rows:
        """The loaded lines behind the finding.

        Raises:
            UnknownFinding: the answer came from plain tables, so there are no loaded lines.
        """
        if self._opener is None:
            raise UnknownFinding(
                "this answer was made from plain tables; what lies behind it are your own rows",
                remedy="Load files into a business folder to look behind findings.",
                about=self.finding.id,
            )
        return Rows(self._opener(self._answer, self.finding))

    def __repr__(self) -> str:
        return f"<{self.finding.id}: {self.finding.sentence}>"


class Reply:
    """What `business.ask(...)` and the short ways give: an Answer that shows itself."""

    def __init__(self, answer: Answer, opener: Opener | None = None) -> None:
        self.answer = answer
        self._opener = opener

    @property
    def headline(self) -> str:
        """The answer in one sentence."""
        return self.answer.headline

    @property
    def findings(self) -> list[FindingReply]:
        """The findings, most important first."""
        return [FindingReply(self.answer, f, self._opener) for f in self.answer.findings]

    def table(self, name: str) -> AnswerTable:
        """A table of the answer by its name."""
        return self.answer.table(name)

    def to_pandas(self, name: str = "") -> pd.DataFrame:
        """A table of the answer as a data frame; the first one without a name."""
        table = self.answer.table(name) if name else self.answer.tables[0]
        frame: pd.DataFrame = table.data.to_pandas()
        return frame

    def chart(self, name: str = "") -> alt.LayerChart:
        """A picture of the answer as an Altair chart, to be shown or changed; the first one without a name.

        Raises:
            UnknownQuestion: the answer has no such chart. A map is none.
        """
        from closeknit.reports.charts import chart

        charts = {picture.name: picture for picture in self.answer.pictures if picture.kind != "map"}
        picture = charts.get(name) if name else next(iter(charts.values()), None)
        if picture is None:
            raise UnknownQuestion(
                f'this answer has no chart "{name}"' if name else "this answer has no chart",
                remedy=f"It has: {', '.join(charts)}." if charts else "",
                about=name,
            )
        return chart(picture)

    def to_json(self) -> str:
        """The documented JSON form."""
        from closeknit.reports.jsonform import answer_json, dumps

        return dumps(answer_json(self.answer))

    def to_html(self) -> str:
        """A report as one HTML file."""
        from closeknit.reports.html import answer_html

        return answer_html(self.answer)

    def __str__(self) -> str:
        from closeknit.reports.screen import Screen
        from closeknit.reports.terminal import print_answer

        out = io.StringIO()
        print_answer(self.answer, Screen(file=out, width=100, highlight=False))
        return out.getvalue()

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """What a notebook shows: markup with pictures, text where there is none."""
        from closeknit.reports.html import answer_fragment

        return {"text/plain": str(self), "text/html": answer_fragment(self.answer)}
