from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop.staff import jobs, merchant, people

admin.site.index_title = _("To do")

__all__ = ["jobs", "merchant", "people"]
