from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from shop.kept.generation import one_generation
from shop.merchant.models import Merchant
from shop.places.countries import COUNTRIES

COUNTRY_COOKIE = "country"
CURRENCY_COOKIE = "currency"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a page may vary by: nothing that tells one visitor from another.

    `currency` is what was chosen, or "" to follow the country's price list.
    """

    language: str
    country: str
    currency: str


def visitor_of(request: HttpRequest) -> Visitor:
    visitor: Visitor = request.visitor  # type: ignore[attr-defined]
    return visitor


class VisitorMiddleware:
    """Say where the visitor wants goods delivered and in which currency to pay.

    The choice is a cookie of their own; until then the region of Accept-Language,
    else the merchant's country (Regulation (EU) 2018/302: nobody is redirected).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_generation():
            request.visitor = Visitor(  # type: ignore[attr-defined]
                language=get_language() or "en",
                country=_country(request),
                currency=_currency(request),
            )
            return self.get_response(request)


def _country(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COUNTRY_COOKIE, "")
    if chosen in COUNTRIES:
        return chosen
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
    region = first.rpartition("-")[2].strip().upper()
    # en-US is what most browsers say without being asked: it is no address
    if region in COUNTRIES and first.strip().lower() != "en-us" and "-" in first:
        return region
    return Merchant.current().country


def _currency(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(CURRENCY_COOKIE, "")
    return chosen if len(chosen) == 3 and chosen.isalpha() and chosen.isupper() else ""
