"""A question's text, understood: pieces are matched with the phrases the grammar can take, and parsed.

Which words a phrase may be is asked of the parser at every step, so that one word can be a trait here and
an event there, and what one may write next is known at any place. Whether the question makes sense is the
matter of `checking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token
from lark.exceptions import UnexpectedInput

from closeknit.errors import NotUnderstood
from closeknit.questions.correcting import mistake
from closeknit.questions.literals import NoSuchValue
from closeknit.questions.making import question_of
from closeknit.questions.pieces import Piece, pieces_of, unquoted
from closeknit.questions.tree import Question
from closeknit.questions.vocabulary import Vocabulary

Parser = Any
"""Lark's interactive parser, which has no types."""

Read = tuple[Token, int]
"""A token, and the place of the piece after it."""

Way = tuple[Parser, tuple[Read, ...]]

LONGEST = 4_000
"""Characters of a question that are read."""

MOST_WAYS = 100
"""Ways of reading a sentence that are tried, where words can be two things."""

DEEPEST = 40
"""Brackets within brackets."""

LITERALS = {"text": ("STRING", "SEGMENT"), "number": ("NUMBER",), "day": ("DATE",)}
"""What a piece may stand for as it is; a text in quotes is a segment's name where one is asked for."""


@cache
def grammar() -> Lark:
    """The parser, built once."""
    text = files("closeknit.questions").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", start="question", maybe_placeholders=True, propagate_positions=True)


@dataclass(frozen=True)
class Stopped:
    """Where reading came to an end that is none: the piece, and what could have stood there."""

    place: int
    expected: frozenset[str]


def parse(text: str, vocabulary: Vocabulary) -> Question:
    """The question as a tree.

    Raises:
        NotUnderstood: it is no sentence of the language; the message shows where, and what was likely meant.
    """
    pieces = pieces_of(text[:LONGEST])
    if len(text) > LONGEST:
        raise NotUnderstood(
            f"a question may have {LONGEST:,} characters, this one has {len(text):,}", text=text, at=LONGEST
        )
    _not_too_deep(text, pieces)
    read = Reading(pieces, vocabulary)
    tree = read.whole()
    if isinstance(tree, Stopped):
        raise mistake(text, pieces, tree.place, tree.expected, vocabulary)
    try:
        question = question_of(tree)
    except NoSuchValue as refused:
        start, end = refused.place
        raise NotUnderstood(refused.message, text=text, at=start, to=end, remedy=refused.remedy) from None
    return question


def expected_after(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The terminals that can follow a text; none if the text itself is not understood."""
    read = Reading(pieces_of(text[:LONGEST]), vocabulary)
    # All ways: "have no invoice" is a whole sentence of papers, and may go on as one of events.
    for _ in read.wholes():
        pass
    furthest = read.furthest
    return furthest.expected if furthest.place >= len(read.pieces) else frozenset()


class Reading:
    """One way through the pieces after the other, the likeliest first, until the grammar takes one."""

    def __init__(self, pieces: Sequence[Piece], vocabulary: Vocabulary) -> None:
        self.pieces = pieces
        self.vocabulary = vocabulary
        self.furthest = Stopped(-1, frozenset())

    def whole(self) -> Any:
        """The parse tree, or where reading stopped at the furthest."""
        found = next(self.wholes(), None)
        return self.furthest if found is None else _tree(found)

    def wholes(self) -> Iterator[tuple[Read, ...]]:
        """The ways on which the pieces are a whole sentence, the likeliest first."""
        ways: list[Way] = [(grammar().parse_interactive(""), ())]
        for _ in range(MOST_WAYS):
            if not ways:
                return
            found = self._on(*ways.pop(), ways)
            if found is not None:
                yield found

    def _on(self, parser: Parser, read: tuple[Read, ...], ways: list[Way]) -> tuple[Read, ...] | None:
        """Go on after what was read; ways not taken are left in `ways`. None: it led nowhere."""
        place = read[-1][1] if read else 0
        while place < len(self.pieces):
            tokens = list(self._tokens(place, parser.choices()))
            if len(tokens) > 1:
                accepted = parser.accepts()
                tokens = [one for one in tokens if one[0].type in accepted]
            for other in reversed(tokens[1:]):
                ways.append((_fed(parser, other[0]), (*read, other)))
            parser, before = _fed(parser, tokens[0][0]) if tokens else None, parser
            if parser is None:
                self._stopped(before, place)
                return None
            read, place = (*read, tokens[0]), tokens[0][1]
        # A sentence that is whole may go on: completing asks how.
        self._stopped(parser, place)
        return read if "$END" in parser.accepts() else None

    def _stopped(self, parser: Parser, place: int) -> None:
        if place >= self.furthest.place:
            known = self.furthest.expected if place == self.furthest.place else frozenset()
            self.furthest = Stopped(place, known | frozenset(parser.accepts()))

    def _tokens(self, place: int, choices: Any) -> Iterator[Read]:
        """What the pieces from a place on may be, of what the parser can take: the longest first."""
        piece = self.pieces[place]
        said = unquoted(piece.text) if piece.kind == "text" else piece.text
        for literal in LITERALS.get(piece.kind, ()):
            if literal in choices:
                yield _token(literal, said, piece), place + 1
        seen = set()
        for words, terminal, meaning in self.vocabulary.phrases.get(piece.word, ()):
            after = place + len(words)
            if terminal not in choices or terminal in seen:
                continue
            if len(words) == 1 or words == tuple(p.word for p in self.pieces[place:after]):
                seen.add(terminal)
                yield _token(terminal, meaning, piece, self.pieces[after - 1]), after


def _fed(parser: Parser, token: Token) -> Parser | None:
    """The parser after one more token, the one given left as it was; None: it does not take it.

    Values are shared between the two, so this tells what is accepted and builds nothing.
    """
    after = parser.copy(deepcopy_values=False)
    try:
        after.feed_token(token)
    except UnexpectedInput:
        return None
    return after


def _tree(read: Sequence[Read]) -> Any:
    """The parse tree of tokens that are known to be a sentence."""
    parser: Parser = grammar().parse_interactive("")
    for token, _ in read:
        parser.feed_token(token)
    return parser.feed_eof()


def _token(terminal: str, value: str, first: Piece, last: Piece | None = None) -> Token:
    return Token(terminal, value, start_pos=first.start, end_pos=(last or first).end)


def _not_too_deep(text: str, pieces: Sequence[Piece]) -> None:
    depth = refused = 0
    for piece in pieces:
        depth += {"(": 1, ")": -1}.get(piece.text, 0)
        refused = refused + 1 if piece.text.lower() == "not" else 0
        if max(depth, refused) > DEEPEST:
            what = "brackets stand within each other" if depth > DEEPEST else 'times "not" in a row'
            raise NotUnderstood(
                f"more than {DEEPEST} {what}",
                text=text,
                at=piece.start,
                to=piece.end,
            )
