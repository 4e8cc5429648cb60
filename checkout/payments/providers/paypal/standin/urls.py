from __future__ import annotations

from django.urls import path

from checkout.payments.providers.paypal.standin import pages, views

urlpatterns = [
    path("v1/oauth2/token", views.token),
    path("v1/notifications/certs/<slug:certificate_id>", views.certificate),
    path("v2/checkout/orders", views.order_list),
    path("v2/checkout/orders/<slug:order_id>", views.order),
    path("v2/checkout/orders/<slug:order_id>/capture", views.order_capture),
    path("v2/payments/captures/<slug:capture_id>", views.capture),
    path("v2/payments/captures/<slug:capture_id>/refund", views.refund),
    path("v3/vault/setup-tokens", views.setup_list),
    path("v3/vault/setup-tokens/<slug:setup_id>", views.setup),
    path("v3/vault/payment-tokens", views.token_list),
    path("v3/vault/payment-tokens/<slug:token_id>", views.payment_token),
    path("v1/<path:path>", views.nothing),
    path("v2/<path:path>", views.nothing),
    path("checkoutnow", pages.checkout, name="paypal_standin_checkout"),
    path("agreements/approve", pages.agreement),
]
