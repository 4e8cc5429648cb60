from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shop.places.countries import COUNTRIES
from shop.users.models import User
from shop.web.visitor import COUNTRY_COOKIE, CURRENCY_COOKIE

A_YEAR = 365 * 24 * 3600


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Lead to the shop in the visitor's language: the chosen one, the account's, the
    browser's. Every other address says its language itself."""
    response = redirect(f"/{_language(request)}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


def _language(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen not in dict(settings.LANGUAGES) and request.user.is_authenticated:
        return request.user.language
    return get_language_from_request(request)


# the form is on pages that are kept the same for everybody, so it has no token
@csrf_exempt
@require_POST
def choices(request: HttpRequest) -> HttpResponse:
    """Keep the language, country and currency a visitor chose, and go back."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        back = translate_url(back, language)
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=language)
    response = HttpResponseRedirect(back if urlsplit(back).path else "/")

    chosen = {
        settings.LANGUAGE_COOKIE_NAME: (language, dict(settings.LANGUAGES)),
        COUNTRY_COOKIE: (request.POST.get("country", ""), COUNTRIES),
        CURRENCY_COOKIE: (request.POST.get("currency", ""), None),
    }
    for cookie, (value, known) in chosen.items():
        is_currency = known is None and len(value) == 3 and value.isalpha()
        if is_currency or (known is not None and value in known):
            response.set_cookie(
                cookie,
                value.upper() if known is None else value,
                max_age=A_YEAR,
                samesite="Lax",
                secure=not settings.DEBUG,
                httponly=True,
            )
    return response
