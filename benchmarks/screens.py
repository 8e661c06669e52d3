"""How quickly the app answers: `python benchmarks/screens.py`, from the project's folder, takes ten minutes.

First useful content for the demo, cold and warm; every page of the demo and of 150 sites, and something done on each;
then ten people at once who walk through the demo's pages, first alone and then while a large scenario is planned:
without browsers, so that the server alone is measured, and with ten browsers on the server's own machine, at the pace
of who clicks on and of who reads. A page has answered when its title and all that it shows are there and nothing is
worked out any more. The table goes to docs/benchmarks.md. A Chromium of the system does the looking.
"""

import argparse
import asyncio
import logging
import os
import random
import shutil
import statistics
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from machine import machine, versions
from page import DOCS, put_between, table
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright
from served import Served, Used, put_in, served
from sessions import sessions
from walking import HEADS, LOG, PAGES, SLOWEST, Answer, Pace, Walker, walked

from planner.domain.progress import Unwatched
from planner.domain.settings import Settings
from planner.files import read_plan, write_tables
from planner.generate import Options, generate
from planner.services.opening import open_scenario
from planner.services.planning import plan_scenario
from planner.services.running import follow, launch, submit
from planner.store import Store
from planner.views.tables import Planned

LARGE = Options(sites=150, people=4500, seed=0, region_size=5)
REGIONAL = Path(__file__).resolve().parents[1] / "scenarios" / "regional"
PLANNING = 60.0
"""Seconds to plan the large scenario, unless a plan is given."""

SOLVING = 600.0
PEOPLE = 10
CLICKING, READING = (1.0, 3.0), (5.0, 10.0)
"""Seconds between two clicks of somebody who walks through the app quickly, and of somebody who reads."""

SIZE: ViewportSize = {"width": 1280, "height": 900}
HEAD = ("what", "asked for", "answers", "median", "19 of 20", "longest", "which was", "server each", "browser each")

READY = """([before, title]) => {
  const app = document.querySelector('[data-testid=stApp]');
  const main = document.querySelector('[data-testid=stMain]');
  const idle = app?.dataset.testScriptState === 'notRunning';
  const waits = main?.querySelector('[data-stale=true],[data-testid=stSkeleton]');
  const head = main?.querySelector('h1')?.textContent;
  return idle && !waits && head?.startsWith(title) && main.textContent !== before;
}"""


class Visitor:
    """Somebody with a browser."""

    def __init__(self, page: Page, app: Served) -> None:
        self._page, self._app = page, app
        page.set_default_timeout(1000 * SLOWEST)

    async def opens(self, link: str, text: str | None = None) -> Answer:
        """Opens a link; with `text` until that is to be read, else until all is there."""
        began, used = time.monotonic(), self._app.used()
        await self._page.goto(f"{self._app.address}/{link}")
        if text is None:
            await self._ready("", HEADS["Start"])
        else:
            await self._page.get_by_text(text).first.wait_for()
        return Answer("Start", time.monotonic() - began, self._app.used().since(used))

    async def goes_to(self, title: str) -> Answer:
        """Changes the page by its name above."""
        link = self._page.locator("[data-testid=stTopNavLink]").get_by_text(title, exact=True)
        return await self._clicks(title, link, HEADS.get(title, title))

    async def does(self, kind: str, name: str) -> Answer:
        """Chooses something on the page."""
        if kind == "page":
            found = self._page.locator("[data-testid=stPagination]").get_by_role(
                "button", name=f"Page {name}", exact=True
            )
        else:
            found = self._page.locator("[data-testid=stButtonGroup]").get_by_text(name)
        return await self._clicks(name, found)

    async def _clicks(self, to: str, place: Locator, title: str = "") -> Answer:
        before = await self._page.locator("[data-testid=stMain]").text_content()
        await place.first.wait_for()
        began, used = time.monotonic(), self._app.used()
        await place.first.click()
        await self._ready(before or "", title)
        return Answer(to, time.monotonic() - began, self._app.used().since(used))

    async def _ready(self, before: str, title: str) -> None:
        await self._page.wait_for_function(READY, arg=[before, title], polling=50)


