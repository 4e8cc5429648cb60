from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from catalog.storefront import views


class UnicodeSlug(StringConverter):
    regex = r"[-\w]+"


register_converter(UnicodeSlug, "uslug")

urlpatterns = [
    path("", views.home, name="home"),
    path("c/<uslug:slug>/", views.category, name="category"),
    path("p/<uslug:slug>/", views.product, name="product"),
    path("compare/", views.comparison, name="compare"),
    path("search/", views.search, name="search"),
    path("offers/", views.offers, name="offers"),
    path("offers/<uslug:slug>/", views.offer, name="offer"),
]
