"""An open folder brought up to what was loaded and decided: tables, files, segments.

Whatever changes what is known of people ends here.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from closeknit.asking import AskedFolder
from closeknit.errors import CloseknitError, DiskFault, DiskFull, StoreError, WorkspaceBusy
from closeknit.progress import Progress

if TYPE_CHECKING:
    from closeknit.briefings.segments import Moved


class UpToDateFolder(AskedFolder):
    """An open folder that can be brought up to what was loaded and decided."""

    def bring_up(self, *, progress: Progress | None = None) -> list[str]:
        """Bring tables and segments up to what was loaded and decided; gives who came into segments and left.

        What hinders looking at segments is told among the rest: nothing fails because of it.
        """
        self.refresh(progress=progress)
        self.tidy(progress)
        try:
            moved, hindered = self.look_at_segments(progress=progress)
        except CloseknitError as error:
            return [f"segments were not looked at: {error.message}"]
        return [*(one.words for one in moved), *hindered]

    def tidy(self, progress: Progress | None = None) -> None:
        """Keep what was loaded in few files; put off where disk or store will not or somebody else writes."""
        from closeknit.ledger.compaction import tidy

        with suppress(DiskFull, DiskFault, StoreError, WorkspaceBusy):
            tidy(self.ledger.folder, progress=progress)

    def look_at_segments(self, *, progress: Progress | None = None) -> tuple[list[Moved], list[str]]:
        """Look at every segment on each day since the last look: who came and went, and what hindered."""
        from closeknit.segments import look_at_all

        return look_at_all(self, progress=progress)
