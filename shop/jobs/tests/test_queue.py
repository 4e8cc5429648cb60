from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from shop.jobs.models import Job
from shop.jobs.queue import enqueue
from shop.jobs.registry import DEEDS, FOR_EVER, job
from shop.jobs.running import FIRST_PAUSE, LONGEST_PAUSE, run, run_due
from shop.jobs.tasks import run_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def done() -> Iterator[list[str]]:
    """What the deed "test.note" has noted; "test.fail…" always fail."""
    notes: list[str] = []

    @job("test.note")
    def note(text: str) -> None:
        notes.append(text)

    @job("test.fail", attempts=2)
    def fail() -> None:
        raise RuntimeError("the carrier does not answer")

    job("test.fail_for_ever", attempts=FOR_EVER)(fail)
    yield notes
    for name in ("note", "fail", "fail_for_ever"):
        del DEEDS[f"test.{name}"]


def test_a_job_runs_once_its_transaction_is_committed(
    done: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    woken: list[tuple[object, ...]] = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **_: woken.append(args))

    with django_capture_on_commit_callbacks(execute=True):
        entry = enqueue("test.note", text="hello")
        assert woken == []

    assert woken == [(entry.pk,)]


def test_a_job_of_a_transaction_that_failed_never_was(done: list[str]) -> None:
    with transaction.atomic():
        enqueue("test.note", text="hello")
        transaction.set_rollback(True)

    assert run_due() == 0
    assert done == []


def test_a_broker_that_is_down_loses_nothing(
    done: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreachable(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(run_job, "apply_async", unreachable)

    with django_capture_on_commit_callbacks(execute=True):
        enqueue("test.note", text="hello")

    assert run_due() == 1
    assert done == ["hello"]


def test_a_key_is_used_once(done: list[str]) -> None:
    first = enqueue("test.note", key="order-1", text="first")
    second = enqueue("test.note", key="order-1", text="second")

    assert first == second
    run_due()
    assert done == ["first"]


def test_a_job_for_later_waits(done: list[str]) -> None:
    enqueue("test.note", run_at=timezone.now() + timedelta(hours=1), text="later")

    assert run_due() == 0
    assert done == []


def test_a_job_that_is_done_is_not_done_again(done: list[str]) -> None:
    entry = enqueue("test.note", text="hello")

    assert run(entry.pk) is True
    assert run(entry.pk) is False

    assert done == ["hello"]


def test_only_one_of_two_workers_gets_a_job(done: list[str]) -> None:
    entry = enqueue("test.note", text="hello")
    mine, theirs = Job.objects.get(pk=entry.pk), Job.objects.get(pk=entry.pk)
    now, lease = timezone.now(), timedelta(minutes=1)

    assert mine.claim(now=now, lease=lease) is True
    assert theirs.claim(now=now, lease=lease) is False


def test_a_worker_that_fell_silent_loses_the_job(done: list[str]) -> None:
    entry = enqueue("test.note", text="hello")
    past = timezone.now() - timedelta(minutes=10)
    Job.objects.update(run_at=past)
    silent = Job.objects.get(pk=entry.pk)
    silent.claim(now=past, lease=timedelta(minutes=1))

    assert run_due() == 1
    assert done == ["hello"]

    silent.put_off(until=timezone.now(), error="woke up late")
    entry.refresh_from_db()
    assert entry.status == Job.Status.DONE


def test_a_job_that_fails_is_tried_again_and_then_given_up(done: list[str]) -> None:
    entry = enqueue("test.fail")
    before = timezone.now()

    run(entry.pk)

    entry.refresh_from_db()
    assert entry.status == Job.Status.WAITING
    assert entry.run_at >= before + FIRST_PAUSE
    assert entry.last_error == "RuntimeError: the carrier does not answer"

    Job.objects.update(run_at=timezone.now())
    run(entry.pk)

    entry.refresh_from_db()
    assert (entry.status, entry.attempts) == (Job.Status.FAILED, 2)


def test_what_must_not_be_forgotten_is_tried_for_ever(done: list[str]) -> None:
    entry = enqueue("test.fail_for_ever")
    Job.objects.update(attempts=3000)

    run(entry.pk)

    entry.refresh_from_db()
    assert (entry.status, entry.attempts) == (Job.Status.WAITING, 3001)
    assert entry.run_at <= timezone.now() + LONGEST_PAUSE


def test_staff_see_and_end_what_fails_for_ever(
    admin_client: Client, done: list[str]
) -> None:
    entry = enqueue("test.fail_for_ever")
    Job.objects.update(attempts=7)
    page = reverse("admin:shop_job_deed", args=[entry.pk, "give_up"])
    admin_client.post(page)
    entry.refresh_from_db()
    assert entry.status == Job.Status.WAITING

    run(entry.pk)
    [waiting] = [
        each
        for each in admin_client.get(reverse("admin:index")).context["waiting"]
        if each.pile.name == "jobs_in_trouble"
    ]
    shown = admin_client.get(waiting.pile.url).context["cl"].result_list
    admin_client.post(page)

    entry.refresh_from_db()
    assert waiting.count == 1
    assert [*shown] == [entry]
    assert entry.status == Job.Status.FAILED


def test_a_job_nobody_knows_says_so(run_jobs: Callable[[], int]) -> None:
    Job.objects.create(name="gone", run_at=timezone.now())

    run_jobs()

    entry = Job.objects.get()
    assert (entry.status, entry.last_error) == ("failed", "no deed is called gone")


def test_a_sweep_leaves_a_long_queue_to_the_next(done: list[str]) -> None:
    for text in "abc":
        enqueue("test.note", text=text)

    assert run_due(seconds=0) == 1
    assert run_due(seconds=60) == 2
    assert done == ["a", "b", "c"]
