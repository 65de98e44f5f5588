"""The sample business: a believable firm's export files, made from a seed, with the truth beside them.

`make` plants the story module by module (who there is, what they bought, what we did, what went wrong),
writes the files as the real tools write them, and tells the truth. A new planting is one more module in
PLANTINGS: every subject draws from a stream of its own, so the others stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from closeknit.demo import (
    anchors,
    billing,
    cards,
    cast,
    contracts,
    customers,
    dealing,
    deals,
    decoys,
    dirt,
    export_harvest,
    export_hubspot,
    export_mail,
    export_own,
    export_stripe,
    export_xero,
    export_zendesk,
    firm,
    mail,
    moments,
    orders,
    projects,
    referrals,
    retainers,
    signals,
    spellings,
    tickets,
    timesheets,
    voices,
)
from closeknit.demo.settings_file import write_settings
from closeknit.demo.telling import tell
from closeknit.demo.truth import Truth, read_truth, write_truth
from closeknit.demo.world import World

PLANTINGS: tuple[Callable[[World], None], ...] = (
    firm.hire,
    anchors.plant,
    customers.settle,
    cast.plant,
    moments.plant,
    projects.plant,
    retainers.plant,
    contracts.plant,
    orders.plant,
    cards.plant,
    billing.finish,
    cards.plant_paid_invoices,
    cards.finish,
    timesheets.plant,
    tickets.plant,
    deals.plant,
    dealing.open_a_deal,
    moments.introduce,
    decoys.plant,
    signals.plant,
    spellings.spell,
    spellings.register,
    dirt.plant,
    mail.plant,
    voices.plant,
    dealing.plant,
    referrals.plant,
)
"""What happens in the sample business, in the order it is planted."""


def make(folder: Path, *, end: date, size: float = 1.0, seed: int = 7) -> Truth:
    """Write a sample business into a folder: exports/, mappings/, truth/ and closeknit.toml.

    `end` is its last day; it goes back five years. Size 1 is a firm of forty with about 600 customers
    and 38,000 lines. Equal arguments give equal files, byte by byte.
    """
    world = imagine(end=end, size=size, seed=seed)
    exports = folder / "exports"
    for export in (
        export_hubspot, export_xero, export_stripe, export_harvest, export_zendesk, export_mail,
    ):  # fmt: skip
        export.write(world, exports)
    export_own.write(world, exports, folder / "mappings")
    write_settings(world, folder)
    write_truth(tell(world), folder / "truth")
    return read_truth(folder / "truth")


def imagine(*, end: date, size: float = 1.0, seed: int = 7) -> World:
    """The sample business in memory, before any file is written."""
    world = World(seed=seed, end=end, size=size)
    for plant in PLANTINGS:
        plant(world)
    return world


__all__ = ["Truth", "World", "imagine", "make", "read_truth"]
