"""What visitors see without a connection: one page of ours, and nothing old."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "shop/offline.html")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    pages = {language: _address(language) for language, _ in settings.LANGUAGES}
    return render(
        request,
        "shop/service-worker.js",
        {"pages": pages, "default": settings.LANGUAGE_CODE},
        content_type="text/javascript; charset=utf-8",
    )


def _address(language: str) -> str:
    with override(language):
        return reverse("offline")
