from __future__ import annotations

from django.urls import path

from support.returns import return_views, withdrawal_views

urlpatterns = [
    path("withdrawal/", withdrawal_views.withdrawal, name="withdrawal"),
    path(
        "orders/<uuid:token>/withdrawal/",
        withdrawal_views.order_withdrawal,
        name="order_withdrawal",
    ),
    path(
        "orders/<uuid:token>/withdrawal/confirmation/",
        withdrawal_views.withdrawal_confirmation,
        name="withdrawal_confirmation",
    ),
    path(
        "withdrawals/<uuid:key>/",
        withdrawal_views.withdrawal_receipt,
        name="withdrawal_receipt",
    ),
    path(
        "orders/<uuid:token>/returning/",
        return_views.order_returning,
        name="order_returning",
    ),
    path("returns/<uuid:key>/", return_views.return_page, name="return"),
    path("returns/<uuid:key>/posting/", return_views.posting, name="return_posting"),
    path(
        "returns/<uuid:key>/cancellation/",
        return_views.cancellation,
        name="return_cancellation",
    ),
]
