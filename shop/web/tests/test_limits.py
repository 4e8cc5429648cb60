from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from shop.web.limits import TooManyTries, caller_of, count_try, limited


def test_after_the_last_try_the_caller_is_told_how_long_to_wait() -> None:
    for _ in range(3):
        count_try("login", "192.0.2.1", limit=3, seconds=60)

    with pytest.raises(TooManyTries) as refusal:
        count_try("login", "192.0.2.1", limit=3, seconds=60)

    assert 0 < refusal.value.wait <= 60


def test_callers_and_deeds_are_counted_apart() -> None:
    count_try("login", "192.0.2.1", limit=1, seconds=60)

    count_try("login", "192.0.2.2", limit=1, seconds=60)
    count_try("coupon", "192.0.2.1", limit=1, seconds=60)


@pytest.mark.django_db
def test_a_view_answers_429_with_a_page_and_runs_no_more(rf: RequestFactory) -> None:
    ran = []

    @limited("test", limit=1, seconds=60)
    def view(request: HttpRequest) -> HttpResponse:
        ran.append(request.method)
        return HttpResponse("done")

    assert view(rf.post("/")).content == b"done"
    refused = view(rf.post("/"))
    assert view(rf.get("/")).content == b"done"

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert ran == ["POST", "GET"]


@pytest.mark.parametrize(
    ("is_behind_proxy", "caller"), [(False, "127.0.0.1"), (True, "203.0.113.9")]
)
def test_only_a_proxy_of_ours_is_believed(
    rf: RequestFactory, settings: Settings, is_behind_proxy: bool, caller: str
) -> None:
    settings.IS_BEHIND_PROXY = is_behind_proxy
    request = rf.get("/", headers={"x-forwarded-for": "10.0.0.1, 203.0.113.9"})

    assert caller_of(request) == caller
