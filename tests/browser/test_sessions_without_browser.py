"""What the benchmark of the server alone says is what the app's pages understand."""

import asyncio

import psutil
from served import Served
from sessions import sessions
from walking import DONE, PAGES, walked


def test_a_session_without_a_browser_is_answered_on_every_page(address: str) -> None:
    async def walk() -> list[str]:
        async with sessions(Served(address, psutil.Process()), 1) as (session,):
            await session.opens("?scenario=demo")
            return [answer.to for answer in await walked(session, (*PAGES[1:], PAGES[0]))]

    assert set(asyncio.run(walk())) == {*PAGES, *(name for steps in DONE.values() for _, name in steps)}
