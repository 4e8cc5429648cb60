"""Fixtures of the whole suite (loaded by `-p shop.testing`, before Django is ready)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as property_settings

if TYPE_CHECKING:
    from pytest_django import Settings

    from shop.users.models import User

# a test never meets the broker, the mail server or the data of a running shop
os.environ.setdefault("LOG_LEVEL", "ERROR")

# workers side by side would empty each other's cache: each gets a Redis database
if os.environ.get("REDIS_URL") and os.environ.get("PYTEST_XDIST_WORKER"):
    _server, _, _number = os.environ["REDIS_URL"].rpartition("/")
    _worker = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{_server}/{int(_number) + _worker}"

# a busy machine is no failure
property_settings.register_profile("suite", deadline=None)
property_settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _ground(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Quick passwords, files in a folder of their own, an empty cache, English."""
    from django.core.cache import cache
    from django.utils import translation

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.IMPORTS_ROOT = tmp_path / "imports"
    settings.CELERY_BROKER_URL = "memory://"
    cache.clear()
    translation.activate("en")
    yield
    cache.clear()


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Do what would be done by workers by now: read the news, run what is due."""

    def run() -> int:
        from shop.jobs.running import read_all_news, run_due

        total = 0
        for _ in range(20):
            read_all_news()
            done = run_due()
            total += done
            if not done:
                return total
        raise AssertionError("jobs beget jobs without end")

    return run


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    def make(email: str = "buyer@example.com", **fields: Any) -> User:
        from shop.users.models import User

        return User.objects.create_user(email, **fields)

    return make


@pytest.fixture
def buyer(make_user: Callable[..., User]) -> User:
    return make_user("buyer@example.com", name="Anna Ozola")


@pytest.fixture
def stranger(make_user: Callable[..., User]) -> User:
    return make_user("stranger@example.com", name="Peter Stranger")


@pytest.fixture
def agent(make_user: Callable[..., User]) -> User:
    """A member of staff who may do everything."""
    return make_user(
        "agent@example.com", name="Marta Agent", is_staff=True, is_superuser=True
    )
