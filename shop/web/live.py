"""Streams that say when something has changed: one poller per process, whatever the
number of pages that listen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping

from asgiref.sync import sync_to_async
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)

PAUSE = 1.0
HEARTBEAT = 15.0
# pages come again by themselves, with the last they heard
LIFETIME = 600.0

Read = Callable[[Collection[int]], Mapping[int, str]]


class Board:
    """What is known of the rows that somebody watches: key -> version.

    A version says how many rows there are, so that one which is committed later than
    a younger one is not missed. It lives in the database: another process, or this
    one after a restart, tells whoever comes back what they have not heard.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._bells: dict[int, set[asyncio.Event]] = {}
        self._versions: dict[int, str] = {}
        self._poller: asyncio.Task[None] | None = None

    async def watch(self, key: int, *, after: str) -> AsyncIterator[str]:
        """Every version of `key` that is not the one before; "" is a sign of life."""
        bell = asyncio.Event()
        self._bells.setdefault(key, set()).add(bell)
        self._start()
        try:
            while True:
                version = self._versions.get(key, after)
                if version != after:
                    after = version
                    yield version
                try:
                    await asyncio.wait_for(bell.wait(), HEARTBEAT)
                except TimeoutError:
                    yield ""
                bell.clear()
        finally:
            self._leave(key, bell)

    def _leave(self, key: int, bell: asyncio.Event) -> None:
        bells = self._bells[key]
        bells.discard(bell)
        if not bells:
            del self._bells[key]
            self._versions.pop(key, None)

    def _start(self) -> None:
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())

    async def _poll(self) -> None:
        while self._bells:
            try:
                found = await sync_to_async(self._look)(list(self._bells))
            except DatabaseError:
                logger.warning("live: the database did not answer", exc_info=True)
                found = {}
            for key, version in found.items():
                if key in self._bells and self._versions.get(key) != version:
                    self._versions[key] = version
                    for bell in self._bells[key]:
                        bell.set()
            await asyncio.sleep(PAUSE)

    def _look(self, keys: Collection[int]) -> Mapping[int, str]:
        close_old_connections()
        return self._read(keys)


def stream(
    request: HttpRequest, board: Board, *, key: int, after: str
) -> HttpResponseBase:
    """The stream of one page. A pool of threads is no place for it: what is served by
    WSGI is told by 204 not to come again (HTML, 9.2.3), and asks every few seconds."""
    if isinstance(request, WSGIRequest):
        return HttpResponse(status=204)
    response = StreamingHttpResponse(
        _messages(board, key, after), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    # neither compressed nor kept back until there is more
    response["Content-Encoding"] = "identity"
    # the address is the key, and cookies play no part
    response["Access-Control-Allow-Origin"] = "*"
    return response


async def _messages(board: Board, key: int, after: str) -> AsyncIterator[bytes]:
    end = asyncio.get_running_loop().time() + LIFETIME
    yield b"retry: 2000\n\n"
    async for version in board.watch(key, after=after):
        if version:
            yield f"id: {version}\ndata: {version}\n\n".encode()
        else:
            yield b": still here\n\n"
        if asyncio.get_running_loop().time() > end:
            return
