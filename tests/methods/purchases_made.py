"""Purchase histories for tests: real ones from CDNOW, and made ones whose truth is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from closeknit.methods.histories import Histories, histories

CALIBRATED = (pd.Timestamp("1997-09-30") - pd.Timestamp("1970-01-01")).days


def cdnow(folder: Path) -> pd.DataFrame:
    """The CDNOW sample: one row per customer and day, with day number and amount."""
    names = ["master", "customer", "date", "discs", "amount"]
    rows = pd.read_csv(folder / "CDNOW_sample.txt", sep=r"\s+", header=None, names=names)
    rows["day"] = (pd.to_datetime(rows["date"], format="%Y%m%d") - pd.Timestamp("1970-01-01")).dt.days
    return rows.groupby(["customer", "day"], as_index=False)["amount"].sum()


def calibration(folder: Path) -> Histories:
    """Histories of the 39 weeks that the published figures are fitted on."""
    rows = cdnow(folder)
    days = rows[rows["day"] <= CALIBRATED].groupby("customer")["day"].agg(["count", "min", "max"])
    first, last = days["min"].to_numpy(), days["max"].to_numpy()
    return histories(days["count"].to_numpy(), first, last, until=CALIBRATED)


def planted(
    customers: int,
    *,
    until: int = 700,
    ahead: int = 10,
    seed: int,
    stops: tuple[float, float] = (0.8, 2.5),
    scale: float = 60.0,
) -> tuple[Histories, int]:
    """Customers of a BG/NBD world seen up to day `until`, and their purchases in the `ahead` days after.

    Their pace is Gamma(.9, `scale` days), their chance of stopping Beta(`stops`). Purchases of one day are
    one, so a small scale makes a world that the model fits a little less well.
    """
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, until - 150, customers)
    rate, stop = rng.gamma(0.9, 1 / scale, customers), rng.beta(*stops, customers)
    seen, later = np.ones((3, customers), dtype=int), 0
    for one in range(customers):
        days = _days(rng, float(rate[one]), float(stop[one]), until + ahead - int(starts[one]))
        known = days[days <= until - starts[one]]
        later += len(days) - len(known)
        seen[:, one] = len(known) + 1, starts[one], starts[one] + (known[-1] if len(known) else 0)
    return histories(seen[0], seen[1], seen[2], until=until), later


def _days(rng: np.random.Generator, rate: float, stop: float, until: int) -> np.ndarray:
    """Distinct days of repeat purchases of one customer, counted from its first."""
    lasting = rng.geometric(max(stop, 1e-9)) - 1
    times = np.cumsum(rng.exponential(1 / max(rate, 1e-12), max(min(lasting + 1, 2000), 1)))
    return np.unique(np.ceil(times[(times <= until)])).astype(int)
