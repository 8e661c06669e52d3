"""What somebody does who walks through the app, with a browser or without, and how long each answer takes them."""

import asyncio
import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from served import Used

LOG = logging.getLogger("walking")

PAGES = ("Start", "Data", "Plan", "Schedule", "Capacity", "What if", "Exports and history")
HEADS = {"Start": "Who fits"}
"""How a page's title begins, where it is not its name."""

DONE = {
    "Data": [("pill", "participants"), ("pill", "therapist hours")],
    "Plan": [("page", "2")],
    "Schedule": [("pill", "Therapists"), ("pill", "Participants")],
    "Capacity": [("pill", "Therapists"), ("pill", "Offices")],
}
"""What is done on a page, beside going there."""

SLOWEST = 150.0
"""Seconds after which something is wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How long one answer took, and what was used of the processors meanwhile, for all sessions."""

    to: str
    seconds: float
    used: Used


class Walker(Protocol):
    """Somebody at the app."""

    async def opens(self, link: str) -> Answer:
        """Opens a link to the start page."""
        ...

    async def goes_to(self, title: str) -> Answer:
        """Changes the page by its name above."""
        ...

    async def does(self, kind: str, name: str) -> Answer:
        """Chooses a pill, or a page of a list, by its name."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two clicks, from the least to the most, drawn anew for each."""

    least: float
    most: float
    draw: random.Random

    async def think(self) -> None:
        """Takes that time."""
        await asyncio.sleep(self.draw.uniform(self.least, self.most))


async def walked(walker: Walker, order: Iterable[str], pace: Pace | None = None) -> list[Answer]:
    """Goes to each page and does there what is to be done."""
    answers = []
    for page in order:
        for step in (walker.goes_to(page), *(walker.does(*one) for one in DONE.get(page, ()))):
            if pace is not None:
                await pace.think()
            answers.append(await step)
            LOG.info("%s %.2f s, %s", answers[-1].to, answers[-1].seconds, answers[-1].used)
    return answers
