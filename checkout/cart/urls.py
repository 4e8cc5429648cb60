from __future__ import annotations

from django.urls import path

from checkout.cart import views

urlpatterns = [
    path("cart/", views.cart, name="cart"),
    path("cart/lines/", views.lines, name="cart_lines"),
    path("cart/lines/<int:pk>/", views.line, name="cart_line"),
    path("cart/gifts/<int:offer_id>/", views.gift, name="cart_gift"),
    path("cart/coupon/", views.coupon, name="cart_coupon"),
    path("cart/credit/", views.credit, name="cart_credit"),
]
