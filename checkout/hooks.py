from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from checkout.parcels.live import live_order

urlpatterns: list[URLPattern | URLResolver] = [
    path("live/orders/<uuid:token>/", live_order, name="live_order"),
    path("", include("checkout.payments.providers.stripe.urls")),
    path("", include("checkout.payments.providers.paypal.urls")),
    path("hooks/carriers/", include("checkout.parcels.hook_urls")),
]
