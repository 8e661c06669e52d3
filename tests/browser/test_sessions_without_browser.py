"""What the benchmark of the server alone says is what the app's pages understand."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import psutil
from served import Served
from sessions import sessions
from walking import DONE, PAGES, walked


def test_a_session_without_a_browser_is_answered_on_every_page(address: str) -> None:
    async def walk() -> list[str]:
        async with sessions(Served(address, psutil.Process()), 1) as (session,):
            await session.opens("?scenario=demo")
            return [answer.to for answer in await walked(session, (*PAGES[1:], PAGES[0]))]

    with ThreadPoolExecutor(1) as aside:  # where browsers are driven from, a loop runs already
        answered = aside.submit(asyncio.run, walk()).result()
    assert set(answered) == {*PAGES, *(name for steps in DONE.values() for _, name in steps)}
