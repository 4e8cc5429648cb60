"""Processes of their own, let go at the same moment."""

from __future__ import annotations

import multiprocessing
import re
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError
from typing import Any

from django.db import connection, connections

from checkout.payments.providers.paypal import client as paypal
from checkout.payments.providers.stripe import client as stripe

Deed = Callable[[], object]

# a copy of this process: what a test has patched is patched in the copies, too
FORK = multiprocessing.get_context("fork")
ARRIVED = "/* arrived */"
# for controls, in which no lock keeps anybody away
PATIENT = 20.0
START_WITHIN = 30
END_WITHIN = 60


def race(*deeds: Deed, meet: str = "", patience: float = 0.3) -> Counter[object]:
    """Let all deeds go at once, each in a process of its own; how they ended.

    An end is what the deed returned, or the name of the exception it raised. With
    `meet`, each waits before its first statement that matches until all have come as
    far; whom a lock keeps from coming is not waited for longer than `patience`.
    """
    start, inside = FORK.Barrier(len(deeds)), FORK.Barrier(len(deeds))

    def run(deed: Deed) -> object:
        connection.ensure_connection()
        start.wait(START_WITHIN)
        with meeting(inside, meet, patience) if meet else nullcontext():
            return deed()

    pipes = [started(run, deed) for deed in deeds]
    return Counter(ended(process, pipe) for process, pipe in pipes)


def started(
    deed: Callable[..., object], *arguments: Any
) -> tuple[BaseProcess, Connection]:
    """A process that does a deed and tells through the pipe how it ended."""
    # two processes must not speak through one connection
    connections.close_all()
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_tell, args=(theirs, deed, arguments), daemon=True)
    with warnings.catch_warnings():
        # Python warns of threads at a fork; there are none here that hold locks
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()
    return process, ours


def ended(process: BaseProcess, pipe: Connection) -> object:
    """How it ended, "killed" where it could not say so."""
    try:
        end = pipe.recv() if pipe.poll(END_WITHIN) else "hangs"
    except EOFError:
        end = "killed"
    finally:
        pipe.close()
    if end == "hangs":
        process.kill()
    process.join()
    return end


def _tell(
    pipe: Connection, deed: Callable[..., object], arguments: tuple[Any, ...]
) -> None:
    # nor through one socket to a provider, nor through a connection that an earlier
    # test opened beside a browser: `close_all` sees one loop's, a fork leaves the loop
    stripe.http_client.cache_clear()
    paypal.http_client.cache_clear()
    for inherited in connections.all(initialized_only=True):
        inherited.connection = None
    try:
        end = deed(*arguments)
    except Exception as fault:  # noqa: BLE001 - how it ended is the outcome
        traceback.print_exc(file=sys.stderr)
        end = type(fault).__name__
    connections.close_all()
    pipe.send(end if end is None or isinstance(end, int | str) else str(end))


def arrive() -> None:
    """Come to the meeting without doing what it waits for."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 {ARRIVED}")


@contextmanager
def meeting(inside: Barrier, meet: str, patience: float) -> Iterator[None]:
    """Wait for the others before the first statement that matches."""
    wanted, waits = re.compile(f"{meet}|{re.escape(ARRIVED)}"), [True]

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if waits and wanted.search(sql):
            waits.clear()
            # where a lock keeps somebody away, that is the guard at work
            with suppress(BrokenBarrierError):
                inside.wait(patience)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield
