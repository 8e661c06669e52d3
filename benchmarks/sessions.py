"""People at the app without browsers: they say over its websocket what a browser says, and wait for the whole answer.

So what the server takes is measured by itself; a browser's share is the work of the reader's own machine.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from served import Served
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from walking import HEADS, SLOWEST, Answer
from websockets.asyncio.client import ClientConnection, connect


class Session:
    """One of them."""

    def __init__(self, socket: ClientConnection, app: Served) -> None:
        self._socket, self._app = socket, app
        self._pages: dict[str, str] = {}
        self._page, self._query = "", ""
        self._kept: dict[str, ForwardMsg] = {}
        self._shown: list[Element] = []
        self._chosen: dict[str, WidgetState] = {}

    async def opens(self, link: str) -> Answer:
        """Opens a link to the start page."""
        self._query = link.removeprefix("?")
        return await self._asks("Start", HEADS["Start"])

    async def goes_to(self, title: str) -> Answer:
        """Changes the page by its name; the link forgets what was chosen on the last one."""
        self._page, self._query = self._pages[title], ""
        self._chosen.clear()
        return await self._asks(title, HEADS.get(title, title))

    async def does(self, kind: str, name: str) -> Answer:
        """Chooses a pill, or a page of a list, by its name."""
        state = self._page_of_list(int(name)) if kind == "page" else self._pill(name)
        self._chosen[state.id] = state
        return await self._asks(name, "")

    async def _asks(self, to: str, title: str) -> Answer:
        """Until the script has run to its end and all that it shows is here. Raises ValueError for another page."""
        began, used = time.monotonic(), self._app.used()
        await self._socket.send(self._rerun().SerializeToString())
        async with asyncio.timeout(SLOWEST):
            while not self._takes(ForwardMsg.FromString(await self._received())):
                pass
        answer = Answer(to, time.monotonic() - began, self._app.used().since(used))
        heads = [x.heading.body for x in self._shown if x.WhichOneof("type") == "heading"]
        if not any(head.startswith(title) for head in heads):
            raise ValueError(f"asked for {to}, the page shows {heads}")
        return answer

    def _rerun(self) -> BackMsg:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self._query, self._page
        asked.widget_states.widgets.extend(self._chosen.values())
        asked.cached_message_hashes.extend(self._kept)
        return message

    async def _received(self) -> bytes:
        data = await self._socket.recv()
        return data.encode() if isinstance(data, str) else data

    def _takes(self, message: ForwardMsg) -> bool:
        """Takes note of a message; whether it is the last of an answer."""
        if message.hash and message.metadata.cacheable:
            self._kept[message.hash] = message
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message, kind = self._kept[message.ref_hash], "delta"
        if kind == "new_session":
            self._page, self._shown = message.new_session.page_script_hash, []
        elif kind == "navigation":
            self._pages = {page.page_name: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.HasField("new_element"):
            self._shown.append(message.delta.new_element)
        return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def _pill(self, name: str) -> WidgetState:
        groups = (x.button_group for x in self._shown if x.WhichOneof("type") == "button_group")
        group, option = next((x, one) for x in groups for one in x.options if one.content.startswith(name))
        state = WidgetState(id=group.id)
        state.string_array_value.data.append(f"{option.content_icon} {option.content}".strip())
        return state

    def _page_of_list(self, number: int) -> WidgetState:
        lists = (x.pagination for x in self._shown if x.WhichOneof("type") == "pagination")
        return WidgetState(id=next(lists).id, int_value=number)


@asynccontextmanager
async def sessions(app: Served, number: int) -> AsyncIterator[list[Session]]:
    """So many people, each with a session of their own."""
    address = f"{app.address.replace('http', 'ws', 1)}/_stcore/stream"
    async with AsyncExitStack() as stack:
        made = [await stack.enter_async_context(connect(address, max_size=None)) for _ in range(number)]
        yield [Session(socket, app) for socket in made]
