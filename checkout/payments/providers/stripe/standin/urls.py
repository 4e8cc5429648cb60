from __future__ import annotations

from django.urls import path

from checkout.payments.providers.stripe.standin import (
    keeping_views,
    pages,
    setup_pages,
    views,
)

urlpatterns = [
    path("v1/payment_intents", views.payment_intents),
    path("v1/payment_intents/search", views.intent_search),
    path("v1/payment_intents/<slug:intent_id>", views.payment_intent),
    path("v1/payment_intents/<slug:intent_id>/confirm", views.confirmation),
    path("v1/payment_intents/<slug:intent_id>/cancel", views.cancellation),
    path("v1/payment_intents/<slug:intent_id>/capture", views.capture),
    path("v1/refunds", views.refund_list),
    path("v1/refunds/<slug:refund_id>", views.refund),
    path("v1/charges/<slug:charge_id>", views.charge),
    path("v1/customers", keeping_views.customers),
    path("v1/customers/<slug:customer_id>", keeping_views.customer),
    path("v1/payment_methods/<slug:method_id>", keeping_views.payment_method),
    path("v1/payment_methods/<slug:method_id>/attach", keeping_views.attachment),
    path("v1/payment_methods/<slug:method_id>/detach", keeping_views.detachment),
    path("v1/setup_intents", keeping_views.setup_intents),
    path("v1/setup_intents/<slug:setup_id>", keeping_views.setup_intent),
    path("v1/setup_intents/<slug:setup_id>/confirm", keeping_views.setup_confirmation),
    path("v1/disputes", views.dispute_list),
    path("v1/disputes/<slug:dispute_id>", views.dispute),
    path("v1/<path:path>", views.nothing),
    path("v3/stripe.js", pages.script, name="stripe_standin_script"),
    path("v3/labels", pages.labels),
    path("3ds/<slug:intent_id>/", pages.challenge, name="stripe_standin_challenge"),
    path("3ds-setup/<slug:setup_id>/", setup_pages.challenge),
]
