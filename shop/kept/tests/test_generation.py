from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from shop.kept.generation import generation, kept, one_generation, pages_changed

pytestmark = pytest.mark.django_db


def test_every_change_begins_a_new_generation() -> None:
    first = generation()

    pages_changed()

    assert generation() == first + 1


def test_what_others_kept_before_the_commit_is_old_after_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        pages_changed()
        assert kept("colours", lambda: ["as before the commit"]) == [
            "as before the commit"
        ]

    assert kept("colours", lambda: ["as after it"]) == ["as after it"]


def test_cache_that_forgot_its_number_does_not_begin_with_an_old_one() -> None:
    pages_changed()
    old = generation()
    cache.clear()

    assert generation() > old


def test_change_that_is_rolled_back_only_costs_a_reading() -> None:
    was = generation()

    with transaction.atomic():
        pages_changed()
        transaction.set_rollback(True)

    assert generation() == was + 1


def test_what_is_kept_is_read_once_per_generation() -> None:
    readings: list[int] = []

    def read() -> list[int]:
        readings.append(1)
        return [*readings]

    assert kept("numbers", read) == kept("numbers", read) == [1]
    pages_changed()
    assert kept("numbers", read) == [1, 1]


def test_nothing_found_is_kept_too() -> None:
    readings: list[int] = []

    def read() -> list[int]:
        readings.append(1)
        return []

    assert kept("empty", read) == kept("empty", read) == []
    assert readings == [1]


def test_a_request_asks_for_the_generation_once_unless_it_changes_it() -> None:
    with one_generation():
        first = generation()
        cache.clear()
        assert generation() == first

        pages_changed()
        assert generation() > first


def test_what_was_kept_is_read_anew_when_its_time_is_over() -> None:
    readings: list[int] = []

    def read() -> list[int]:
        readings.append(1)
        return [*readings]

    assert kept("brief", read, seconds=-1) == [1]
    assert kept("brief", read) == [1, 1]
