"""Networks made up for maps."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pyarrow as pa

from closeknit.answers import Picture

COLUMNS = ("from", "to", "strength", "part", "from_firm", "to_firm")
Row = tuple[str, str, float, str, str, str]


def picture(*rows: Row) -> Picture:
    """A map of these ties."""
    types = [pa.string(), pa.string(), pa.float64(), pa.string(), pa.string(), pa.string()]
    cells = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    data = {
        name: pa.array(list(column), kind) for name, column, kind in zip(COLUMNS, cells, types, strict=True)
    }
    return Picture("map", "A finding", "a measure", "map", pa.table(data), "from", "to", series="part")


FIRST, LAST = ("Bo", "Wilhelmina", "Çağla", "李"), ("Li", "Abernathy-Johnson")
NAMES = (
    "WWWWWWWWWWWW MMMMMMMMMM", "Günther Großmüller @ 100 %", "Mickaël Œuvrard-Žižić", "Nguyễn Thị Phương Ơ Ư",
    "ÆÆÆÆÆÆ Ørsted Åkjær Bæææærmøse", "Щукин Жданов-Шишкин Юлианович", "Людмила Ющенко-Мымрина",
    "Ґалаґан Їжакевич", "Жұмабай Өмірұлы Қаңғалы", "Ωραιοζήλη Παπαδοπούλου Ψωμιάδη", "Ὦ Ἕλληνες Ἢὢὣ",
    "李小龍", "渡辺 ひろゆき カタカナ", "김민수 박지영", "ｶﾀｶﾅ ﾊﾝｶｸ", "محمد بن عبد الله", "صصصصصص شششششش سسس",
    "محمّد العَرَبِيّ ﷽", "יוסף בן שמעון", "שָׁלוֹם אֲבָרבנאל", "प्रिया शर्मा", "ऑऒओऔआ क्षत्रिय", "অনিন্দিতা চট্টোপাধ্যায়",
    "ஜெயலலிதா ஔவையார்", "ശ്രീധരൻ നമ്പൂതിരി", "ณัฐณิชา ฌญฒ", "ပြည်သူ့", "ខ្មែរ ឈឿន", "ልዑል መኰንን", "ᏣᎳᎩ ᏪᏪᏪ",
    "Խաչատուր Փափազյան", "გიორგი ლლლლლ", "🐘🐘🐘 Zoo 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇰", "❤ ☎ ⅷⅷⅷ ꧅𒐫", "‮Zaharas‬ \u0301\u0301o",
    "ǄǄǄ Ǆ ꜲꜲ ﬃﬃ",
)  # fmt: skip
"""People of all scripts, some as wide as they come."""


def of_all_scripts(people: int, seed: int) -> Picture:
    """So many people of all scripts, at firms of all scripts."""
    return scattered(people, seed, first=NAMES, last=("",), firms=NAMES)


def scattered(
    people: int,
    seed: int,
    ties: int = 2,
    *,
    first: Sequence[str] = FIRST,
    last: Sequence[str] = LAST,
    firms: Sequence[str] = ("Firm",),
) -> Picture:
    """So many people with long and short names, one in twelve of us; a way of two ties among them."""
    draw = Random(seed)
    names = [f"{draw.choice(first)} {draw.choice(last)} {n}" for n in range(people)]
    ours = max(1, people // 12)
    pairs = {(draw.randrange(ours), n) for n in range(1, people)}
    pairs |= {tuple(sorted(draw.sample(range(people), 2))) for _ in range(people * (ties - 1))}
    kept = sorted((one, other) for one, other in pairs if one != other)

    def firm(n: int) -> str:
        number = n % max(1, people // 6)
        return "" if n < ours else f"{firms[number % len(firms)]} {number}"

    return picture(*(
        (names[one], names[other], draw.random(), "way" if k < 2 else "", firm(one), firm(other))
        for k, (one, other) in enumerate(kept)
    ))  # fmt: skip
