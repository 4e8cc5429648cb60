from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("The ground")

    def ready(self) -> None:
        # whoever writes down a job, or sweeps, knows every deed and every reader
        autodiscover_modules("tasks")
