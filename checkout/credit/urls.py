from __future__ import annotations

from django.urls import path

from checkout.credit import views

urlpatterns = [
    path("gift-card/", views.gift_card, name="gift_card"),
]
