from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from checkout.payments.providers.stripe import webhooks

urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/stripe/", webhooks.hook, name="stripe_hook"),
]
if settings.USES_STRIPE_STANDIN:
    urlpatterns += [
        path(
            "standin/stripe/",
            include("checkout.payments.providers.stripe.standin.urls"),
        ),
    ]
