"""Writing down what must happen, and waking those who do it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from shop.jobs.models import Job, is_failed, is_in_trouble
from shop.jobs.registry import DEEDS
from shop.jobs.tasks import read_news, run_job

logger = logging.getLogger(__name__)


def enqueue(
    name: str,
    *,
    key: str | None = None,
    run_at: datetime | None = None,
    **arguments: Any,
) -> Job:
    """Write a job into the current transaction; it runs after the commit.

    With a `key` there is ever only one such job: a second call returns the first.
    `arguments` must be JSON.
    """
    assert name in DEEDS, f"no deed is called {name}"
    due = run_at or timezone.now()
    if key is None:
        entry = Job.objects.create(name=name, arguments=arguments, run_at=due)
        is_new = True
    else:
        entry, is_new = Job.objects.get_or_create(
            key=key, defaults={"name": name, "arguments": arguments, "run_at": due}
        )
    if is_new and run_at is None:
        transaction.on_commit(lambda: _wake(run_job, entry.pk))
    return entry


def enqueue_all(name: str, arguments: Iterable[dict[str, Any]]) -> None:
    """Write many jobs of one kind at once; the sweep runs them in turn."""
    assert name in DEEDS, f"no deed is called {name}"
    now = timezone.now()
    Job.objects.bulk_create(
        Job(name=name, arguments=each, run_at=now) for each in arguments
    )


def try_again(entry: Job) -> bool:
    """Run a job anew, with all its attempts, that was given up or fails each time;
    False if it does neither."""
    failed = Job.objects.filter(is_failed() | is_in_trouble(), pk=entry.pk)
    changes = {"status": Job.Status.WAITING, "attempts": 0, "finished_at": None}
    if not failed.update(run_at=timezone.now(), **changes):
        return False
    transaction.on_commit(lambda: _wake(run_job, entry.pk))
    return True


def stop_trying(entry: Job) -> bool:
    """Give up a job that fails each time; False if it does not."""
    return bool(
        Job.objects.filter(is_in_trouble(), pk=entry.pk).update(
            status=Job.Status.FAILED, finished_at=timezone.now()
        )
    )


def announce() -> None:
    """Say that there is news: the readers look once this transaction is committed."""
    transaction.on_commit(lambda: _wake(read_news))


def _wake(task: Any, *arguments: Any) -> None:
    try:
        task.apply_async(args=arguments, ignore_result=True)
    except (OperationalError, OSError) as fault:
        # the row stands; the sweep finds it as soon as the broker is back
        logger.warning("broker unreachable, left to the sweep: %s", fault)
