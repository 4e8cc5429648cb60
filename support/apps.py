from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = _("Customer care")

    def ready(self) -> None:
        # an app adds its pages to the sitemap of the shop
        autodiscover_modules("sitemaps")
