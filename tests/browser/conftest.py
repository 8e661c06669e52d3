"""The app in a real browser; skipped where there is none."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_server import PLANNING, WIDE, Reader, browsing, chromium, serving
from playwright.sync_api import Browser

from planner.domain.settings import Settings
from planner.services.carrying import carry
from planner.services.opening import open_scenario
from planner.services.running import submit
from planner.services.scenarios import demo_folder
from planner.services.stored import plan_run
from planner.store import Store


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here drive a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no Chromium is installed here (apt-get install chromium)")
    with browsing() as opened:
        yield opened


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a plan of the demo in it, as if somebody had planned it yesterday."""
    path = tmp_path_factory.mktemp("app") / "planner.db"
    with Store(path) as store:
        run = submit(store.runs, open_scenario(demo_folder()), Settings(time_limit=PLANNING))
        carry(run, store.runs, lambda found, watch: plan_run(store.runs, found, watch))
    return path


@pytest.fixture(scope="session")
def address(store_path: Path) -> Iterator[str]:
    with serving(store_path) as where:
        yield where


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    width, _ = WIDE
    # tall, so that nothing has to be scrolled to before it is clicked on
    context = browser.new_context(viewport={"width": width, "height": 1800}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield Reader(context.new_page(), address)
    context.close()


@pytest.fixture
def own_folder(store_path: Path) -> Iterator[Path]:
    """Where the user's scenarios lie; empty again afterwards."""
    folder = store_path.parent / "scenarios"
    yield folder
    for used in (folder, store_path.parent / "drafts"):
        shutil.rmtree(used, ignore_errors=True)
