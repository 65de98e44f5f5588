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
    "when-they-buy": "/questions/triggers",
    "data": "/data",
}
"""Pages of the browser, each with its picture."""


def pages_taken(folder: Path) -> None:
    """Pictures of the pages that `closeknit serve` shows of a folder."""
    from threading import Thread

    import uvicorn
    from playwright.sync_api import sync_playwright

    from closeknit.web.app import make_app
    from closeknit.web.serving import LOOPBACK, Address, close_served, listen, open_served
    from closeknit.workspace import open_workspace

    listening = listen(None)
    address = Address(LOOPBACK, listening.getsockname()[1])
    served = open_served(open_workspace(folder), lambda _: None)
    served.worker.work_out().ended.wait()
    config = uvicorn.Config(make_app(served, hosts=address.names), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    thread.start()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1180, "height": 860})
        page.goto(f"{address.url}/enter/{served.entrance.link()}")
        for name, path in PAGES.items():
            page.goto(address.url + path)
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
