from __future__ import annotations

from django.urls import path

from support.pages import views

urlpatterns = [path("about/<slug:name>/", views.page, name="page")]
