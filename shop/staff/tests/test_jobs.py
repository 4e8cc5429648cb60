from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from shop.jobs.models import Job
from shop.staff.roles import ROLES, load_roles
from shop.users.models import User

pytestmark = pytest.mark.django_db


def make_job(status: str) -> Job:
    return Job.objects.create(
        name="shelf.refresh", status=status, attempts=8, run_at=timezone.now()
    )


def test_a_failed_job_gets_all_its_attempts_anew(client: Client, agent: User) -> None:
    client.force_login(agent)
    job = make_job(Job.Status.FAILED)

    client.post(f"/admin/shop/job/{job.pk}/deeds/retry/")

    job.refresh_from_db()
    assert (job.status, job.attempts) == (Job.Status.WAITING, 0)


def test_a_job_that_is_done_stays_done(client: Client, agent: User) -> None:
    client.force_login(agent)
    job = make_job(Job.Status.DONE)

    page = client.post(f"/admin/shop/job/{job.pk}/deeds/retry/")

    job.refresh_from_db()
    assert (job.status, job.attempts) == (Job.Status.DONE, 8)
    assert "The job has not failed." in page.text


def test_roles_are_written_once_and_put_right_again() -> None:
    load_roles()
    group = Group.objects.get(name="support")
    held = set(group.permissions.values_list("codename", flat=True))
    group.permissions.clear()

    load_roles()

    assert set(group.permissions.values_list("codename", flat=True)) == held
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(ROLES)


def test_every_permission_of_a_role_exists() -> None:
    load_roles()

    for name, rights in ROLES.items():
        wanted = sum(len(deeds) for deeds in rights.values())
        assert Group.objects.get(name=name).permissions.count() == wanted, name
