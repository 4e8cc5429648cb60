"""A worker with deeds slow enough to be killed in the middle of one."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from shop.celery import app  # noqa: E402
from shop.jobs.registry import job  # noqa: E402

__all__ = ["app"]

LEASE = timedelta(seconds=3)


@job("test.slow", lease=LEASE)
def slow(folder: str, number: int) -> None:
    """Leave a mark when begun and one when done, as a call to the outside would."""
    with (Path(folder) / "begun").open("a") as begun:
        begun.write(f"{number}\n")
    time.sleep(0.25)
    with (Path(folder) / "done").open("a") as done:
        done.write(f"{number}\n")
