from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from shop.web.shown import ShownOnPages


class Page(ShownOnPages):
    """The merchant's own words on a page about the shop, below what the shop says."""

    class Name(models.TextChoices):
        VALUES = "values", _("What we stand for")
        DELIVERY = "delivery", _("Delivery and costs")
        RETURNS = "returns", _("Returns and withdrawal")
        PAYMENT = "payment", _("Payment")
        PRIVACY = "privacy", _("Privacy")
        TERMS = "terms", _("Terms of sale")
        IMPRINT = "imprint", _("Imprint")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    name = models.CharField(_("page"), max_length=20, choices=Name, unique=True)
    text = models.TextField(_("text"), blank=True)
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("shown at the end of the page"),
    )
    products = models.ManyToManyField(
        Product,
        blank=True,
        related_name="+",
        verbose_name=_("products"),
        help_text=_(
            "for “What we stand for”: things whose materials and tests it quotes"
        ),
    )

    class Meta:
        verbose_name = _("page about the shop")
        verbose_name_plural = _("pages about the shop")

    def __str__(self) -> str:
        return self.get_name_display()
