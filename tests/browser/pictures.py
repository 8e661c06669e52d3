"""Takes a picture of each page for the documentation: python tests/browser/pictures.py FOLDER [dark] [tablet]."""

import io
import sys
import tempfile
from pathlib import Path

from app_server import PLANNING, ROOT, TABLET, WIDE, Reader, browsing, serving
from PIL import Image
from playwright.sync_api import ViewportSize

from planner.domain.settings import Settings
from planner.services.carrying import carry
from planner.services.opening import open_scenario
from planner.services.running import submit
from planner.services.scenarios import demo_folder
from planner.services.stored import plan_run
from planner.store import Store

COLOURS = 96
"""Few enough that a picture is small, many enough that it looks like the page."""

PAGES = {
    "start": "",
    "data": "data?scenario=demo&sheet=therapists",
    "plan": "plan?scenario=demo",
    "schedule": "schedule?scenario=demo&site=park",
    "capacity": "capacity?scenario=demo",
    "what-if": 'what_if?scenario=demo&changes=[{"do":"therapist_leaves","therapist":"okafor"}]',
    "exports": "exports?scenario=demo",
}


def take(folder: Path, *, dark: bool, tablet: bool) -> None:
    """Writes one small PNG for each page."""
    folder.mkdir(parents=True, exist_ok=True)
    width, height = TABLET if tablet else WIDE
    with tempfile.TemporaryDirectory() as home, browsing() as browser:
        store = Path(home, "planner.db")
        _plan_the_demo(store)
        with serving(store) as address:
            viewport: ViewportSize = {"width": width, "height": height}
            page = browser.new_page(viewport=viewport, color_scheme="dark" if dark else "light")
            reader = Reader(page, address)
            for name, path in PAGES.items():
                reader.open(path)
                page.wait_for_timeout(1500)
                _write(folder / f"{name}.png", page.screenshot())


def _plan_the_demo(path: Path) -> None:
    with Store(path) as store:
        run = submit(store.runs, open_scenario(demo_folder()), Settings(time_limit=PLANNING))
        carry(run, store.runs, lambda found, watch: plan_run(store.runs, found, watch))
        store.runs.publish(run, "dana")


def _write(path: Path, content: bytes) -> None:
    image = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLOURS)
    image.save(path, optimize=True)


if __name__ == "__main__":
    told = sys.argv[1:]
    target = next((Path(word) for word in told if word not in {"dark", "tablet"}), ROOT / "docs" / "images")
    take(target, dark="dark" in told, tablet="tablet" in told)
