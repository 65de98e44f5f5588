"""The closeknit.toml of the sample business."""

from __future__ import annotations

from pathlib import Path

from closeknit.demo.currencies import dollar_rates
from closeknit.demo.firm import DOMAIN, NAME
from closeknit.demo.world import World

TEXT = """\
# {name}: a made-up firm for trying Closeknit. Nobody in these files is a real person or firm.
name = "{name}"
our_domains = ["{domain}"]
currency = "EUR"
language = "en"
locale = "en_GB"
timezone = "Europe/Amsterdam"
country = "NL"
count_by = "buyer"

[office]
days = ["mon", "tue", "wed", "thu", "fri"]
from = "09:00"
to = "17:00"

# What kinds of our own are: news comes from outside, an opened newsletter is what customers do.
[kinds]
"news.acquired" = "trigger"
"news.hiring" = "trigger"
"news.reference_published" = "trigger"
"newsletter.opened" = "signal"

# What people may talk about, each with the words that stand for it.
[topics]
churn = ["losing customers", "cancellations"]
"label printing" = ["label printer"]

# What a US dollar is worth in euros, from the day named on.
[rates.USD]
{rates}
"""


def write_settings(world: World, folder: Path) -> None:
    """Write closeknit.toml with the rates that the truth was reckoned with."""
    rates = "\n".join(f"{day} = {rate}" for day, rate in dollar_rates(world.start))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "closeknit.toml").write_text(
        TEXT.format(name=NAME, domain=DOMAIN, rates=rates), encoding="utf-8"
    )
