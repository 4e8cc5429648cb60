from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as shop_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from checkout.orders.models import Order
from checkout.parcels.live import versions
from checkout.parcels.models import Parcel
from checkout.parcels.tracking import Sighting, record_sightings
from checkout.testing import make_order
from shop.web import live
from shop.web.live import Board


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE", 0.01)


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: in this one a browser may have left a loop running."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


def _make_parcel() -> Parcel:
    order = make_order(status=Order.Status.SENT)
    now = timezone.now()
    return Parcel.objects.create(
        order=order, status=Parcel.Status.SENT, packed_at=now, sent_at=now
    )


def _see(parcel: Parcel, key: str) -> None:
    seen = Sighting(key, Parcel.Status.IN_TRANSIT, timezone.now())
    record_sightings(parcel, [seen], by="post")


def test_who_listens_hears_each_change_and_what_was_before() -> None:
    known = {1: "2", 2: "7"}
    asked: list[Collection[int]] = []

    def read(keys: Collection[int]) -> dict[int, str]:
        asked.append(keys)
        return {key: known[key] for key in keys}

    async def listen() -> list[str]:
        heard = []
        async for version in Board(read).watch(1, after="1"):
            heard.append(version)
            if version == "4":
                return heard
            known[1] = str(int(version) + 1)
        return heard

    assert _run(asyncio.wait_for(listen(), 20)) == ["2", "3", "4"]
    assert all(list(keys) == [1] for keys in asked)


def test_many_pages_ask_the_database_together() -> None:
    asked: list[Collection[int]] = []

    def read(keys: Collection[int]) -> dict[int, str]:
        asked.append(keys)
        return dict.fromkeys(keys, "1")

    async def first(board: Board, key: int) -> str:
        async for version in board.watch(key, after="0"):
            return version
        return ""

    async def listen() -> list[str]:
        board = Board(read)
        return await asyncio.gather(*(first(board, key) for key in range(50)))

    assert _run(asyncio.wait_for(listen(), 20)) == ["1"] * 50
    assert len(asked) <= 2


@pytest.mark.django_db
def test_an_order_has_moved_when_its_parcel_or_itself_has() -> None:
    parcel = _make_parcel()
    order = parcel.order_id
    first = versions([order])[order]
    _see(parcel, "1")
    second = versions([order])[order]
    _see(parcel, "1")
    assert versions([order])[order] == second
    parcel.order.record("note", by="marta")

    assert len({first, second, versions([order])[order]}) == 3


@pytest.mark.django_db
def test_a_stream_takes_no_thread_of_the_pages(client: Client) -> None:
    order = make_order()

    assert client.get(f"/live/orders/{order.token}/").status_code == 204
    assert client.get(f"/live/orders/{uuid4()}/").status_code == 404


@pytest.mark.django_db
def test_a_page_listens_where_streams_are_served(
    client: Client, settings: Settings
) -> None:
    parcel = _make_parcel()
    page = f"/en/orders/{parcel.order.token}/"
    assert "js/live" not in client.get(page).content.decode()

    settings.LIVE_URL = "https://live.test"

    shown = client.get(page).content.decode()
    version = versions([parcel.order_id])[parcel.order_id]
    address = f"https://live.test/live/orders/{parcel.order.token}/?after={version}"
    assert f'data-live="{address}"' in shown
    assert "js/live" in shown


@pytest.mark.services
def test_pages_on_two_processes_miss_nothing_when_one_is_killed() -> None:
    command = [sys.executable, "-m", "tools.watch", "--pages", "20", "--rounds", "2"]

    done = subprocess.run(command, cwd=shop_settings.BASE_DIR, check=False, timeout=300)

    assert done.returncode == 0
