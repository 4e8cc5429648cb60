"""Running jobs: claim, do, write down how it ended."""

from __future__ import annotations

import logging
import math
import time
from datetime import timedelta

from django.utils import timezone

from shop.jobs.models import Job
from shop.jobs.registry import DEEDS, READERS

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


def run(job_id: int) -> bool:
    """Run one job if it is due and nobody else has it. True when it was ours."""
    now = timezone.now()
    entry = Job.objects.due(now).filter(pk=job_id).first()
    if entry is None:
        return False
    registration = DEEDS.get(entry.name)
    lease = registration.lease if registration else FIRST_PAUSE
    if not entry.claim(now=now, lease=lease):
        return False

    if registration is None:
        entry.give_up(now=now, error=f"no deed is called {entry.name}")
        return True
    try:
        registration.deed(**entry.arguments)
    except Exception as fault:  # noqa: BLE001 - whatever a deed raises is its row's story
        _put_off_or_give_up(entry, fault, attempts=registration.attempts)
    else:
        entry.finish(now=timezone.now())
    return True


def _put_off_or_give_up(entry: Job, fault: Exception, *, attempts: int | None) -> None:
    now = timezone.now()
    error = f"{type(fault).__name__}: {fault}"[:2000]
    if attempts is not None and entry.attempts >= attempts:
        logger.error("job %s given up", entry, exc_info=fault)
        entry.give_up(now=now, error=error)
        return
    logger.warning("job %s failed, will be tried again", entry, exc_info=fault)
    # the doubling ends before the numbers become astronomical
    pause = min(FIRST_PAUSE * 2 ** min(entry.attempts - 1, 10), LONGEST_PAUSE)
    entry.put_off(until=now + pause, error=error)


def run_due(limit: int = 500, *, seconds: float = math.inf) -> int:
    """Run what is due, in order, in this process, until `seconds` have passed.

    Returns how many ran.
    """
    ends = time.monotonic() + seconds
    done = 0
    for pk in list(
        Job.objects.due(timezone.now()).values_list("pk", flat=True)[:limit]
    ):
        done += run(pk)
        if time.monotonic() >= ends:
            break
    return done


def read_all_news() -> None:
    """Let every reader look for news; one that fails does not stop the others."""
    for name, read in READERS.items():
        try:
            read()
        except Exception:
            logger.exception("reader %s failed", name)
