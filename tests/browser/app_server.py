"""The app served on loopback with a store of its own, and a real Chromium to look at it with."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SECONDS = 120
"""The longest that anything on a page may take, on a machine that is busy; most takes a moment."""

PLANNING = 180.0
"""Seconds for planning the demo, which takes a few unless the machine is busy."""

WIDE, TABLET = (1280, 900), (834, 1112)


def chromium() -> str | None:
    """Where a Chromium lies that was installed by the system; None without one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def serving(store: Path, *options: str, port: int | None = None) -> Iterator[str]:
    """The app's address, as long as the block lasts; `options` are Streamlit's, `port` any free one by default."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *options]
    log = store.with_suffix(".log").open("w", encoding="utf-8")
    environment = os.environ | {"PLANNER_STORE": str(store)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(SECONDS)
        except subprocess.TimeoutExpired:  # a busy machine: no test fails for that, and no server outlives its tests
            server.kill()
            server.wait()
        log.close()


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the app did not start")


@contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


class Reader:
    """Somebody who looks at the app, clicks, types and waits until it has answered."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        page.set_default_timeout(SECONDS * 1000)

    def open(self, path: str) -> None:
        """Opens a page by its link."""
        self.page.goto(f"{self.address}/{path}")
        self.page.locator("h1").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Waits until nothing is being worked out any more."""
        self.page.wait_for_timeout(150)
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.locator("[data-testid=stSkeleton]").first.wait_for(state="hidden")
        self.page.wait_for_timeout(150)

    def button(self, name: str) -> Locator:
        """A button by what it says, after its icon."""
        return self.page.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(name)}$")).first

    def click(self, name: str) -> None:
        """Clicks on a button and waits for the answer."""
        self.button(name).click()
        self.settle()

    def says(self, text: str) -> bool:
        """Whether the page says so, now or within its time."""
        self.page.get_by_text(text).first.wait_for()
        return True

    def text(self) -> str:
        """All that the page says."""
        return self.page.locator("[data-testid=stMain]").inner_text()

    def grid(self) -> Locator:
        """The first grid of cells on the page."""
        return self.page.locator("[data-testid=stDataFrame] canvas").first

    def click_cell(self, row: int, right: int) -> None:
        """Clicks into a row of the grid, so many pixels to the right; rows count from 0."""
        self.page.bring_to_front()  # a window behind another one draws its grid when it likes
        self.page.locator("[role=gridcell]").first.wait_for(state="attached")
        self.grid().scroll_into_view_if_needed()
        chosen = self.page.locator("[role=gridcell][aria-selected=true]")
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            self.page.wait_for_timeout(1000)  # a grid that was just drawn lets go of its selection once more
            if chosen.count():
                return
            self._click_in_grid(row, right)

    def choose(self, row: int) -> None:
        """Ticks a row of the grid, once: a second click would let go of it."""
        self.page.bring_to_front()
        self.page.locator("[role=gridcell]").first.wait_for(state="attached")
        self.grid().scroll_into_view_if_needed()
        self.page.wait_for_timeout(1000)  # a grid that was just drawn lets go of its selection once more
        self._click_in_grid(row, 15)

    def _click_in_grid(self, row: int, right: int) -> None:
        box = self.grid().bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + right, box["y"] + 35 * (row + 1) + 17)
        self.settle()

    def paste(self, row: int, text: str) -> None:
        """Pastes cells, separated by tabs and line ends, into a row from its first column on."""
        self.click_cell(row, 140)
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+v")
        self.settle()
