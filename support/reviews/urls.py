from __future__ import annotations

from django.urls import path

from support.reviews import views

urlpatterns = [
    path("reviews/<uuid:token>/", views.reviews_write, name="reviews_write"),
    path(
        "reviews/<uuid:token>/refusal/", views.reviews_refusal, name="reviews_refusal"
    ),
    path("reviews/<int:pk>/report/", views.review_report, name="review_report"),
]
