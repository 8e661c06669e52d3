"""Whether everybody can read the app and find their way in it by keyboard, in the light and in the dark."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from app_server import WIDE, Reader
from playwright.sync_api import Browser

LEAST = 4.5
"""The contrast that text needs beside what is behind it (WCAG 2.2, 1.4.3)."""

FAINT = """least => {
  const parsed = text => { const found = text.match(/[\\d.]+/g).map(Number); return [...found, 1].slice(0, 4); };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
  const light = colour => {
    const [r, g, b] = colour.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const above = element => element ? [element, ...above(element.parentElement)] : [];
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, text = texts.currentNode.textContent.trim();
    if (!text || !element.getClientRects().length || element.closest("script, style, noscript, [disabled]")) continue;
    const styles = above(element).map(one => getComputedStyle(one));
    const layers = styles.map(one => parsed(one.backgroundColor)).reverse();
    const behind = layers.reduce((below, top) => over(top, below), [255, 255, 255]);
    const colour = parsed(styles[0].color);
    colour[3] *= styles.reduce((all, one) => all * Number(one.opacity), 1);
    const [less, more] = [light(over(colour, behind)), light(behind)].sort((a, b) => a - b);
    const contrast = (more + 0.05) / (less + 0.05);
    if (contrast < least) faint.push(`${text}: ${contrast.toFixed(2)}`);
  }
  return faint;
}"""

Scheme = Literal["light", "dark"]
Open = Callable[[Scheme], Reader]


@pytest.fixture
def in_colours(browser: Browser, address: str) -> Iterator[Open]:
    """Somebody whose browser asks for light or for dark."""
    width, height = WIDE
    readers: list[Reader] = []

    def opened(scheme: Scheme) -> Reader:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        readers.append(Reader(context.new_page(), address))
        return readers[-1]

    yield opened
    for one in readers:
        one.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_what_is_behind_it(in_colours: Open, scheme: Scheme) -> None:
    reader = in_colours(scheme)
    for page in ("", "data", "plan", "schedule", "capacity", "what_if", "exports"):
        reader.open(page)
        assert reader.page.evaluate(FAINT, LEAST) == [], page


def test_who_walks_by_keyboard_sees_where_they_are(in_colours: Open) -> None:
    reader = in_colours("dark")
    reader.open("schedule")
    for _ in range(3):  # past the way to the content, and past Start
        reader.page.keyboard.press("Tab")
    here = reader.page.locator("[data-testid=stTopNavLink]:focus")
    assert here.inner_text().endswith("Data")
    assert here.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
