from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# after about twenty minutes of growing pauses
MANY_ATTEMPTS = 8


def is_failed() -> Q:
    return Q(status=Job.Status.FAILED)


def is_in_trouble() -> Q:
    """Of jobs that are tried again and again and have failed each time."""
    return Q(status=Job.Status.WAITING, attempts__gte=MANY_ATTEMPTS)


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> JobQuerySet:
        """Jobs to run now: waiting ones whose time has come, and those whose
        worker has been silent longer than its lease."""
        return self.filter(
            Q(status=Job.Status.WAITING, run_at__lte=now)
            | Q(status=Job.Status.RUNNING, locked_until__lte=now)
        ).order_by("run_at", "pk")


class Job(models.Model):
    """Something that must happen, written in the transaction that decided it.

    The row is the truth; Celery only executes it. Every job can run twice.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    name = models.CharField(_("deed"), max_length=100)
    arguments = models.JSONField(_("arguments"), default=dict)
    key = models.CharField(
        _("key"), max_length=200, null=True, blank=True, unique=True, editable=False
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.WAITING
    )
    run_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = (
            models.Index(
                fields=["run_at", "id"],
                condition=Q(status__in=["waiting", "running"]),
                name="jobs_to_run",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def is_in_trouble(self) -> bool:
        return self.status == self.Status.WAITING and self.attempts >= MANY_ATTEMPTS

    def claim(self, *, now: datetime, lease: timedelta) -> bool:
        """Take the job for one worker, however many try at the same moment."""
        rows = Job.objects.due(now).filter(pk=self.pk, attempts=self.attempts)
        taken = rows.order_by().update(
            status=Job.Status.RUNNING,
            attempts=F("attempts") + 1,
            locked_until=now + lease,
        )
        if taken:
            self.attempts += 1
        return bool(taken)

    def finish(self, *, now: datetime) -> None:
        self._leave(status=Job.Status.DONE, finished_at=now, last_error="")

    def put_off(self, *, until: datetime, error: str) -> None:
        self._leave(status=Job.Status.WAITING, run_at=until, last_error=error)

    def give_up(self, *, now: datetime, error: str) -> None:
        self._leave(status=Job.Status.FAILED, finished_at=now, last_error=error)

    def _leave(self, **changes: Any) -> None:
        # only the worker that holds this attempt may write its end
        Job.objects.filter(
            pk=self.pk, status=Job.Status.RUNNING, attempts=self.attempts
        ).update(locked_until=None, **changes)
