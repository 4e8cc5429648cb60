from __future__ import annotations

from django.urls import path

from checkout.reminding import views

urlpatterns = [
    path("cart/again/<str:mark>/", views.cart_again, name="cart_again"),
    path(
        "reminders/<str:mark>/refusal/", views.reminder_refusal, name="reminder_refusal"
    ),
]
