from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from checkout.payments.providers.paypal import webhooks

urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/paypal/", webhooks.hook, name="paypal_hook"),
]
if settings.USES_PAYPAL_STANDIN:
    urlpatterns += [
        path(
            "standin/paypal/",
            include("checkout.payments.providers.paypal.standin.urls"),
        ),
    ]
