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


PAGES = {
    "today": "/",
    "customer": "/who/Okafor%20Foods",
    "happened": "/who/Okafor%20Foods",
    "ask": "/ask?q=customers+whose+last+order+is+over+3+months+ago+and+lifetime+value+is+over+10000",
    "customers": "/customers?q=who+are+late",
    "map": "/questions/relations",
    "when-they-buy": "/questions/triggers",
    "data": "/data",
}
"""Pages of the browser, each with its picture."""
SCROLLED = {"happened": "#timeline", "map": "#map"}
"""Those of which something further down is shown."""
PATIENCE = 60_000
"""Milliseconds for which an answer is waited for."""


def pages_taken(folder: Path) -> None:
    """Pictures of the pages that `closeknit serve` shows of a folder."""
    from threading import Thread

    from playwright.sync_api import sync_playwright

    from closeknit.web.place import Place
    from closeknit.web.serving import Listening, close_served, listen, open_served
    from closeknit.workspace import open_workspace

    listening = Listening(listen(None), Place())
    served = open_served(open_workspace(folder), lambda _: None)
    served.worker.work_out().ended.wait()
    server = listening.server(served)
    thread = Thread(target=lambda: server.run(sockets=[listening.socket]), daemon=True)
    thread.start()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1180, "height": 860})
        page.goto(f"{listening.url}/enter/{served.entrance.link()}")
        for name, path in PAGES.items():
            page.goto(listening.url + path)
            # A sentence is worked out when it is first asked; its page looks again by itself.
            page.wait_for_selector("main:not([data-refresh])", timeout=PATIENCE)
            if name in SCROLLED:
                page.locator(SCROLLED[name]).evaluate("shown => shown.scrollIntoView()")
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    server.should_exit = True
    thread.join(timeout=10)
    close_served(served)


def main() -> None:
    """The sample business, its reports and pages, their pictures."""
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
        pages_taken(folder)


if __name__ == "__main__":
    main()
