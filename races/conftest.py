from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils import timezone

from races.guards import Uniques
from races.starting import started


@pytest.fixture(autouse=True)
def _on_postgresql(request: pytest.FixtureRequest) -> None:
    """A lab without its database says so; where it must be there, it fails."""
    if request.node.get_closest_marker("services") is None:
        return
    if connection.vendor == "postgresql":
        return
    message = (
        "The race lab needs PostgreSQL:"
        " DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres make races"
    )
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def uniques(transactional_db: None) -> Iterator[Uniques]:
    taken_away = Uniques()
    yield taken_away
    taken_away.put_back()


@pytest.fixture
def served(transactional_db: None, settings: Any) -> Iterator[str]:
    """The shop with its stand-ins behind a real socket, in a process of its own."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    settings.SITE_URL = f"http://127.0.0.1:{listening.getsockname()[1]}"
    process, pipe = started(_serve, listening)
    listening.close()
    yield settings.SITE_URL
    process.kill()
    process.join()
    pipe.close()


def _serve(listening: socket.socket) -> None:
    server = ThreadedWSGIServer(
        listening.getsockname(), _Quiet, bind_and_activate=False
    )
    server.daemon_threads = True
    server.socket.close()
    server.socket = listening
    server.server_name, server.server_port = listening.getsockname()
    server.setup_environ()
    server.set_app(get_wsgi_application())
    server.serve_forever()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def move_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let what asks Django for the time believe that so much more has passed."""
    real, passed = timezone.now, [timedelta(0)]
    monkeypatch.setattr(timezone, "now", lambda: real() + passed[0])

    def move(**time: float) -> None:
        passed[0] += timedelta(**time)

    return move
