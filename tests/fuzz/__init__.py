"""Parsers under fire: whatever bytes come, a parser gives rows or a sentence, in bounded time and memory.

`python -m tests.fuzz PARSER --seconds 60` looks for bytes that break one, guided by coverage (needs the extra
`fuzz`); what it finds is put into tests/corpora/PARSER, which every run replays.
"""
