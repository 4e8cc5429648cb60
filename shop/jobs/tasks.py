from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from shop.jobs.models import Job
from shop.jobs.running import read_all_news, run, run_due

KEPT_FOR = timedelta(days=30)
# shorter than the pause between two sweeps: a long queue must not keep news waiting
SWEEP_SECONDS = 4.0


@shared_task
def run_job(job_id: int) -> None:
    """Run one job now."""
    run(job_id)


@shared_task
def read_news() -> None:
    """Let every reader look for news."""
    read_all_news()


@shared_task(expires=30)
def sweep() -> None:
    """Find what was forgotten: news nobody was told of, jobs due or stuck."""
    read_all_news()
    run_due(seconds=SWEEP_SECONDS)
    done = Job.objects.filter(status=Job.Status.DONE)
    done.filter(finished_at__lt=timezone.now() - KEPT_FOR).delete()
