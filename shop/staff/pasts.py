from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin


class PastAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """A model whose earlier states can be looked at; only numbers name one."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        _check(object_id)
        page: HttpResponse = super().history_view(request, object_id, extra_context)
        return page

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: Any = None,
    ) -> HttpResponse:
        _check(object_id, version_id)
        page: HttpResponse = super().history_form_view(
            request, object_id, version_id, extra_context
        )
        return page


def _check(*numbers: str) -> None:
    if not all(word.isascii() and word.isdecimal() for word in numbers):
        raise Http404
