from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("support.faq.urls")),
    path("", include("support.guides.urls")),
    path("", include("support.contacts.urls")),
    path("", include("support.reviews.urls")),
    path("", include("support.returns.urls")),
    path("", include("support.accounts.urls")),
    path("", include("support.pages.urls")),
]
