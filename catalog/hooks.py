"""Addresses without a language: what machines ask for."""

from __future__ import annotations

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from catalog.storefront.sitemaps import SITEMAPS
from catalog.storefront.views import robots

_GIVEN = {"sitemaps": SITEMAPS}

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {**_GIVEN, "sitemap_url_name": "sitemap"}),
    path("sitemap-<section>.xml", sitemaps.sitemap, _GIVEN, name="sitemap"),
]
