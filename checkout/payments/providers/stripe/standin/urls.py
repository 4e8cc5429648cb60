from __future__ import annotations

from django.urls import path

from checkout.payments.providers.stripe.standin import pages, views

urlpatterns = [
    path("v1/payment_intents", views.payment_intents),
    path("v1/payment_intents/search", views.intent_search),
    path("v1/payment_intents/<slug:intent_id>", views.payment_intent),
    path("v1/payment_intents/<slug:intent_id>/confirm", views.confirmation),
    path("v1/payment_intents/<slug:intent_id>/cancel", views.cancellation),
    path("v1/refunds", views.refund_list),
    path("v1/refunds/<slug:refund_id>", views.refund),
    path("v1/charges/<slug:charge_id>", views.charge),
    path("v1/<path:path>", views.nothing),
    path("v3/stripe.js", pages.script, name="stripe_standin_script"),
    path("v3/labels", pages.labels),
    path("3ds/<slug:intent_id>/", pages.challenge, name="stripe_standin_challenge"),
]
