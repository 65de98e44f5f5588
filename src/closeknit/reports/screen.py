"""What goes to a terminal: texts from files are shown, never obeyed.

A cell may hold the sign that clears a screen, or the one that turns the direction of writing round.
Here such signs become visible ones, whatever is printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN = _PICTURES | dict.fromkeys((*range(0x80, 0xA0), *_DIRECTIONS), 0xFFFD)


def visible(text: str) -> str:
    """The text with a picture for each sign that would steer a terminal."""
    return text if text.isprintable() else text.translate(_SHOWN)


class Screen(Console):
    """A console that only rich itself can steer."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of something to print, their texts made visible."""
        for segment in super().render(renderable, options):
            text, style, control = segment
            yield segment if control or text.isprintable() else Segment(visible(text), style)
