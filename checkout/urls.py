from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("checkout.cart.urls")),
    path("", include("checkout.credit.urls")),
    path("", include("checkout.flow.urls")),
    path("", include("checkout.parcels.urls")),
    path("", include("checkout.reminding.urls")),
]