def told(what: str, asked: str, answers: Sequence[Answer], used: Used | None = None) -> list[str]:
    """A line of the table; `used`: what was used for all of them, where they were answered at once."""
    ranked = sorted(answers, key=lambda one: one.seconds)
    took = [one.seconds for one in ranked]
    each = [used] if used else [one.used for one in answers]
    figures = (statistics.median(took), took[-1 - len(took) // 20], took[-1])
    shares = (sum(one.server for one in each) / len(took), sum(one.browsers for one in each) / len(took))
    return [what, asked, str(len(took)), *map(_seconds, figures), ranked[-1].to, *map(_seconds, shares)]


def _seconds(figure: float) -> str:
    return f"{figure:.2f} s"


@asynccontextmanager
async def visitors(browser: Browser, app: Served, number: int) -> AsyncIterator[list[Visitor]]:
    """So many people, each with a browser session of their own."""
    # nothing that moves: without a graphics card each browser would draw it with the same two cores
    contexts = [await browser.new_context(viewport=SIZE, reduced_motion="reduce") for _ in range(number)]
    yield [Visitor(await context.new_page(), app) for context in contexts]
    for context in contexts:
        await context.close()


async def first_content(browser: Browser, app: Served) -> AsyncIterator[list[str]]:
    """The demo's figures, for the first who comes and for those who come later."""
    async with visitors(browser, app, 4) as (first, *later):
        yield told("first useful content, cold", "5 s", [await first.opens("", "People placed")])
        yield told("first useful content, warm", "2 s", [await one.opens("", "People placed") for one in later])


async def one_by_one(browser: Browser, app: Served, scenario: str, limit: str) -> AsyncIterator[list[str]]:
    """Every page of a scenario, for the first who comes and for the next."""
    for who in ("first visit", "second visit"):
        async with visitors(browser, app, 1) as (visitor,):
            await visitor.opens(f"?scenario={scenario}")
            yield told(f"{scenario}, {who}", limit, await walked(visitor, (*PAGES[1:], PAGES[0])))


async def at_once(everyone: Sequence[Walker], app: Served, what: str, pace: tuple[float, float]) -> list[str]:
    """People on the demo's pages, each in another order."""
    for one in everyone:
        await one.opens("?scenario=demo")
    used, walks = app.used(), []
    for seed, walker in enumerate(everyone):
        draw = random.Random(seed)
        order = draw.sample(PAGES[1:], len(PAGES) - 1)
        walks.append(walked(walker, (*order, PAGES[0]), Pace(*pace, draw)))
    answers = [answer for walk in await asyncio.gather(*walks) for answer in walk]
    return told(what, "1 s", answers, app.used().since(used))


async def crowds(browser: Browser, app: Served, when: str = "") -> AsyncIterator[list[str]]:
    """Ten people at once: the server alone, and with their browsers on its machine."""
    async with sessions(app, PEOPLE) as everyone:
        yield await at_once(everyone, app, f"{PEOPLE} people at once{when}, the server alone", CLICKING)
    for how, pace in (("reading", READING), ("clicking on", CLICKING)):
        async with visitors(browser, app, PEOPLE) as everyone:
            what = f"{PEOPLE} people at once{when}, {how}, their browsers on the same cores"
            yield await at_once(everyone, app, what, pace)


@contextmanager
def planning(store: Store) -> Iterator[None]:
    """A large scenario planned in the background, as long as the block lasts."""
    run = submit(store.runs, open_scenario(REGIONAL), Settings(time_limit=SOLVING))
    launch(store, run)
    next(now for now in follow(store.runs, run) if now.progress is not None or now.over)
    try:
        yield
        if store.runs.find(run).over:
            raise RuntimeError("the search ended too soon to say anything")
    finally:
        store.runs.cancel(run)
        deque(follow(store.runs, run), maxlen=0)


async def measured(place: Path, large: Path, planned: Planned) -> AsyncIterator[list[str]]:
    """The table, line by line."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with Store(place / "planner.db") as store, served(place / "planner.db", [large]) as app:
            async for line in first_content(browser, app):
                yield line
            put_in(store.runs, large, planned)
            for scenario, limit in (("demo", "1 s"), (large.name, "3 s")):
                async for line in one_by_one(browser, app, scenario, limit):
                    yield line
            async for line in crowds(browser, app):
                yield line
            with planning(store):
                async for line in crowds(browser, app, " while a plan is made"):
                    yield line
        await browser.close()


def the_large(place: Path, scenario: Path | None, plan: Path | None) -> tuple[Path, Planned]:
    """150 sites and their plan: those given, else made here."""
    folder = scenario or place / "150-sites"
    if scenario is None:
        write_tables(generate(LARGE), folder)
    opened = open_scenario(folder)
    if plan is None:
        return folder, plan_scenario(opened, Settings(time_limit=PLANNING), Unwatched())
    return folder, Planned(opened.scenario, *read_plan(plan))


async def tell(asked: argparse.Namespace) -> None:
    """Measures, and writes the page."""
    lines, load = [], os.getloadavg()[0]
    with TemporaryDirectory() as place:
        async for line in measured(Path(place), *the_large(Path(place), asked.scenario, asked.plan)):
            print(*line, sep="  ", flush=True)
            lines.append(line)
    text = f"Measured on: {machine()}, {load:.1f} others at work; {versions()}.\n\n{table(HEAD, lines)}"
    put_between(asked.docs / "benchmarks.md", "screens", text)


def main() -> None:
    """Asks what to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", type=Path, help="a large scenario to use instead of one made here")
    parser.add_argument("--plan", type=Path, help="its plan, instead of one searched for here")
    parser.add_argument("--docs", type=Path, default=DOCS, help="where the page is")
    parser.add_argument("--each", action="store_true", help="tell of each answer as it comes")
    asked = parser.parse_args()
    logging.basicConfig(format="%(message)s")
    LOG.setLevel(logging.INFO if asked.each else logging.WARNING)
    asyncio.run(tell(asked))


if __name__ == "__main__":
    main()
