from __future__ import annotations

from django.urls import path

from checkout.parcels import hooks

urlpatterns = [path("<slug:interface>/", hooks.hook, name="carrier_hook")]
