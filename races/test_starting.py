from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection

from races.starting import race

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def beside_a_loop() -> Iterator[None]:
    """A browser's event loop runs in this thread, as after a journey."""
    connection.ensure_connection()
    loop = asyncio.new_event_loop()
    asyncio._set_running_loop(loop)
    yield
    asyncio._set_running_loop(None)
    loop.close()


def test_each_process_has_its_own_connection(beside_a_loop: None) -> None:
    backends = race(*[partial(_backend, os.getpid())] * 4)

    assert len(backends) == 4


def _backend(parent: int) -> int:
    assert os.getpid() != parent
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
