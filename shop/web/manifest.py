from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shop.merchant.models import Merchant

# --ground of static/css/tokens.css; pages say the one of the evening in a meta tag
_GROUND = "#faf7f2"


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a telephone needs to put the shop on its home screen, in one language."""
    merchant = Merchant.current()
    return JsonResponse(
        {
            "id": "/",
            "name": merchant.name,
            "short_name": merchant.name,
            "description": merchant.tagline,
            "lang": get_language(),
            "dir": "rtl" if get_language_bidi() else "ltr",
            "start_url": reverse("home"),
            "scope": "/",
            # with a way back: a shop has too many pages to be without one
            "display": "minimal-ui",
            "background_color": _GROUND,
            "theme_color": _GROUND,
            "categories": ["shopping"],
            "icons": _icons(),
            "shortcuts": _shortcuts(),
        },
        content_type="application/manifest+json",
    )


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Asked for by those who read no page: mail programs, feed readers, old tabs."""
    return redirect(static("img/favicon.ico"))


def _icons() -> list[dict[str, str]]:
    vector = {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return [
        vector,
        *(
            {
                "src": static(f"img/{name}-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, purpose in (("icon", "any"), ("maskable", "maskable"))
            for size in (192, 512)
        ),
    ]


def _shortcuts() -> list[dict[str, Any]]:
    """What a long press on the icon offers."""
    places = ((_("Offers"), "offers"), (_("Search"), "search"), (_("Cart"), "cart"))
    return [{"name": name, "url": reverse(place)} for name, place in places]
