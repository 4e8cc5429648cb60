from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("checkout.payments.providers.stripe.urls")),
    path("", include("checkout.payments.providers.paypal.urls")),
    path("hooks/carriers/", include("checkout.parcels.hook_urls")),
]
