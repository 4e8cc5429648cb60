from __future__ import annotations

from django.urls import path

from support.faq import views

urlpatterns = [path("help/", views.faq, name="faq")]
