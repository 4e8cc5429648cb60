"""Open order pages on two live processes, without Redis: does each hear every event,
also when one process is killed?

    python -m tools.watch --pages 500 --rounds 4

Without DATABASE_URL the shop's rows live in a fresh SQLite file.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

PATIENCE = 30.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/live.sqlite3")
        os.environ["REDIS_URL"] = ""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
        _manage("migrate", "--verbosity", "0")
        import django

        django.setup()
        with two_processes() as processes:
            missed = asyncio.run(watch(processes, given.pages, given.rounds))
    return 1 if missed else 0


def _manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], check=True)


@contextmanager
def two_processes() -> Iterator[dict[int, subprocess.Popen[bytes]]]:
    """Port -> process. What is left of them ends with the block."""
    found: dict[int, subprocess.Popen[bytes]] = {}
    granian = Path(sys.executable).parent / "granian"
    for _each in range(2):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        command = [str(granian), "shop.asgi:application", "--interface", "asginl"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
        command += ["--no-access-log", "--log-level", "error"]
        found[port] = subprocess.Popen(command, start_new_session=True)
    try:
        for port in found:
            _await_port(port)
        yield found
    finally:
        for process in found.values():
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """-9, with its worker."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _await_port(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise SystemExit(f"nothing listens on port {port}")


class Page:
    """An EventSource: comes again, with the last it heard, to a port that answers."""

    def __init__(self, token: str, ports: list[int], first: int) -> None:
        self.token, self.ports, self.turn = token, ports, first
        self.heard = ""
        self.connects = 0

    async def live(self) -> None:
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._listen(self.ports[self.turn % len(self.ports)])
            self.turn += 1
            await asyncio.sleep(0.3)

    async def _listen(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(
                f"GET /live/orders/{self.token}/ HTTP/1.1\r\nHost: localhost\r\n"
                f"Last-Event-ID: {self.heard}\r\n\r\n".encode()
            )
            self.connects += 1
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    self.heard = line[4:].decode().strip()
        finally:
            writer.close()


async def watch(
    processes: dict[int, subprocess.Popen[bytes]], count: int, rounds: int
) -> int:
    """The number of pages that missed something; one process is killed half-way."""
    orders = await asyncio.to_thread(make_orders, count)
    pages = {
        pk: Page(token, list(processes), n)
        for n, (pk, token) in enumerate(orders.items())
    }
    tasks = [asyncio.create_task(page.live()) for page in pages.values()]
    missed = 0
    for turn in range(rounds):
        writing = asyncio.create_task(asyncio.to_thread(move_all, list(pages), turn))
        if turn == rounds // 2:
            await asyncio.sleep(0.5)
            kill(next(iter(processes.values())))
            say(f"round {turn + 1}: one process killed")
        truth = await writing
        begun = time.monotonic()
        late = list(pages)
        while late and time.monotonic() - begun < PATIENCE:
            await asyncio.sleep(0.1)
            late = [pk for pk in late if pages[pk].heard != truth[pk]]
        missed += len(late)
        waited = time.monotonic() - begun
        heard = len(pages) - len(late)
        say(f"round {turn + 1}: {heard} of {count} pages have heard, {waited:.1f} s")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    say(
        f"{sum(page.connects for page in pages.values())} connections; missed: {missed}"
    )
    return missed


def make_orders(count: int) -> dict[int, str]:
    """Order -> token, each with a parcel on its way."""
    from django.utils import timezone

    from checkout.orders.models import Order
    from checkout.parcels.models import Parcel

    now, found = timezone.now(), {}
    for n in range(count):
        order = Order.objects.create(
            number=f"W-{n}",
            status=Order.Status.SENT,
            email="anna@example.com",
            name="Anna",
            language="en",
            country="LV",
            currency="EUR",
            shipping_address={},
            billing_address={},
            goods=0,
            discount=0,
            shipping=0,
            fee=0,
            vat=0,
            total=0,
            method_code="courier",
            method_name="Courier",
            promised_from=now.date(),
            promised_until=now.date() + timedelta(days=3),
            payment_method="bank",
        )
        Parcel.objects.create(order=order, status="sent", packed_at=now, sent_at=now)
        found[order.pk] = str(order.token)
    return found


def move_all(orders: list[int], turn: int) -> dict[int, str]:
    """One more station for each order; returns what its page has to hear."""
    from django.db import connection
    from django.utils import timezone

    from checkout.parcels.live import versions
    from checkout.parcels.models import Parcel
    from checkout.parcels.tracking import Sighting, record_sightings

    for parcel in Parcel.objects.filter(order__in=orders).order_by("pk"):
        seen = Sighting(f"{turn}", Parcel.Status.IN_TRANSIT, timezone.now())
        record_sightings(parcel, [seen], by="post")
    truth = versions(orders)
    connection.close()
    return truth


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
