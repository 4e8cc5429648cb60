from __future__ import annotations

from django.urls import path

from checkout.parcels import views

urlpatterns = [
    path("orders/<uuid:token>/parcels/", views.parcels, name="order_parcels"),
]
