from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from shop.merchant.models import Merchant


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a telephone needs to put the shop on its home screen."""
    merchant = Merchant.current()
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}"}
        for size in (192, 512)
    ]
    return JsonResponse(
        {
            "name": merchant.name,
            "description": merchant.tagline,
            "start_url": "/",
            "display": "browser",
            "background_color": "#faf7f2",
            "theme_color": "#faf7f2",
            "icons": [
                {**icon, "type": "image/png", "purpose": "any maskable"}
                for icon in icons
            ],
        },
        content_type="application/manifest+json",
    )
