"""A process that is killed at a chosen moment of what it does.

The moments are not listed by hand: every commit and every call to the outside is one,
before and after. A deed is done again and again, each time its process dies a moment
later, until it lives to the end. A call that is added later is covered by itself.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import httpx
import requests
from django.core.mail import EmailMessage
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from races.starting import ended, started

Deed = Callable[[], object]

WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


class Moments:
    """Counts the moments as they pass; at `last` the process dies."""

    def __init__(self, last: int | None = None) -> None:
        self.names: list[str] = []
        self.last = last

    @contextmanager
    def around(self, what: str) -> Iterator[None]:
        self.passes(f"before {what}")
        yield
        self.passes(f"after {what}")

    def passes(self, name: str) -> None:
        if len(self.names) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.names.append(name)


def survives(moment: int, deed: Deed) -> list[str] | None:
    """Do a deed in a process that dies at a moment; the names of all moments, if it
    came to its end before."""
    end = ended(*started(lambda: "\n".join(_watched(deed, Moments(last=moment)))))
    if end == "killed":
        return None
    names = str(end).splitlines()
    assert len(names) > 1, f"it failed by itself: {end}"
    return names


def _watched(deed: Deed, moments: Moments) -> list[str]:
    with ExitStack() as watching:
        watching.enter_context(connection.execute_wrapper(_Statements(moments)))
        for owner, name, what in (
            (BaseDatabaseWrapper, "_commit", _commit),
            (requests.Session, "send", _call),
            (httpx.Client, "send", _call),
            (EmailMessage, "send", _mail),
        ):
            kept = getattr(owner, name)
            watching.enter_context(
                patch.object(owner, name, _around(kept, moments, what))
            )
        deed()
    return moments.names


def _around(
    kept: Callable[..., Any], moments: Moments, what: Callable[..., str]
) -> Callable[..., Any]:
    def watched(*arguments: Any, **named: Any) -> Any:
        with moments.around(what(*arguments)):
            return kept(*arguments, **named)

    return watched


class _Statements:
    """Notes what a transaction writes; outside of one, a write is its own commit."""

    def __init__(self, moments: Moments) -> None:
        self.moments = moments

    def __call__(
        self, execute: Any, sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        written = WRITES.match(sql)
        if written and not context["connection"].in_atomic_block:
            with self.moments.around(f"{written[1].lower()} {written[2]}"):
                return execute(sql, params, many, context)
        return execute(sql, params, many, context)


def _commit(_connection: BaseDatabaseWrapper) -> str:
    return "a commit"


def _call(_client: object, request: Any, *_: Any) -> str:
    path = urlsplit(str(request.url)).path
    named = re.sub(r"(pi|ch|re|evt)_\w+", r"\1_…", path)
    return f"{request.method} {named.removeprefix('/standin')}"


def _mail(_mail: EmailMessage, *_: Any) -> str:
    return "a mail"
