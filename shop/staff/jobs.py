from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.jobs.models import MANY_ATTEMPTS, Job, is_failed, is_in_trouble
from shop.jobs.queue import stop_trying, try_again
from shop.staff.deeds import Deed, DeedRefused, DeedsAdmin
from shop.staff.desk import Pile, add_piles
from shop.staff.pages import ReadingAdmin, sort_by
from shop.users.models import User


class Retry(Deed):
    name = "retry"
    title = _("Try again")
    icon = "refresh"
    explanation = _("The job gets all its attempts anew and runs at once.")
    permission: ClassVar[str] = "shop.change_job"

    @classmethod
    def applies_to(cls, row: Job) -> bool:
        return row.status == Job.Status.FAILED or row.is_in_trouble

    def carry_out(self, *, by: User) -> str:
        if not try_again(self.row):
            raise DeedRefused(gettext("The job has not failed."))
        return gettext("The job runs again.")


class GiveUp(Deed):
    name = "give_up"
    title = _("Give up")
    icon = "block"
    explanation = _("The job is not tried any more. It can be tried again by hand.")
    permission: ClassVar[str] = "shop.change_job"
    is_final = True

    @classmethod
    def applies_to(cls, row: Job) -> bool:
        return row.is_in_trouble

    def carry_out(self, *, by: User) -> str:
        if not stop_trying(self.row):
            raise DeedRefused(gettext("The job does not wait for another try."))
        return gettext("The job is given up.")


@admin.register(Job)
class JobAdmin(ReadingAdmin, DeedsAdmin):
    deeds = (Retry, GiveUp)
    list_display = ("name", "status", "run_at", "attempts", "short_error")
    list_filter = ("status", "name")
    search_fields = ("name", "last_error")
    ordering = sort_by("-run_at")
    fields = (
        ("name", "status", "attempts"),
        ("created_at", "run_at", "finished_at"),
        "arguments",
        "last_error",
    )

    @admin.display(description=_("last error"))
    def short_error(self, job: Job) -> str:
        return job.last_error[-120:]


def _count_jobs() -> dict[str, int]:
    return Job.objects.filter(is_failed() | is_in_trouble()).aggregate(
        failed_jobs=Count("pk", filter=is_failed()),
        jobs_in_trouble=Count("pk", filter=is_in_trouble()),
    )


add_piles(
    Pile(
        name="failed_jobs",
        title=_("Failed jobs"),
        permission="shop.view_job",
        page="shop_job",
        query=f"?status__exact={Job.Status.FAILED}",
        icon="error",
        is_alarm=True,
    ),
    Pile(
        name="jobs_in_trouble",
        title=_("Jobs that fail again and again"),
        permission="shop.view_job",
        page="shop_job",
        query=f"?status__exact={Job.Status.WAITING}&attempts__gte={MANY_ATTEMPTS}",
        icon="sync_problem",
        is_alarm=True,
    ),
    count=_count_jobs,
)
