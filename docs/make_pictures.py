"""Take the pictures of the docs anew from the sample business: python docs/make_pictures.py

Needs Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"
END = date(2026, 11, 20)
SIZES = {"clients": (1000, 920), "profit": (1000, 1000)}
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


def taken(page: Path, picture: Path, size: tuple[int, int]) -> None:
    """A picture of the top of a page."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Chromium is not installed.")
    width, height = size
    words = [
        browser,
        *CHROMIUM,
        f"--screenshot={picture}",
        f"--window-size={width},{height}",
        str(page),
    ]
    subprocess.run(words, check=True, capture_output=True)


def main() -> None:
    """The sample business, its reports, their pictures."""
    from closeknit.business import Business
    from closeknit.demo import make
    from closeknit.workspace import open_workspace

    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "sample"
        make(folder, end=END)
        with Business(open_workspace(folder)) as business:
            business.load([folder / "exports"])
            for question, size in SIZES.items():
                page = Path(name) / f"{question}.html"
                page.write_text(business.ask(question, as_of=END).to_html(), encoding="utf-8")
                taken(page, PICTURES / f"{question}.png", size)


if __name__ == "__main__":
    main()
