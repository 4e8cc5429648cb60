from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shop.kept.generation import generation
from shop.merchant.models import Merchant


def page(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: who sells, to where, and whether money is real."""
    return {
        "merchant": Merchant.current(),
        "generation": generation(),
        "visitor": getattr(request, "visitor", None),
        "is_test_mode": settings.USES_STRIPE_STANDIN or settings.USES_PAYPAL_STANDIN,
        "languages": settings.LANGUAGES,
        "SITE_URL": settings.SITE_URL,
    }
