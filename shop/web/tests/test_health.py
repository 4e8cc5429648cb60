from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from shop.jobs.models import Job
from shop.web.logs import JsonFormatter, RequestIdFilter

pytestmark = pytest.mark.django_db


def test_the_shop_is_ready_when_all_its_parts_answer(
    client: Client, settings: Settings
) -> None:
    settings.DEBUG = True  # a laptop may have no broker

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok", "jobs": "ok"}


def test_jobs_that_nobody_does_make_it_unready(client: Client) -> None:
    Job.objects.create(name="mail", run_at=timezone.now() - timedelta(minutes=6))

    response = client.get("/readyz")

    assert (response.status_code, response.json()["jobs"]) == (503, "late")


def test_a_broker_that_does_not_answer_makes_it_unready(
    client: Client, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get("/readyz")

    assert (response.status_code, response.json()["broker"]) == (503, "unreachable")


def test_the_process_says_that_it_lives(client: Client) -> None:
    assert client.get("/livez").content == b"ok"


def test_a_request_keeps_the_id_it_came_with(client: Client) -> None:
    response = client.get("/livez", headers={"x-request-id": "from-the-proxy-1"})

    assert response["X-Request-ID"] == "from-the-proxy-1"


def test_an_id_that_could_forge_a_log_line_is_replaced(client: Client) -> None:
    response = client.get("/livez", headers={"x-request-id": 'x" , "level": "INFO'})

    assert len(response["X-Request-ID"]) == 32


def test_a_log_line_is_one_object_with_its_request() -> None:
    record = logging.LogRecord("shop", logging.INFO, "", 0, "two\nlines", None, None)
    RequestIdFilter().filter(record)

    line = JsonFormatter().format(record)

    assert "\n" not in line
    said = json.loads(line)
    assert (said["message"], said["level"], said["request"]) == (
        "two\nlines",
        "INFO",
        "-",
    )
