from __future__ import annotations

from datetime import timedelta

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from shop.jobs.models import Job

TOLERATED_LAG = timedelta(minutes=5)


def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The shop can sell: database, broker, and jobs that are not too late."""
    findings = {"database": _database(), "broker": _broker()}
    if findings["database"] == "ok":
        findings["jobs"] = _jobs()
    is_ready = all(finding == "ok" for finding in findings.values())
    return JsonResponse(findings, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _broker() -> str:
    if not settings.REDIS_URL:
        return "ok" if settings.DEBUG else "not configured"
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
    try:
        client.ping()
    except redis.RedisError:
        return "unreachable"
    finally:
        client.close()
    return "ok"


def _jobs() -> str:
    is_late = Job.objects.due(timezone.now() - TOLERATED_LAG).exists()
    return "late" if is_late else "ok"
