from __future__ import annotations

from django.urls import path

from checkout.flow import (
    one_click_views,
    order_views,
    paper_views,
    passport_views,
    views,
)

urlpatterns = [
    path("checkout/", views.checkout, name="checkout"),
    path("checkout/draft/", views.checkout_draft, name="checkout_draft"),
    path("checkout/credit/", views.checkout_credit, name="checkout_credit"),
    path("orders/", order_views.find_order, name="find_order"),
    path("orders/<uuid:token>/", order_views.order, name="order"),
    path(
        "orders/<uuid:token>/payment/", order_views.order_payment, name="order_payment"
    ),
    path(
        "orders/<uuid:token>/address/",
        passport_views.order_address,
        name="order_address",
    ),
    path("orders/<uuid:token>/link/", passport_views.order_link, name="order_link"),
    path(
        "orders/<uuid:token>/invoices/<slug:number>/",
        paper_views.order_invoice,
        name="order_invoice",
    ),
    path("buy-now/", one_click_views.one_click, name="one_click"),
    path(
        "orders/<uuid:token>/undoing/", order_views.order_undoing, name="order_undoing"
    ),
    path(
        "orders/<uuid:token>/cancellation/",
        order_views.order_cancellation,
        name="order_cancellation",
    ),
]
