"""The two mapping files of the sample business are in the language that users write, and fit their files."""

from __future__ import annotations

import pytest

from closeknit.sources.mappings.library import read_mapping
from closeknit.sources.recognise import recognise
from closeknit.sources.tables.looking import tables_in

from .conftest import Sample


@pytest.mark.parametrize(
    ("mapping", "file", "stream"),
    [("signals.toml", "signals", "signals/news"), ("partner-orders.toml", "partner-orders", "portal/orders")],
)
def test_a_mapping_of_the_sample_claims_its_file(
    sample: Sample, mapping: str, file: str, stream: str
) -> None:
    read = read_mapping(sample.folder / "mappings" / mapping)
    assert read.stream_id == stream
    (glimpse,) = tables_in(sample.file(file))
    assert recognise(glimpse, [read]) == read
