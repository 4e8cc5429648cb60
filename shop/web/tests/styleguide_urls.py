"""The routes of the shop with those that only DEBUG brings."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from shop.urls import urlpatterns as of_the_shop
from shop.web.styleguide import styleguide

urlpatterns = [
    *i18n_patterns(path("styleguide/", styleguide, name="styleguide")),
    *of_the_shop,
]
